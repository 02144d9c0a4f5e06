import assert from "node:assert/strict";
import { matchesEvent } from "../../../dev/sandbox/services/events/pattern/matchEvent";
import { parseEventPattern } from "../../../dev/sandbox/services/events/pattern/parsePattern";
import { scannerPattern } from "../../../domain/policyChanges/pattern";
import { readPolicyChange } from "../../../domain/policyChanges/readPolicyChange";
import { policyRows } from "../../../domain/policyChanges/rows";
import { eventOf, samples, type Sample } from "./samples";

describe("the scanner's pattern", () => {
  const patternOf = (hasIam: boolean) => parseEventPattern(JSON.stringify(scannerPattern(policyRows, { hasIam })));
  const [withIam, withoutIam] = [patternOf(true), patternOf(false)];
  const matches = (sample: Partial<Sample>, detail: object = {}) => matchesEvent(withIam, eventOf(sample, detail));
  const call = (eventSource: string, eventName: string) => ({ eventSource, eventName, requestParameters: {} });

  it("fits into one rule with all rows", () => {
    for (const hasIam of [true, false]) {
      const { length } = JSON.stringify(scannerPattern(policyRows, { hasIam }));
      assert.ok(length <= 2048, String(length));
    }
  });

  it("matches every row's events, and IAM's only where they are recorded", () => {
    for (const sample of samples) {
      assert.ok(matches(sample), sample.eventName);
      assert.equal(matchesEvent(withoutIam, eventOf(sample)), sample.eventSource !== "iam.amazonaws.com", sample.eventName);
    }
  });

  it("matches no call that failed, and no other", () => {
    for (const sample of samples) assert.ok(!matches(sample, { errorCode: "AccessDenied" }), sample.eventName);
    for (const [eventSource, eventName] of [
      ["s3.amazonaws.com", "PutObject"],
      ["s3.amazonaws.com", "PutBucketPolicyStatus"],
      ["kms.amazonaws.com", "Decrypt"],
      ["iam.amazonaws.com", "PutRolePolicy"],
      ["glue.amazonaws.com", "PutResourcePolicy"],
      ["lambda.amazonaws.com", "UpdateFunctionConfiguration20150331v2"],
    ] as const)
      assert.ok(!matches(call(eventSource, eventName)), eventName);
    assert.ok(
      !matchesEvent(withIam, { ...eventOf(call("kms.amazonaws.com", "PutKeyPolicy")), "detail-type": "AWS Service Event via CloudTrail" }),
    );
  });

  it("matches grants unless a service makes them for itself, and policies whoever sets them", () => {
    const by = (eventName: string, invokedBy?: string) =>
      matches(call("kms.amazonaws.com", eventName), {
        userIdentity: { type: "AssumedRole", ...(invokedBy === undefined ? {} : { invokedBy }) },
      });
    for (const grant of ["CreateGrant", "RetireGrant", "RevokeGrant"]) {
      assert.ok(by(grant) && by(grant, "cloudformation.amazonaws.com") && by(grant, "signin.amazonaws.com"));
      assert.ok(!by(grant, "ec2.amazonaws.com") && !by(grant, "AWS Internal"));
    }
    assert.ok(by("PutKeyPolicy", "ec2.amazonaws.com"));
  });

  it("may match a call that another service of the table calls alike: it is ignored then", () => {
    const alike = call("s3express.amazonaws.com", "CreateBucket");
    assert.ok(matches(alike));
    assert.equal(readPolicyChange(eventOf(alike)).kind, "ignored");
  });

  it("is one for any part of the table", () => {
    const keys = policyRows.filter(({ type }) => type === "AWS::KMS::Key");
    const queues = policyRows.filter(({ type }) => type === "AWS::SQS::Queue");
    for (const rows of [keys, queues]) {
      const pattern = parseEventPattern(JSON.stringify(scannerPattern(rows, { hasIam: false })));
      for (const sample of samples)
        assert.equal(matchesEvent(pattern, eventOf(sample)), sample.eventSource === rows[0]?.eventSource, sample.eventName);
    }
  });
});
