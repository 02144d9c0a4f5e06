import assert from "node:assert/strict";
import { HeldClock } from "../../dev/sandbox/world/clock";
import type { Fault } from "../../dev/sandbox/world/faults";
import { roadInSandbox, soc, type RoadInSandbox } from "../support/findingsRoad";

/** Numbers from 0 to 1 that are the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe("the functions, when AWS has a bad day", function () {
  this.timeout(120_000);
  let clock: HeldClock;
  let on: RoadInSandbox;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    on = await roadInSandbox(clock, { destinations: { soc } });
  });
  afterEach(() => on.close());

  /** Of the calls that the functions make, each meets one of these by chance. */
  function badDay(random: () => number): void {
    const { faults } = on.sandbox.world;
    const { take } = faults;
    const effect = (): Fault["effect"][] => {
      const chance = random();
      return chance < 0.3 ? [{ kind: "throttle" }] : chance < 0.4 ? [{ kind: "serverError" }] : [];
    };
    faults.take = (call) => [
      ...take(call),
      ...(["dynamodb", "sns", "access-analyzer"].includes(call.service)
        ? effect().map((one) => ({ id: "chance", match: {}, effect: one }))
        : []),
    ];
  }

  for (const seed of [1, 2]) {
    it(`lose nothing and tell the right thing in the end: throttled, failing, with duplicates, two at once (seed ${seed})`, async () => {
      const keys = [];
      for (let number = 0; number < 3; number++) keys.push(await on.createKey());
      for (const key of keys) await on.share(key, "*");
      const [first, second] = keys;
      if (first) await on.share(first);
      if (second) {
        await on.share(second);
        await on.share(second, "*");
      }
      const random = randomNumbers(seed);
      const events = [...(await on.events()), ...(await on.events())];
      const brought = [...events, ...events, ...events].sort(() => random() - 0.5);
      await on.toIntake(...brought);
      badDay(random);
      for (let round = 0; round < 12; round++) {
        await Promise.all([on.notify(), on.notify()]);
        clock.advance(100_000);
      }
      await on.sweep();
      for (let round = 0; round < 12; round++) {
        await Promise.all([on.notify(), on.notify()]);
        clock.advance(100_000);
      }
      on.sandbox.world.faults.take = () => [];
      const facts = await on.facts();
      const states = Object.fromEntries(facts.map(({ resource, state }) => [resource, state]));
      assert.deepEqual(states, Object.fromEntries(keys.map(({ arn }, index) => [arn, index === 0 ? "resolved" : "open"])));
      const told = await on.soc();
      for (const [index, { arn }] of keys.entries()) {
        const kinds = told.filter(({ resource }) => resource === arn).map(({ kind }) => kind);
        const last = kinds.at(-1);
        // Who never heard of the access hears nothing of its end.
        if (index === 0) assert.ok(last === undefined || last === "resolved", kinds.join());
        else assert.match(String(last), /opened$/, kinds.join());
      }
      const ids = told.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, "something was told twice");
      assert.deepEqual(
        facts.flatMap(({ pending }) => pending ?? []),
        [],
      );
    });
  }
});
