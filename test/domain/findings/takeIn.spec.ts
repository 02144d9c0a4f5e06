import assert from "node:assert/strict";
import fc from "fast-check";
import { claim, hold, messageId, record, type Claim } from "../../../domain/findings/claim";
import type { Fact } from "../../../domain/findings/fact";
import { stateOf } from "../../../domain/findings/state";
import { isNews, vanished } from "../../../domain/findings/sweep";
import { takeIn } from "../../../domain/findings/takeIn";
import { analyzer, external, now, observation, stored, takenIn } from "./samples";

const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const at = { now, decide: () => ({ audience: ["soc"], held: [] }) };
const resolved = observation({ status: "RESOLVED", updatedAt: "2026-11-20T02:00:00.000Z" });
const opened = () => only(stored(takenIn([], observation())));
const only = (facts: readonly Fact[]): Fact => facts[0] ?? assert.fail("no fact");
const made = (claimed: Claim) => (claimed.claim === "made" ? claimed : assert.fail(claimed.claim));
const claimedBy = (fact: Fact, owner: string, time = now) => claim(fact, { owner, now: time, configured: ["soc", "us"] });
const told = (fact: Fact): Fact => {
  const { fact: leased, due } = made(claimedBy(fact, "a"));
  return record(leased, "a", { published: due, refused: [] }, now);
};

describe("taking in a message", () => {
  it("closes nothing before the analyzer was read", () => {
    const step = takeIn([opened()], { observation: resolved }, [], at);
    assert.deepEqual(step.step === "read" && step.asks.map((ask) => [ask.analyzer, ask.resource, ask.findingIds]), [
      [analyzer, "arn:aws:s3:::example-data", ["f1"]],
    ]);
    assert.equal(only(stored(takenIn([opened()], resolved, { [analyzer]: [resolved] }))).state, "resolved");
  });

  it("a forged end closes nothing, and comes back until somebody looks", () => {
    assert.equal(takenIn([opened()], resolved, { [analyzer]: [observation()] }).step, "later");
    const future = observation({ updatedAt: "2030-01-01T00:00:00.000Z" });
    assert.equal(takenIn([], future).step, "later");
  });

  it("what is not listed any more is gone, not resolved", () => {
    assert.equal(only(stored(takenIn([opened()], resolved))).state, "gone");
    const gone = { gone: { analyzer, findingId: "f1", sweepStartedAt: later(60).toISOString() } };
    const step = takeIn([opened()], gone, [], at);
    assert.equal(step.step, "read");
    const asks = step.step === "read" ? step.asks : [];
    const readings = asks.map((ask) => ({ ask, observations: [] }));
    assert.equal(only(stored(takeIn([opened()], gone, readings, at))).state, "gone");
    const seenSince = { gone: { ...gone.gone, sweepStartedAt: later(-60).toISOString() } };
    assert.deepEqual(takeIn([opened()], seenSince, [], at), { step: "write", facts: [], sources: [] });
  });

  it("stays open while another analyzer says ACTIVE, and reads all of them before it ends", () => {
    const other = analyzer.replace("eu-west-1", "eu-west-2");
    const two = only(stored(takenIn([opened()], observation({ analyzer: other, findingId: "g1" }))));
    assert.equal(Object.keys(two.sources).length, 2);
    const one = only(stored(takenIn([two], resolved)));
    assert.equal(one.state, "open");
    const step = takeIn([one], { observation: { ...resolved, analyzer: other, findingId: "g1" } }, [], at);
    assert.deepEqual(step.step === "read" && step.asks.map((ask) => ask.analyzer).sort(), [analyzer, other].sort());
  });

  it("an older word changes nothing, an equal one that differs is read", () => {
    const fact = opened();
    assert.deepEqual(takenIn([fact], observation({ status: "RESOLVED", updatedAt: "2026-11-20T01:00:00.000Z" })), {
      step: "write",
      facts: [],
      sources: [],
    });
    assert.equal(takeIn([fact], { observation: observation({ isDeleted: true }) }, [], at).step, "read");
  });

  it("a changed permission is told as one change, to those who knew", () => {
    const old = told(opened());
    const next = observation({
      findingId: "f2",
      access: { ...external, actions: ["s3:PutObject"] },
      updatedAt: "2026-11-20T02:00:00.000Z",
    });
    const facts = stored(takenIn([old], next, { [analyzer]: [resolved, next] }));
    const [before, after] = [facts.find(({ fact }) => fact === old.fact), facts.find(({ fact }) => fact !== old.fact)];
    assert.equal(before?.pending, undefined);
    const { due } = made(claimedBy(after ?? assert.fail(), "b"));
    assert.deepEqual(
      due.map(({ destination, kind, previous }) => [destination, kind, previous.map(({ fact }) => fact)]),
      [["soc", "changed", [old.fact]]],
    );
  });

  it("who was never told of the access is not told of its end", () => {
    assert.equal(only(stored(takenIn([opened()], resolved, { [analyzer]: [resolved] }))).pending, undefined);
    assert.deepEqual(only(stored(takenIn([told(opened())], resolved, { [analyzer]: [resolved] }))).pending?.to, ["soc"]);
  });

  it("resolved and reopened are told again", () => {
    const closed = told(only(stored(takenIn([told(opened())], resolved, { [analyzer]: [resolved] }))));
    const again = only(stored(takenIn([closed], observation({ updatedAt: "2026-11-20T03:00:00.000Z" }))));
    const { due } = made(claimedBy(again, "c"));
    assert.deepEqual(
      due.map(({ kind, sequence }) => [kind, sequence]),
      [["reopened", 3]],
    );
  });

  it("ends in the same state in whatever order the words come", () => {
    const words = [observation(), resolved, observation({ updatedAt: "2026-11-20T03:00:00.000Z" })];
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 6 }), (order) => {
        let facts: Fact[] = [];
        for (const word of order.map((index) => words[index])) {
          const changed = word === undefined ? [] : stored(takenIn(facts, word, { [analyzer]: words.slice(2) }));
          facts = changed.length > 0 ? changed : facts;
        }
        assert.equal(only(facts).state, "open");
        assert.deepEqual(only(facts).pending?.to, ["soc"]);
      }),
    );
  });

  it("deleted wins over ACTIVE, and gone is never resolved", () => {
    const source = only([opened()]).sources[`${analyzer}#f1`] ?? assert.fail();
    assert.equal(stateOf([{ ...source, isDeleted: true }]), "gone");
    assert.equal(
      stateOf([
        { ...source, gone: true },
        { ...source, status: "RESOLVED" },
      ]),
      "resolved",
    );
    assert.equal(
      stateOf([
        { ...source, status: "ARCHIVED" },
        { ...source, status: "RESOLVED" },
      ]),
      "archived",
    );
    assert.equal(stateOf([]), "gone");
  });
});

