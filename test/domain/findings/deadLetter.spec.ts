import assert from "node:assert/strict";
import { understood } from "../../../domain/findings/deadLetter";
import { accountId } from "../../../domain/identifiers";

const administrator = accountId("222222222222");
const analyzer = (account = "222222222222") => `arn:aws:access-analyzer:eu-central-1:${account}:analyzer/organization`;
const times = { createdAt: "2026-11-20T10:00:00Z", analyzedAt: "2026-11-20T10:00:00Z", updatedAt: "2026-11-20T10:00:00Z" };

describe("A dead letter", () => {
  const read = (letter: unknown, readsMembers = false) =>
    understood(typeof letter === "string" ? letter : JSON.stringify(letter), { delegatedAdministrator: administrator, readsMembers });
  const event = (changes: Record<string, unknown> = {}, detail: Record<string, unknown> = {}) => ({
    ...{ version: "0", id: "1", "detail-type": "Access Analyzer Finding", source: "aws.access-analyzer", account: administrator },
    ...{ time: "2026-11-20T10:00:00Z", region: "eu-central-1", resources: [analyzer()] },
    detail: {
      ...{ version: "1.0", id: "finding-1", status: "RESOLVED", resourceType: "AWS::S3::Bucket", resource: "arn:aws:s3:::data" },
      ...{ accountId: "333333333333", region: "eu-central-1", principal: { AWS: "*" }, action: ["s3:GetObject"], condition: {} },
      ...{ isDeleted: false, isPublic: true, ...times, ...detail },
    },
    ...changes,
  });

  it("of a rule is about a finding, and nothing else of it is believed", () => {
    assert.deepEqual(read(event()), {
      kind: "reread",
      message: { kind: "reread", analyzer: analyzer(), findingId: "finding-1", resource: "arn:aws:s3:::data", account: "333333333333" },
    });
  });

  it("that contradicts itself stays", () => {
    assert.equal(read(event({ account: "444444444444" })).kind, "unknown");
    assert.equal(read(event({ resources: [analyzer("444444444444")] })).kind, "unknown");
  });

  it("of our own functions is read again, or left to the sweep", () => {
    const gone = { kind: "gone", analyzer: analyzer(), findingId: "f", sweepStartedAt: "2026-11-20T10:00:00Z" };
    assert.deepEqual(read(gone), { kind: "reread", message: { kind: "reread", analyzer: analyzer(), findingId: "f" } });
    const again = { kind: "reread", analyzer: analyzer(), findingId: "f" };
    assert.deepEqual(read(again), { kind: "reread", message: again });
    assert.deepEqual(read({ kind: "tell", fact: { subject: "a", fact: "b" } }), { kind: "needless" });
    assert.deepEqual(read({ kind: "digest", destination: "us" }), { kind: "needless" });
    assert.deepEqual(read({ analyzer: analyzer(), sweep: { id: "1", startedAt: "2026-11-20T10:00:00Z" } }), { kind: "needless" });
  });

  it("of the scanner's rule is left to the sweep, and believed in nothing", () => {
    const report = (scanner = analyzer(), account: string = administrator) => ({
      ...{ "detail-type": "Access Analyzer Resource Scan", source: "access-analyzer-org.scanner", account },
      detail: {
        ...{ schemaVersion: "1", outcome: "scanned", resource: "arn:aws:s3:::data", resourceType: "AWS::S3::Bucket" },
        ...{ account: "333333333333", region: "eu-central-1", because: { call: "PutBucketPolicy", at: times.createdAt } },
        ...{ analyzer: scanner, analyzedAt: times.analyzedAt, findings: [] },
      },
    });
    assert.deepEqual(read(report()), { kind: "needless" });
    assert.match(JSON.stringify(read(report(analyzer("333333333333")))), /"unknown".*account 333333333333, whose findings are not read/);
    assert.deepEqual(read(report(analyzer("333333333333")), true), { kind: "needless" });
    assert.equal(read(report(analyzer(), "444444444444")).kind, "unknown");
  });

  it("about an analyzer of another account stays, unless members are read", () => {
    const letter = { kind: "reread", analyzer: analyzer("333333333333"), findingId: "f" };
    assert.match(JSON.stringify(read(letter)), /"unknown".*account 333333333333, whose findings are not read/);
    assert.equal(read(letter, true).kind, "reread");
  });

  for (const letter of [
    "",
    "no JSON",
    "null",
    "[]",
    '"text"',
    {},
    { kind: "other" },
    { kind: "reread", analyzer: "x", findingId: "f" },
    { sweep: 1 },
    { sweep: {}, analyzer: analyzer() },
  ])
    it(`that cannot be understood stays: ${JSON.stringify(letter)}`, () => {
      const { kind, ...rest } = read(letter);
      assert.equal(kind, "unknown");
      assert.ok("why" in rest && rest.why !== "");
    });
});
