import assert from "node:assert/strict";
import { claim } from "../../../domain/findings/claim";
import type { Fact, ScanTrace } from "../../../domain/findings/fact";
import { machineText } from "../../../domain/findings/messages/machine";
import { mail } from "../../../domain/findings/messages/mail";
import type { Observation } from "../../../domain/findings/observation";
import type { Reading } from "../../../domain/findings/step";
import { takeIn } from "../../../domain/findings/takeIn";
import { analyzer, external, now, observation, settings, stored } from "./samples";

describe("what a scan found", () => {
  const scan: ScanTrace = { call: "PutBucketPolicy", at: "2026-11-20T01:19:19Z", analyzedAt: "2026-11-20T01:20:00.000Z" };
  const quiet = { now, decide: () => ({ audience: ["soc", "us"], held: ["us"] }) };
  const take = (facts: Fact[], heard: Observation, by: ScanTrace | undefined, lists: Observation[] = []): Fact[] => {
    const readings: Reading[] = [];
    for (;;) {
      const step = takeIn(facts, { observation: heard, ...(by && { scan: by }) }, readings, quiet);
      if (step.step !== "read") return [...new Map([...facts, ...stored(step)].map((fact) => [fact.fact, fact])).values()];
      readings.push(...step.asks.map((ask) => ({ ask, observations: lists })));
    }
  };
  const only = (facts: Fact[]) => (facts.length === 1 ? facts[0] : undefined) ?? assert.fail(JSON.stringify(facts));
  const resolved = observation({ status: "RESOLVED", updatedAt: "2026-11-20T02:00:00.000Z" });

  it("is told at once, whoever waits for a digest, and says so", () => {
    const fact = only(take([], observation(), scan));
    assert.deepEqual([fact.scan, fact.pending?.to, fact.pending?.held], [scan, ["soc", "us"], []]);
    const event = only(take([], observation(), undefined));
    assert.deepEqual([event.scan, event.pending?.to, event.pending?.held], [undefined, ["soc"], ["us"]]);
  });

  it("is told at once where an event brought it before, and people still wait for their digest", () => {
    const held = only(take([], observation(), undefined));
    const fact = only(take([held], observation(), scan));
    assert.deepEqual([fact.scan, fact.pending?.to, fact.version], [scan, ["soc", "us"], 2]);
    assert.equal(only(take([fact], observation(), scan)), fact);
  });

  it("is nothing that is older than the change: that waits as before", () => {
    const before = { ...scan, at: "2026-11-20T01:20:01Z" };
    const fact = only(take([], observation(), before));
    assert.deepEqual([fact.scan, fact.pending?.held], [undefined, ["us"]]);
    assert.equal(only(take([fact], observation(), before)), fact);
  });

  it("is nothing that is newer than the scan: a report that comes late says nothing of it", () => {
    const late = { ...scan, at: "2026-11-20T01:10:00Z", analyzedAt: "2026-11-20T01:10:05Z" };
    const held = only(take([], observation(), undefined));
    assert.equal(only(take([held], observation({ status: "RESOLVED", updatedAt: "2026-11-20T01:10:05Z" }), late)), held);
  });

  it("changes nothing by a word that is older than the one that is known", () => {
    const closed = only(take([only(take([], observation(), scan))], resolved, undefined, [resolved]));
    assert.equal(closed.state, "resolved");
    assert.equal(only(take([closed], observation(), scan)), closed);
  });

  it("closes nothing before it was read, and is no trace of what came after it by itself", () => {
    const fact = only(take([], observation(), scan));
    assert.equal(only(take([fact], resolved, undefined, [resolved])).scan, undefined);
    const later = { ...scan, at: "2026-11-20T01:59:50Z", analyzedAt: "2026-11-20T02:00:00Z" };
    const closed = only(take([fact], resolved, later, [resolved]));
    assert.deepEqual([closed.state, closed.scan], ["resolved", later]);
    assert.throws(() => take([fact], resolved, later, [observation()]), /not written.*later/);
  });

  it("tells a changed permission as one change, with the trace, whichever finding comes first", () => {
    const updatedAt = "2026-11-20T02:00:00.000Z";
    const successor = observation({ findingId: "f2", createdAt: updatedAt, updatedAt, access: { ...external, actions: ["s3:PutObject"] } });
    const later = { ...scan, at: "2026-11-20T01:59:50Z", analyzedAt: updatedAt };
    for (const first of [resolved, successor]) {
      const told = { soc: { last: { of: "", kind: "opened" as const, sequence: 1, at: updatedAt }, maybe: [] } };
      const fact = only(take([], observation(), undefined));
      told.soc.last.of = fact.fact;
      const facts = take([{ ...fact, told }], first, later, [resolved, successor]);
      const open = facts.find(({ state }) => state === "open") ?? assert.fail();
      assert.deepEqual(open.scan, later);
      assert.ok(open.pending?.to.includes("us"));
      assert.equal(Object.keys(open.previous).length, 1);
    }
  });

  it("is in the text and in the JSON of its message", () => {
    const made = (trace: ScanTrace) => {
      const claimed = claim(only(take([], observation(), trace)), { owner: "a", now, configured: ["soc"] });
      return claimed.claim === "made" ? { fact: claimed.fact, due: claimed.due[0] ?? assert.fail() } : assert.fail();
    };
    const { fact, due } = made(scan);
    assert.match(mail(fact, due, settings()).body, /^Found: +41 s after PutBucketPolicy$/m);
    assert.deepEqual((JSON.parse(machineText(fact, due, settings())) as Record<string, unknown>)["scan"], scan);
    const bySweep = { at: scan.at, analyzedAt: scan.analyzedAt };
    assert.match(mail(made(bySweep).fact, due, settings()).body, /^Found: +by the sweep of resources that began 2026-11-20 01:19 UTC$/m);
    assert.equal(fact.sources[`${analyzer}#f1`]?.status, "ACTIVE");
  });
});
