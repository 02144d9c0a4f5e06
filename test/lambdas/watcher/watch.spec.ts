import assert from "node:assert/strict";
import type { SQSRecord } from "aws-lambda";
import type { TamperingMessage } from "../../../domain/tampering/message";
import { watch, type Watching } from "../../../lambdas/watcher/watch";

describe("the watcher", () => {
  it("tells of tampering once per message, with the account's name and what to do", async () => {
    const { watching, published } = recorder();
    assert.deepEqual(await watch([record("1", disabled("access-analyzer-org-findings"))], watching), { batchItemFailures: [] });
    const [message] = published;
    assert.equal(message?.subject, "Tampering: events:DisableRule in 222222222222 eu-west-1");
    assert.match(message?.text ?? "", /Account: {2}security \(222222222222\)/);
    assert.match(message?.text ?? "", /What to do: Run `access-analyzer-org audit`/);
    assert.deepEqual(message?.event.kind, "tampering");
    assert.equal(published.length, 1);
  });

  it("leaves to the road what concerns the watch, and to nobody what is ours or nobody's", async () => {
    const { watching, published } = recorder();
    const records = [record("1", disabled("access-analyzer-org-watch")), record("2", disabled("orders"))];
    assert.deepEqual(await watch(records, watching), { batchItemFailures: [] });
    assert.deepEqual(published, []);
  });

  it("gives back what it cannot read or tell, and that alone", async () => {
    const { watching, published, errors } = recorder((message) => message.text.includes("intake"));
    const records = [
      ...[record("1", "no JSON"), record("2", "{}"), record("3", disabled("access-analyzer-org-intake"))],
      record("4", disabled("access-analyzer-org-findings")),
    ];
    assert.deepEqual(await watch(records, watching), { batchItemFailures: ["1", "2", "3"].map((itemIdentifier) => ({ itemIdentifier })) });
    assert.equal(published.length, 1);
    assert.equal(errors.length, 3);
  });
});

function recorder(isRefused: (message: TamperingMessage) => boolean = () => false) {
  const published: TamperingMessage[] = [];
  const errors: unknown[] = [];
  const watching: Watching = {
    ours: { roles: [], prefix: "access-analyzer-org", keys: [], watch: ["access-analyzer-org-watch"] },
    nameOf: (account) => (account === "222222222222" ? "security" : undefined),
    publish: async (message) => {
      if (isRefused(message)) throw new Error("refused");
      published.push(message);
    },
    told: () => undefined,
    failed: (_id, error) => errors.push(error),
  };
  return { watching, published, errors };
}

function record(messageId: string, body: string): SQSRecord {
  return { messageId, body } as SQSRecord; // the watcher reads nothing else
}

function disabled(name: string): string {
  return JSON.stringify({
    ...{ id: "1", account: "222222222222", region: "eu-west-1" },
    detail: {
      ...{ eventID: "e1", eventTime: "2026-11-20T06:30:36Z", eventSource: "events.amazonaws.com", eventName: "DisableRule" },
      ...{ userIdentity: { type: "IAMUser", arn: "arn:aws:iam::222222222222:user/x" }, requestParameters: { name } },
    },
  });
}
