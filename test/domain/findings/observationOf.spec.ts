import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { factRefOf } from "../../../domain/findings/identity";
import { intakeText, parseIntakeMessage } from "../../../domain/findings/intakeMessage";
import { MessageRejected } from "../../../domain/findings/messageRejected";
import { observationOfEvent, observationOfFinding, observationOfSummary } from "../../../domain/findings/observationOf";
import { accountId } from "../../../domain/identifiers";
import { analyzer, observation, stored, takenIn } from "./samples";

const us = { delegatedAdministrator: accountId("222222222222") };
interface Case {
  input: { event: Record<string, unknown> & { detail: Record<string, unknown> }; findings: Record<string, unknown>[] };
}
const input = (name: string) => (JSON.parse(readFileSync(join(__dirname, "events", `${name}.json`), "utf8")) as Case).input;
const deleted = () => input("deleted-but-active").event;

describe("observations", () => {
  it("deleted but ACTIVE: the finding is gone, nobody is told of new access", () => {
    const seen = observationOfEvent(deleted(), us);
    assert.deepEqual([seen.status, seen.isDeleted, seen.account], ["ACTIVE", true, "111122223333"]);
    const [fact] = stored(takenIn([], seen));
    assert.equal(fact?.state, "gone");
    assert.equal(fact.pending, undefined);
  });

  it("an error finding has no principal and is told as such, never as not public", () => {
    const seen = observationOfEvent(input("error-finding-without-principal").event, us);
    assert.deepEqual(seen.access, { kind: "error", error: "ACCESS_DENIED" });
    assert.deepEqual(stored(takenIn([], seen))[0]?.pending?.to, ["soc"]);
  });

  it("unused access calls its id findingId, and has the event's Region", () => {
    const seen = observationOfEvent(input("unused-access-detail-type").event, us);
    assert.deepEqual(
      [seen.kind, seen.findingId, seen.account, seen.region],
      ["unused", "33333333-aaaa-4bbb-8ccc-000000000001", "111122223333", "eu-central-1"],
    );
  });

  it("of an archived, a resolved and an active finding one is open, and the same access of all is one fact", () => {
    const findings = input("archived-and-resolved-are-quiet").findings.map((detail) => observationOfEvent({ ...deleted(), detail }, us));
    const states = findings.map((one) => stored(takenIn([], one))[0]?.state);
    assert.deepEqual(states, ["archived", "resolved", "open"]);
    assert.equal(new Set(findings.map((one) => factRefOf(one).fact)).size, 1);
  });

  it("an event of an account that neither the analyzer nor the finding is of is refused", () => {
    const refusedFor = (why: string) => (error: unknown) => error instanceof MessageRejected && error.why === why;
    assert.throws(() => observationOfEvent({ ...deleted(), account: "333333333333" }, us), refusedFor("origin"));
    const foreign = { ...deleted(), account: "333333333333", resources: [analyzer.replace("222222222222", "333333333333")] };
    assert.throws(() => observationOfEvent(foreign, us), refusedFor("origin"));
    const own = { ...foreign, detail: { ...deleted().detail, accountId: "333333333333" } };
    assert.doesNotThrow(() => observationOfEvent(own, us));
  });

  for (const key of ["id", "status", "resource", "resourceType", "accountId", "updatedAt", "isDeleted"])
    it(`refuses an event without ${key}, and one with another kind of it`, () => {
      for (const value of [undefined, 7, {}, ""]) {
        const detail = { ...deleted().detail, [key]: value };
        assert.throws(() => observationOfEvent({ ...deleted(), detail }, us), MessageRejected, JSON.stringify(value));
      }
    });

  it("refuses a status that is newer than this version, another source, another detail-type, no analyzer", () => {
    for (const wrong of [{ source: "ours" }, { "detail-type": "Access Preview State Change" }, { resources: [] }, { resources: ["x"] }])
      assert.throws(() => observationOfEvent({ ...deleted(), ...wrong }, us), MessageRejected);
    assert.throws(() => observationOfEvent({ ...deleted(), detail: { ...deleted().detail, status: "PAUSED" } }, us), MessageRejected);
  });

  it("an event, ListFindings and GetFindingV2 of one finding are one fact", () => {
    const { accountId: owner, ...detail } = { ...deleted().detail };
    const times = { createdAt: new Date(0), analyzedAt: new Date(0), updatedAt: new Date(1000) };
    const summary = { ...detail, ...times, resourceOwnerAccount: owner };
    const { action, condition, principal, isPublic, ...rest } = detail;
    const finding = {
      ...rest,
      ...times,
      resourceOwnerAccount: owner,
      findingDetails: [{ externalAccessDetails: { action, condition, principal, isPublic } }],
    };
    const facts = [
      observationOfEvent(deleted(), us),
      observationOfSummary(analyzer, summary),
      observationOfFinding(analyzer, finding, "external"),
    ];
    assert.equal(new Set(facts.map((one) => factRefOf(one).fact)).size, 1);
    assert.equal(facts[1]?.updatedAt, "1970-01-01T00:00:01.000Z");
    assert.throws(() => observationOfFinding(analyzer, { ...finding, findingDetails: [] }, "external"), /no details of external access/);
  });

  it("does not say of access that it is not public where AWS did not say", () => {
    const detail = { ...deleted().detail, isPublic: undefined };
    const { access } = observationOfEvent({ ...deleted(), detail }, us);
    assert.equal(access.kind === "external" && access.isPublic, undefined);
  });
});

describe("intake messages", () => {
  it("are read back as they were written", () => {
    const seen = observation();
    assert.deepEqual(parseIntakeMessage(intakeText({ kind: "observation", observation: seen }), us), {
      kind: "observation",
      by: "sweep",
      observation: seen,
    });
    const unused = observation({ kind: "unused", access: { kind: "unused", findingType: "UnusedPermission", unusedActions: 3 } });
    assert.deepEqual(parseIntakeMessage(intakeText({ kind: "observation", observation: unused }), us), {
      kind: "observation",
      by: "sweep",
      observation: unused,
    });
    for (const message of [
      { kind: "gone", analyzer, findingId: "f1", sweepStartedAt: "2026-11-20T01:00:00.000Z" },
      { kind: "reread", analyzer, findingId: "f1", resource: "arn:aws:s3:::b" },
      { kind: "tell", fact: { subject: "s", fact: "f" } },
      { kind: "digest", destination: "us" },
    ] as const)
      assert.deepEqual(parseIntakeMessage(intakeText(message), us), message);
  });

  for (const body of ["", "null", "[]", "{}", '{"kind":"other"}', '{"kind":"tell"}', '{"kind":"gone","analyzer":"x","findingId":"f"}'])
    it(`refuses ${JSON.stringify(body)}`, () => assert.throws(() => parseIntakeMessage(body, us), MessageRejected));
});
