import assert from "node:assert/strict";
import { parseSweepMessage } from "../../lambdas/sweepMessage";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { findAnalyzers, seedAnalyzer } from "../../dev/sandbox/services/accessanalyzer";
import { accountId, region } from "../../domain/identifiers";
import { home, member, stranger } from "../support/findingActions";
import { roadInSandbox, soc, type RoadInSandbox } from "../support/findingsRoad";

describe("the sweep's worker", () => {
  let clock: HeldClock;
  let on: RoadInSandbox;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    on = await roadInSandbox(clock, { destinations: { soc } });
  });
  afterEach(() => on.close());

  const kindsToSoc = async () => (await on.soc()).map(({ kind }) => kind);
  const openings = async (count: number) => {
    const keys = [];
    for (let number = 0; number < count; number++) {
      const key = await on.createKey();
      await on.share(key, "*");
      keys.push(key);
    }
    return keys;
  };
  const findings = () => on.analyzer()?.findings.all ?? assert.fail("there is no analyzer");
  /** AWS lists it no more, and no event says so. */
  const unlist = (count: number) => [...findings().keys()].slice(0, count).forEach((id) => findings().delete(id));

  it("brings what no event brought: with EventBridge off nothing is lost, only later", async () => {
    const [key = assert.fail()] = await openings(1);
    await on.events(); // nobody forwards them
    await on.sweep();
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["opened"]);
    await on.share(key);
    await on.events();
    await on.sweep();
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["resolved"]);
    assert.equal(on.measured.get("SweepCompleted"), 2);
  });

  it("ends what the scanner found by an account's own analyzer, and takes nothing else from that", async () => {
    const { arn } = seedAnalyzer(on.sandbox.world, { account: member, region: home, name: "account", type: "ACCOUNT" });
    const own = { arn, account: accountId(member), region: region(home), type: "ACCOUNT" as const };
    on.settings.scanner = { places: { [own.account]: [own.region] }, resourceTypes: ["AWS::KMS::Key"], analyzers: [on.planned, own] };
    const [scanned, inside] = [await on.createKey(), await on.createKey()];
    await on.share(scanned, { AWS: `arn:aws:iam::${stranger}:root` });
    await on.share(inside, { AWS: "arn:aws:iam::555555555555:root" });
    const found = [...(findAnalyzers(on.sandbox.world, { name: "account" })[0]?.findings.all.values() ?? [])];
    const sweepBoth = async () => {
      for (const analyzer of [on.arn, arn]) await on.sweep({ message: { analyzer } });
      await on.notifyAll();
    };
    await sweepBoth();
    const facts = async () => (await on.facts()).map(({ resource, sources }) => [resource, Object.keys(sources).length]);
    assert.deepEqual(await facts(), [[scanned.arn, 1]]);
    await on.toIntake({ kind: "reread", analyzer: arn, findingId: found.find(({ resource }) => resource === scanned.arn)?.id ?? "" });
    await on.notifyAll();
    assert.deepEqual(await facts(), [[scanned.arn, 2]]);
    await on.share(scanned);
    await sweepBoth();
    assert.deepEqual(await kindsToSoc(), ["opened", "resolved"]);
  });

  it("brings differences alone", async () => {
    await openings(3);
    await on.sweep();
    assert.equal(await on.waiting(on.road.intake), 3);
    await on.notifyAll();
    await on.sweep();
    assert.equal(await on.waiting(on.road.intake), 0);
    await openings(1);
    await on.sweep();
    assert.equal(await on.waiting(on.road.intake), 1);
  });

  it("calls gone what is listed no more, and never resolved", async () => {
    await openings(2);
    await on.sweep();
    await on.notifyAll();
    await on.soc();
    clock.advance(60_000);
    unlist(1);
    await on.sweep();
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["gone"]);
    assert.deepEqual((await on.facts()).map(({ state }) => state).sort(), ["gone", "open"]);
  });

  it("believes no listing that lacks more than a tenth: nothing is closed, and that is counted", async () => {
    await openings(4);
    await on.sweep();
    await on.notifyAll();
    clock.advance(60_000);
    unlist(2);
    await on.sweep();
    assert.equal(on.measured.get("GoneWithheld"), 2);
    assert.equal(await on.waiting(on.road.intake), 0);
  });

  it("closes nothing that was recorded after the sweep began", async () => {
    const startedAt = clock.now().toISOString();
    await openings(1);
    await on.toIntake(...(await on.events()));
    await on.notifyAll();
    unlist(1);
    await on.sweep({ message: { sweep: { id: "early", startedAt } } });
    assert.equal(await on.waiting(on.road.intake), 0);
  });

  it("concludes nothing from an analyzer that is DISABLED or not there, and counts that", async () => {
    await openings(1);
    await on.sweep();
    await on.notifyAll();
    clock.advance(60_000);
    unlist(1);
    const analyzer = on.analyzer() ?? assert.fail();
    analyzer.creation = "DISABLED";
    await on.sweep();
    on.settings.analyzers.push({ ...on.planned, arn: `${on.arn}-2` });
    await on.sweep({ message: { analyzer: `${on.arn}-2` } });
    assert.equal(on.measured.get("AnalyzersNotActive"), 2);
    assert.equal(on.measured.get("SweepCompleted"), 1);
    assert.equal(await on.waiting(on.road.intake), 0);
  });

  it("goes on in another invocation before its time is over, and compares the whole in the end", async () => {
    await openings(3);
    on.sandbox.world.settings.pageSize = 1;
    await on.sweep({ hasTime: () => false });
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["opened", "opened", "opened"]);
    clock.advance(60_000);
    unlist(1);
    await on.sweep({ hasTime: () => false });
    await on.notifyAll();
    assert.deepEqual(await kindsToSoc(), ["gone"]);
    assert.equal(on.measured.get("SweepCompleted"), 2);
  });

  it("concludes nothing from a listing that breaks off", async () => {
    await openings(3);
    await on.sweep();
    await on.notifyAll();
    clock.advance(60_000);
    unlist(1);
    on.sandbox.world.settings.pageSize = 1;
    let pages = 0;
    const { externalPage } = on.reader;
    on.reader.externalPage = (...asked) => (++pages === 2 ? Promise.reject(new Error("broken off")) : externalPage.apply(on.reader, asked));
    assert.equal(await on.sweep(), 1);
    assert.equal(await on.waiting(on.road.intake), 0);
    assert.equal(on.measured.get("SweepCompleted"), 1);
  });

  it("begins again where AWS refuses a token, and gives up the second time", async () => {
    await openings(2);
    await on.sweep({ message: { nextToken: "nobody gave this" } });
    assert.equal(await on.waiting(on.road.intake), 2);
    assert.equal(on.measured.get("SweepCompleted"), 1);
    assert.equal(await on.sweep({ message: { nextToken: "nor this", isSecondTry: true } }), 1);
  });

  for (const text of ["{}", '{"analyzer":"x"}', '{"analyzer":"x","sweep":{"id":"1","startedAt":"soon"}}']) {
    it(`takes no message that is ${text}`, () => {
      assert.throws(() => parseSweepMessage(text), /none of the sweep's/);
    });
  }
});
