import assert from "node:assert/strict";
import { tamperingPattern } from "../../../domain/tampering/pattern";
import { tamperingIn, type Ours } from "../../../domain/tampering/tampering";
import { watchedServices } from "../../../domain/tampering/watchedCalls";

const provision = "arn:aws:iam::222222222222:role/access-analyzer-org-provision";
const key = "arn:aws:kms:eu-central-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const management = "111111111111";
const ours: Ours = {
  callers: {
    "222222222222": [provision],
    [management]: ["arn:aws:iam::111111111111:role/platform/*", "arn:aws:iam::111111111111:user/eve"],
  },
  ...{ prefix: "access-analyzer-org", keys: [key], watch: { account: "222222222222", names: ["access-analyzer-org-watch"] } },
};

describe("tampering", () => {
  it("is told with who did what to what", () => {
    const event = call("events.amazonaws.com", "DisableRule", { name: "access-analyzer-org-findings" });
    assert.deepEqual(tamperingIn(event, ours), {
      id: "cb30b724-3271-704f-0396-93afd29a2830",
      harm: "road",
      call: "events:DisableRule",
      account: "222222222222",
      region: "eu-west-1",
      at: "2026-11-20T06:30:36Z",
      by: "arn:aws:sts::222222222222:assumed-role/admin/anna",
      target: "name access-analyzer-org-findings",
      concernsTheWatch: false,
    });
  });

  it("is every watched call on something of ours, by anybody", () => {
    for (const { eventSource, calls, isDated } of watchedServices) {
      for (const name of Object.values(calls).flat()) {
        const eventName = isDated ? `${name}20150331v2` : name;
        const found = tamperingIn(call(eventSource, eventName, { name: "access-analyzer-org-findings" }), ours);
        assert.equal(found?.call.split(":")[1], name);
      }
    }
  });

  it("is not what our own role does, whatever its session is called", () => {
    const own = {
      type: "AssumedRole",
      arn: "arn:aws:sts::222222222222:assumed-role/x/any",
      sessionContext: { sessionIssuer: { arn: provision } },
    };
    assert.equal(tamperingIn(call("events.amazonaws.com", "PutRule", { name: "access-analyzer-org-findings" }, own), ours), undefined);
  });

  it("is what a user does who calls itself like our role", () => {
    const user = { type: "IAMUser", arn: "arn:aws:iam::222222222222:user/x", sessionContext: { sessionIssuer: { arn: provision } } };
    assert.equal(tamperingIn(call("events.amazonaws.com", "PutRule", { name: "access-analyzer-org-findings" }, user), ours)?.harm, "road");
  });

  it("in the management account is not what whoever is named there does, who is nobody elsewhere", () => {
    const role = (arn: string) => ({
      type: "AssumedRole",
      arn: "arn:aws:sts::111111111111:assumed-role/x/any",
      sessionContext: { sessionIssuer: { arn } },
    });
    const by = (userIdentity: object, account = management) =>
      tamperingIn({ ...call("iam.amazonaws.com", "PutRolePolicy", { roleName: "access-analyzer-org-audit" }, userIdentity), account }, ours)
        ?.harm;
    assert.equal(by(role("arn:aws:iam::111111111111:role/platform/deploy")), undefined);
    assert.equal(by({ type: "IAMUser", arn: "arn:aws:iam::111111111111:user/eve" }), undefined);
    assert.equal(by(role("arn:aws:iam::111111111111:role/platform/deploy"), "222222222222"), "roles");
    assert.equal(by(role("arn:aws:iam::111111111111:role/other")), "roles");
    assert.equal(by(role(provision)), "roles");
    assert.equal(by({ type: "Root", arn: "arn:aws:iam::111111111111:root" }), "roles");
  });

  it("is what the StackSet of our roles loses, and no other", () => {
    const deleted = (stackSetName: string) =>
      tamperingIn(call("cloudformation.amazonaws.com", "DeleteStackSet", { stackSetName }), ours)?.harm;
    assert.deepEqual([deleted("access-analyzer-org-roles"), deleted("baseline")], ["roles", undefined]);
  });

  it("is not what failed, and not what concerns others", () => {
    const refused = call("sqs.amazonaws.com", "DeleteQueue", null);
    refused.detail = { ...refused.detail, errorCode: "AccessDenied" };
    assert.equal(tamperingIn(refused, ours), undefined);
    const others = { queueUrl: "https://sqs.eu-west-1.amazonaws.com/222222222222/orders" };
    assert.equal(tamperingIn(call("sqs.amazonaws.com", "DeleteQueue", others), ours), undefined);
    assert.equal(tamperingIn(call("iam.amazonaws.com", "DeleteRole", { roleName: "ci" }), ours), undefined);
    assert.equal(tamperingIn(call("sqs.amazonaws.com", "CreateQueue", { queueName: "access-analyzer-org-intake" }), ours), undefined);
  });

  it("knows our keys by id and by ARN", () => {
    for (const keyId of [key, "1234abcd-12ab-34cd-56ef-1234567890ab"])
      assert.equal(tamperingIn(call("kms.amazonaws.com", "ScheduleKeyDeletion", { keyId }), ours)?.harm, "road");
    assert.equal(tamperingIn(call("kms.amazonaws.com", "DisableKey", { keyId: "99999999-12ab-34cd-56ef-1234567890ab" }), ours), undefined);
  });

  it("counts for findings, trails and trust whosever they are", () => {
    const archived = call("access-analyzer.amazonaws.com", "UpdateFindings", { analyzerArn: "arn:of:another", status: "ARCHIVED" });
    assert.equal(tamperingIn(archived, ours)?.harm, "findings");
    assert.equal(tamperingIn(call("cloudtrail.amazonaws.com", "StopLogging", { name: "all" }), ours)?.harm, "trails");
    const deregistered = { accountId: "222222222222", servicePrincipal: "access-analyzer.amazonaws.com" };
    assert.equal(
      tamperingIn(call("organizations.amazonaws.com", "DeregisterDelegatedAdministrator", deregistered), ours)?.harm,
      "organization",
    );
  });

  it("says what concerns the watch itself", () => {
    const event = call("events.amazonaws.com", "DisableRule", { name: "access-analyzer-org-watch" });
    assert.equal(tamperingIn(event, ours)?.concernsTheWatch, true);
    // Of the management account the road sees nothing.
    assert.equal(tamperingIn({ ...event, account: management }, ours)?.concernsTheWatch, false);
  });

  it("refuses what is no call", () => {
    assert.throws(() => tamperingIn({ detail: {} }, ours), /it has no id/);
    assert.throws(() => tamperingIn(null, ours), /it has no id/);
  });

  it("has a pattern that a rule can hold", () => {
    const text = JSON.stringify(tamperingPattern());
    assert.ok(text.length <= 2048, String(text.length));
    for (const { calls } of watchedServices) for (const name of Object.values(calls).flat()) assert.ok(text.includes(`"${name}"`), name);
  });
});

const anna = { type: "AssumedRole", arn: "arn:aws:sts::222222222222:assumed-role/admin/anna" };

function call(eventSource: string, eventName: string, requestParameters: object | null, userIdentity: object = anna) {
  return {
    id: "00000000-3271-704f-0396-93afd29a2830",
    source: `aws.${eventSource.split(".")[0] ?? ""}`,
    "detail-type": "AWS API Call via CloudTrail",
    account: "222222222222",
    region: "eu-west-1",
    detail: {
      ...{ eventID: "cb30b724-3271-704f-0396-93afd29a2830", eventTime: "2026-11-20T06:30:36Z", eventSource, eventName },
      ...{ userIdentity, requestParameters, responseElements: null },
    } as Record<string, unknown>,
  };
}
