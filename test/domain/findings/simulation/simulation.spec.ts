import assert from "node:assert/strict";
import { simulate } from "./simulate";

describe("the findings road, as any schedule may run it", () => {
  it("ends in the right state, tells everybody, and nobody twice, in 2,000 random schedules", function () {
    this.timeout(300_000);
    const total = { delivered: 0, changes: 0, kills: 0 };
    for (let seed = 1; seed <= 2000; seed++) {
      const { problems, delivered, changes, kills } = simulate(seed, { hasLease: true });
      assert.deepEqual(problems, [], `seed ${seed}`);
      total.delivered += delivered;
      total.changes += changes;
      total.kills += kills;
    }
    assert.ok(total.delivered > 5000 && total.changes > 200 && total.kills > 500, `too little happened: ${JSON.stringify(total)}`);
  });

  it("control: without the lease, people are told twice", function () {
    this.timeout(300_000);
    let twice = 0;
    for (let seed = 1; seed <= 200; seed++) if (simulate(seed, { hasLease: false }).toldTwice > 0) twice++;
    assert.ok(twice > 20, `${twice} of 200`);
  });
});
