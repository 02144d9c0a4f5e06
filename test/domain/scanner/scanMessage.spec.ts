import assert from "node:assert/strict";
import { MessageRejected } from "../../../domain/findings/messageRejected";
import { parseQueueMessage, type ScanMessage } from "../../../domain/scanner/scanMessage";
import { accountId, region } from "../../../domain/identifiers";
import { analyzer } from "../findings/samples";

describe("a message of the scanner's queue", () => {
  const at = "2026-11-20T01:00:00.000Z";
  const target = {
    ...{ resource: "arn:aws:s3:::data", resourceType: "AWS::S3::Bucket" },
    ...{ account: accountId("333333333333"), region: region("eu-west-1") },
  };
  const patience = { tries: 2, since: at };
  const because = { call: "PutBucketPolicy", at };
  const event = { "detail-type": "AWS API Call via CloudTrail", detail: {} };
  const messages: ScanMessage[] = [
    { kind: "again", event, ...patience },
    { kind: "scan", target, because, ...patience },
    { kind: "scan", target, because: { sweep: "m1", at }, ...patience },
    { kind: "check", target, because, analyzer, ...patience },
    { kind: "sweep" },
    { kind: "list", because, region: target.region, resourceType: target.resourceType },
    { kind: "list", because, region: target.region, resourceType: "x", account: target.account, nextToken: "n", isSecondTry: true },
  ];

  for (const message of messages)
    it(`is read as it was written: ${JSON.stringify(message).slice(0, 60)}`, () => {
      assert.deepEqual(parseQueueMessage(JSON.stringify(message)), message);
    });

  it("is an event where it looks like one", () => {
    assert.deepEqual(parseQueueMessage(JSON.stringify(event)), { kind: "event", event });
  });

  for (const message of messages.filter(({ kind }) => kind !== "sweep")) {
    const optional = ["tries", "account", "nextToken", "isSecondTry"];
    for (const member of Object.keys(message).filter((name) => !optional.includes(name)))
      it(`is refused without ${member}: ${message.kind}`, () => {
        assert.throws(() => parseQueueMessage(JSON.stringify({ ...message, [member]: undefined })), MessageRejected);
      });
  }

  for (const text of ["", "{", "[]", "null", "{}", '{"kind":"tell"}', JSON.stringify({ ...messages[1], tries: -1 })])
    it(`is refused: ${text.slice(0, 40)}`, () => {
      assert.throws(() => parseQueueMessage(text), MessageRejected);
    });
});
