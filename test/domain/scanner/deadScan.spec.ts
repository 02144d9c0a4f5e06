import assert from "node:assert/strict";
import { rescanOf } from "../../../domain/scanner/deadScan";
import { accountId, region } from "../../../domain/identifiers";
import { analyzer } from "../findings/samples";
import { eventOf } from "../policyChanges/samples";

describe("a dead letter of the scanner's queue", () => {
  const now = new Date("2026-11-21T01:00:00Z");
  const patience = { tries: 0, since: now.toISOString() };
  const because = { call: "PutBucketPolicy", at: "2026-11-20T01:00:00.000Z" };
  const target = {
    ...{ resource: "arn:aws:s3:::orders", resourceType: "AWS::S3::Bucket" },
    ...{ account: accountId("111122223333"), region: region("eu-west-1") },
  };
  const read = (letter: object | string) => rescanOf(typeof letter === "string" ? letter : JSON.stringify(letter), now);
  const old = { tries: 8, since: "2026-11-20T01:00:00.000Z" };
  const put = eventOf({ eventSource: "s3.amazonaws.com", eventName: "PutBucketPolicy", requestParameters: { bucketName: "orders" } });

  it("has the resource scanned again, with as much patience as a new one", () => {
    const scan = { kind: "rescan", about: target.resource, message: { kind: "scan", target, because, ...patience } };
    assert.deepEqual(read({ kind: "scan", target, because, ...old }), scan);
    assert.deepEqual(read({ kind: "check", target, because, analyzer, ...old }), scan);
    const again = {
      kind: "rescan",
      about: target.resource,
      message: { kind: "again", event: JSON.parse(JSON.stringify(put)), ...patience },
    };
    assert.deepEqual(read(put), again);
    assert.deepEqual(read({ kind: "again", event: put, ...old }), again);
  });

  it("lists resources from the first page", () => {
    const list = { kind: "list", because, region: target.region, resourceType: target.resourceType, account: target.account };
    assert.deepEqual(read({ ...list, nextToken: "n", isSecondTry: true }), {
      ...{ kind: "rescan", about: "AWS::S3::Bucket in eu-west-1", message: list },
    });
  });

  it("is not needed where nothing was changed, or the schedule does it", () => {
    assert.deepEqual(read({ kind: "sweep" }), { kind: "needless" });
    assert.deepEqual(read({ ...put, detail: { ...put.detail, errorCode: "AccessDenied" } }), { kind: "needless" });
  });

  it("stays where it does not say what was changed, or is none of ours", () => {
    assert.match(JSON.stringify(read({ ...put, detail: { ...put.detail, requestParameters: null } })), /"unknown".*bucketName/);
    for (const text of ["", "{", "{}", '{"kind":"reread"}']) assert.equal(read(text).kind, "unknown");
  });
});