describe("telling", () => {
  it("gives one claim at a time, and another one when the lease is over", () => {
    const { fact } = made(claimedBy(opened(), "a"));
    assert.equal(claimedBy(fact, "b", later(60)).claim, "leased");
    const again = made(claimedBy(fact, "b", later(91)));
    assert.deepEqual(again.due.map(messageId), made(claimedBy(opened(), "a")).due.map(messageId));
  });

  it("what perhaps arrived is ended too; what was refused is not", () => {
    const { fact, due } = made(claimedBy(opened(), "a"));
    const list = { [analyzer]: [resolved] };
    assert.deepEqual(only(stored(takenIn([fact], resolved, list))).pending?.to, ["soc"]);
    const refused = record(fact, "a", { published: [], refused: due }, now);
    assert.deepEqual(refused.pending?.to, ["soc"]);
    assert.equal(only(stored(takenIn([refused], resolved, list))).pending, undefined);
  });

  it("forgets destinations that are configured no more", () => {
    const claimed = claim(opened(), { owner: "a", now, configured: ["us"] });
    assert.equal(claimed.claim === "none" && claimed.fact?.pending, undefined);
    assert.equal(claimed.claim, "none");
  });

  it("what is held is told by the digest alone", () => {
    const held = hold(opened(), ["soc"], now);
    assert.deepEqual([held.pending?.to, held.pending?.held], [[], ["soc"]]);
    assert.equal(claimedBy(held, "a").claim, "none");
    const { fact, due } = made(claim(held, { owner: "a", now, configured: ["soc"], digest: "soc" }));
    assert.equal(record(fact, "a", { published: due, refused: [] }, now).pending, undefined);
  });
});

describe("the sweep", () => {
  const source = (id: string) => ({ ...(opened().sources[`${analyzer}#f1`] ?? assert.fail()), findingId: id });
  it("sends what is not known, newer, or known otherwise", () => {
    assert.ok(isNews(observation(), undefined));
    assert.ok(!isNews(observation(), source("f1")));
    assert.ok(!isNews(observation({ updatedAt: "2026-11-20T01:00:00.000Z", status: "RESOLVED" }), source("f1")));
    assert.ok(isNews(observation(), { ...source("f1"), gone: true }));
    assert.ok(isNews(resolved, source("f1")));
  });

  it("withholds more than a tenth at once, but for a single one", () => {
    const known = Array.from({ length: 20 }, (_, index) => source(`f${index}`));
    const listed = (missing: number) => new Set(known.slice(missing).map(({ findingId }) => findingId));
    assert.deepEqual(vanished(known, listed(2), later(1)), { gone: known.slice(0, 2) });
    assert.deepEqual(vanished(known, listed(3), later(1)), { withheld: known.slice(0, 3) });
    assert.deepEqual(vanished(known.slice(0, 2), listed(1), later(1)), { gone: known.slice(0, 1) });
    assert.deepEqual(vanished(known, listed(2), now), { gone: [] });
    assert.deepEqual(vanished([{ ...source("x"), status: "RESOLVED" }], new Set(), later(1)), { gone: [] });
  });
});
