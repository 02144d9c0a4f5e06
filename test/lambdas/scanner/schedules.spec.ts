import assert from "node:assert/strict";
import { Random } from "../../domain/findings/simulation/random";
import { memberAnalyzer, keyArn, organizationAnalyzer, refusal, Killed, ScannerWorld } from "./world";

interface Change {
  resource: string;
  at: number;
}

/** Changes at random, while calls fail, functions are killed, and messages come twice and in any order. */
async function scheduled(seed: number): Promise<{ on: ScannerWorld; changes: Change[]; kills: number }> {
  let kills = 0;
  const random = new Random(seed);
  const on = new ScannerWorld();
  if (random.chance(0.5)) on.scanner.analyzers.push(memberAnalyzer);
  const isDenied = random.chance(0.3);
  const changes: Change[] = [];
  let isFaulty = true;
  on.fault = (call) => {
    if (call === "StartResourceScan" && isDenied && on.calls.at(-1)?.endsWith("organization")) throw refusal("AccessDeniedException");
    if (!isFaulty) return;
    if (random.chance(0.02)) {
      kills++;
      throw new Killed();
    }
    if (random.chance(0.3)) throw refusal("ThrottlingException");
    if (random.chance(0.1)) throw refusal("InternalServerException");
  };
  const take = () => {
    const visible = on.visible();
    return Array.from({ length: Math.min(visible.length, 1 + random.below(10)) }, () =>
      visible.splice(random.below(visible.length), 1),
    ).flat();
  };
  const invoke = async () => {
    const letters = take();
    // A message that comes twice at once is two invocations of the same.
    const twice = random.chance(0.2) ? letters.slice(0, 1).map((letter) => ({ ...letter, id: `${letter.id} again` })) : [];
    await on.invoke([...letters, ...twice]);
  };
  for (let step = 0; step < 60; step++) {
    on.takes = random.chance(0.1) ? 1000 * random.below(1500) : 1000 * random.below(30);
    on.advance(random.below(random.chance(0.05) ? 1_200_000 : 8000));
    if (random.chance(0.3)) {
      const resource = keyArn(random.pick(["one", "two", "three"]) ?? "");
      const at = Math.floor(on.time / 1000) * 1000;
      if (!random.chance(0.9)) on.resources.delete(resource);
      else on.change(resource, random.chance(0.6), random.pick(["PutKeyPolicy", "CreateGrant", "RevokeGrant"]));
      if (on.resources.has(resource)) changes.push({ resource, at });
    } else if (on.visible().length > 0) await invoke();
  }
  // SQS gives up after five times, which is another end: from here on the machine works.
  isFaulty = false;
  on.advance(2000);
  for (let round = 0; round < 2000 && on.queue.length > 0; round++) {
    if (on.visible().length > 0) await invoke();
    else on.advance(5000);
  }
  return { on, changes, kills };
}

describe("the scanner, whatever happens", function () {
  this.timeout(60_000);
  it("ends every change in a report of after it, or names it as left to the sweep", async () => {
    let [kills, left, scanned, dead] = [0, 0, 0, 0];
    for (let seed = 1; seed <= 400; seed++) {
      const { on, changes, kills: killed } = await scheduled(seed);
      assert.deepEqual(on.queue, [], `seed ${seed}`);
      for (const { resource, at } of changes) {
        const ends = on.reports.filter((report) => report.resource === resource && Date.parse(report.because.at) >= at);
        const isDead = on.dead.some(({ body }) => body.includes(resource));
        assert.ok(ends.length > 0 || isDead, `seed ${seed}: ${resource} changed at ${new Date(at).toISOString()} has no end`);
      }
      for (const { outcome, because, analyzedAt, findings, analyzer } of on.reports) {
        if (outcome !== "scanned") assert.deepEqual(findings, []);
        else {
          scanned++;
          assert.ok(Date.parse(analyzedAt ?? "") > Date.parse(because.at), `seed ${seed}`);
          assert.ok([organizationAnalyzer.arn, memberAnalyzer.arn].includes(analyzer ?? ""));
        }
      }
      left += on.outcomes().filter((outcome) => outcome === "leftToSweep").length;
      kills += killed;
      dead += on.dead.length;
    }
    assert.ok(dead < 20, `${dead} dead letters: each of them takes five failures in a row`);
    assert.ok(kills > 100 && left > 10 && scanned > 500, `${kills} kills, ${left} left, ${scanned} scanned: the schedules are too tame`);
  });
});
