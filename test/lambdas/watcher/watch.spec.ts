import assert from "node:assert/strict";
import { roleArn } from "../../../domain/policies/roles";
import { oursOf } from "../../../domain/tampering/ours";
import type { TamperingMessage } from "../../../domain/tampering/message";
import { watch, type Watching } from "../../../lambdas/watcher/watch";
import { accountId } from "../../../domain/identifiers";

const security = accountId("222222222222");
const keyArn = (id: string) => `arn:aws:kms:eu-central-1:${security}:key/${id}`;
const ours = oursOf({
  ...{ partition: "aws", delegatedAdministrator: security, rolePath: "/access-analyzer-org/" },
  ...{ management: accountId("111111111111"), managers: [] },
  keys: { findings: keyArn("11111111-12ab-34cd-56ef-1234567890ab"), alarms: keyArn("22222222-12ab-34cd-56ef-1234567890ab") },
});

describe("the watcher", () => {
  it("tells of tampering, with the account's name and what to do", async () => {
    const { watching, published, measured } = recorder();
    await watch(disabled("access-analyzer-org-findings"), watching);
    const [message] = published;
    assert.equal(message?.subject, "Tampering: events:DisableRule in 222222222222 eu-west-1");
    assert.match(message.body, /Account: {2}security \(222222222222\)/);
    assert.match(message.body, /What to do: Run `access-analyzer-org audit`/);
    assert.equal(message.event.kind, "tampering");
    assert.equal(published.length, 1);
    assert.deepEqual(measured, ["TamperingTold"]);
  });

  for (const [what, body] of [
    ["the watch's rule", disabled("access-analyzer-org-watch")],
    [
      "the watch's function",
      call("lambda.amazonaws.com", "PutFunctionConcurrency20171031", { functionName: "access-analyzer-org-watcher" }),
    ],
    [
      "the alarms' topic",
      call("sns.amazonaws.com", "DeleteTopic", { topicArn: `arn:aws:sns:eu-central-1:${security}:access-analyzer-org-alarms` }),
    ],
    ["the alarms' key", call("kms.amazonaws.com", "DisableKey", { keyId: "22222222-12ab-34cd-56ef-1234567890ab" })],
    ["what is nobody's of ours", disabled("orders")],
    [
      "what our own role does",
      disabled("access-analyzer-org-findings", roleArn("aws", security, "/access-analyzer-org/", "access-analyzer-org-provision")),
    ],
  ] as const) {
    it(`tells nothing of ${what}`, async () => {
      const { watching, published } = recorder();
      await watch(body, watching);
      assert.deepEqual(published, []);
    });
  }

  it("lets nobody write lines of a message by the name of what they changed", async () => {
    const { watching, published } = recorder();
    await watch(disabled("access-analyzer-org-findings\nWhat to do: nothing"), watching);
    assert.equal(published[0]?.body.match(/^What to do:/gm)?.length, 1);
    assert.ok((published[0]?.subject.length ?? 100) < 100);
  });

  it("fails for what it cannot read, so that it comes again and ends as a dead letter", async () => {
    const { watching } = recorder();
    await assert.rejects(watch("no JSON", watching));
    await assert.rejects(watch("{}", watching), /it has no id/);
  });
});

function recorder() {
  const published: TamperingMessage[] = [];
  const measured: string[] = [];
  const ignore = () => undefined;
  const watching: Watching = {
    ours,
    nameOf: (account) => (account === security ? "security" : undefined),
    publish: async (message) => void published.push(message),
    log: { info: ignore, warn: ignore, error: ignore },
    measure: (metric) => void measured.push(metric),
  };
  return { watching, published, measured };
}

function disabled(name: string, role?: string): string {
  return call("events.amazonaws.com", "DisableRule", { name }, role);
}

function call(eventSource: string, eventName: string, requestParameters: object, role?: string): string {
  const userIdentity =
    role === undefined
      ? { type: "IAMUser", arn: `arn:aws:iam::${security}:user/x` }
      : { type: "AssumedRole", arn: `${role}/session`, sessionContext: { sessionIssuer: { arn: role } } };
  return JSON.stringify({
    ...{ id: "1", account: security, region: "eu-west-1" },
    detail: { ...{ eventID: "e1", eventTime: "2026-11-20T06:30:36Z", eventSource, eventName }, userIdentity, requestParameters },
  });
}
