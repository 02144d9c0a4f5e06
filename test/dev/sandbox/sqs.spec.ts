import assert from "node:assert/strict";
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { CreateKeyCommand, DisableKeyCommand } from "@aws-sdk/client-kms";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { deleteMessage, receiveMessages, watchQueue } from "../../../dev/sandbox/services/sqs/consume";
import { deliverToQueue } from "../../../dev/sandbox/services/sqs/deliver";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { clients, sessionIn, type Keys } from "../../support/sandboxClients";

const member = "444444444444";
const other = "555555555555";
const named = (name: string) => ({ name });
const arn = (name: string) => `arn:aws:sqs:eu-central-1:${member}:${name}`;

describe("SQS messages", function () {
  this.timeout(20_000);
  let clock: HeldClock;
  let sandbox: Sandbox;
  let keys: Keys;
  let otherKeys: Keys;
  before(async () => {
    clock = new HeldClock(new Date());
    sandbox = await startSandbox({ clock });
    keys = await sessionIn(sandbox, member);
    otherKeys = await sessionIn(sandbox, other);
  });
  after(() => sandbox?.close());
  afterEach(() => sandbox.world.faults.clear());

  const sqs = (credentials = keys) => new SQSClient({ endpoint: sandbox.url, region: "eu-central-1", credentials, maxAttempts: 1 });
  const seconds = (number: number) => clock.advance(number * 1000);
  let number = 0;
  const queue = async (Attributes: Record<string, string> = {}) => {
    const name = `queue-${++number}`;
    const QueueUrl = (await sqs().send(new CreateQueueCommand({ QueueName: name, Attributes }))).QueueUrl ?? "";
    return {
      ...{ name, QueueUrl, arn: arn(name) },
      send: (MessageBody: string, more: Partial<SendMessageCommandInput> = {}, by = keys) =>
        sqs(by).send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
      receive: async (more: Partial<ReceiveMessageCommandInput> = {}, by = keys) =>
        (await sqs(by).send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [],
      attributes: async () => (await sqs().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))).Attributes ?? {},
      set: (Attributes: Record<string, string>) => sqs().send(new SetQueueAttributesCommand({ QueueUrl, Attributes })),
    };
  };
  const bodies = (messages: { Body?: string }[]) => messages.map(({ Body }) => Body);
  const policy = (principal: unknown, action: unknown, resource: string, more: object = {}) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: principal, Action: action, Resource: resource, ...more }],
    });

  it("gives a message until it is deleted, one receipt at a time", async () => {
    const { QueueUrl, send, receive } = await queue({ VisibilityTimeout: "10" });
    const attributes = { kind: { DataType: "String", StringValue: "finding" } };
    const { MessageId } = await send("one", { MessageAttributes: attributes });
    const [first] = await receive({ MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["ki.*", "All"] });
    assert.equal(first?.MessageId, MessageId);
    assert.equal(first?.Attributes?.["ApproximateReceiveCount"], "1");
    assert.equal(first?.Attributes?.["SentTimestamp"], String(clock.now().getTime()));
    assert.deepEqual(first?.MessageAttributes?.["kind"], attributes.kind);
    assert.deepEqual(await receive(), []);
    seconds(10);
    const [second] = await receive({ MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    assert.deepEqual(second?.Attributes, { ApproximateReceiveCount: "2" });
    assert.equal(second?.MessageAttributes, undefined);

    // A handle that a later receipt has replaced deletes nothing.
    await sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    seconds(10);
    const [third] = await receive();
    assert.equal(third?.Body, "one");
    await sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: third?.ReceiptHandle }));
    seconds(10);
    assert.deepEqual(await receive(), []);
    await assert.rejects(sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nonsense" })), named("ReceiptHandleIsInvalid"));
  });

  it("hides it for as long as its receiver asks", async () => {
    const { QueueUrl, send, receive } = await queue();
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      sqs().send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await send("one");
    const [message] = await receive({ VisibilityTimeout: 5 });
    await change(message?.ReceiptHandle, 100);
    seconds(99);
    assert.deepEqual(await receive(), []);
    await change(message?.ReceiptHandle, 0);
    await assert.rejects(change(message?.ReceiptHandle, 5), named("MessageNotInflight"));
    await assert.rejects(change(message?.ReceiptHandle, 43_201), named("InvalidParameterValue"));
    assert.deepEqual(bodies(await receive()), ["one"]);
  });

  it("delays, keeps for a while, counts and purges", async () => {
    const { QueueUrl, send, receive, attributes } = await queue({ DelaySeconds: "5", MessageRetentionPeriod: "60" });
    await send("later");
    await send("now", { DelaySeconds: 0 });
    assert.deepEqual(bodies(await receive()), ["now"]);
    await send("now as well", { DelaySeconds: 0 });
    const counts = async () => {
      const all: Record<string, string> = await attributes();
      return ["", "Delayed", "NotVisible"].map((kind) => Number(all[`ApproximateNumberOfMessages${kind}`]));
    };
    assert.deepEqual(await counts(), [1, 1, 1]);
    seconds(5);
    assert.deepEqual(await counts(), [2, 0, 1]);
    assert.deepEqual(bodies(await receive()), ["later", "now as well"]);
    await send("purged", { DelaySeconds: 0 });
    await sqs().send(new PurgeQueueCommand({ QueueUrl }));
    assert.deepEqual(await counts(), [0, 0, 0]);
    await send("forgotten");
    seconds(60);
    assert.deepEqual(await counts(), [0, 0, 0]);
  });

  it("waits for a message on the clock", async () => {
    const { send, receive } = await queue();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await send("late", { DelaySeconds: 3 });
    seconds(3);
    assert.deepEqual(bodies(await waiting), ["late"]);
    const inVain = receive({ WaitTimeSeconds: 20 });
    // Whatever is asked after it is answered after it began.
    await receive();
    seconds(20);
    assert.deepEqual(await inVain, []);
  });

  it("takes batches, entry by entry", async () => {
    const { QueueUrl, receive } = await queue({ MaximumMessageSize: "1024" });
    const entries = (...Ids: string[]) => Ids.map((Id) => ({ Id, MessageBody: Id === "long" ? "x".repeat(1025) : Id }));
    const send = (Entries: { Id: string; MessageBody: string }[]) => sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const { Successful, Failed } = await send(entries("a", "long", "b"));
    assert.deepEqual(
      Successful?.map(({ Id }) => Id),
      ["a", "b"],
    );
    assert.deepEqual(
      Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
      [["long", "InvalidParameterValue", true]],
    );
    await assert.rejects(send([]), named("EmptyBatchRequest"));
    await assert.rejects(send(entries("a", "a")), named("BatchEntryIdsNotDistinct"));
    await assert.rejects(send(entries(..."abcdefghijk")), named("TooManyEntriesInBatchRequest"));
    await assert.rejects(send(entries("a b")), named("InvalidBatchEntryId"));

    const received = await receive();
    const Entries = received.map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle }));
    const hidden = Entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
    await sqs().send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: hidden }));
    const again = (await receive()).map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle }));
    const deleted = await sqs().send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [...again, { Id: "x", ReceiptHandle: "x" }] }));
    assert.deepEqual([deleted.Successful?.length, deleted.Failed?.[0]?.Code], [2, "ReceiptHandleIsInvalid"]);
    seconds(30);
    assert.deepEqual(await receive(), []);
  });

  it("moves what is received too often to the dead-letter queue", async () => {
    const dead = await queue();
    const redrive = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 });
    const source = await queue({ VisibilityTimeout: "0", RedrivePolicy: redrive });
    await source.send("poison");
    for (let receipts = 0; receipts < 2; receipts++) assert.equal((await source.receive()).length, 1);
    assert.deepEqual(await source.receive(), []);
    const [message] = await dead.receive({ AttributeNames: ["All"] });
    assert.equal(message?.Body, "poison");
    assert.equal(message?.Attributes?.["DeadLetterQueueSourceArn"], source.arn);

    // A dead-letter queue that takes nothing (any more) leaves the message where it is.
    await dead.set({ RedriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) });
    await source.send("stays");
    for (let receipts = 0; receipts < 4; receipts++) assert.equal((await source.receive()).length, 1);
    await assert.rejects(source.set({ RedrivePolicy: redrive }), named("InvalidParameterValue"));
    await dead.set({ RedriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [source.arn] }) });
    await source.set({ RedrivePolicy: redrive });
    for (const wrong of ["no JSON", JSON.stringify({ deadLetterTargetArn: arn("none"), maxReceiveCount: 2 })])
      await assert.rejects(source.set({ RedrivePolicy: wrong }), named("InvalidParameterValue"));
  });

  it("delivers more than once and out of order where a fault says so", async () => {
    const { send, receive } = await queue();
    sandbox.world.faults.add({ match: { service: "sqs", account: member }, effect: { kind: "reorder" } });
    sandbox.world.faults.add({ match: { service: "sqs" }, effect: { kind: "duplicate", copies: 1 }, times: 1 });
    await send("first");
    await send("second");
    const received = await receive();
    assert.deepEqual(bodies(received), ["second", "first", "first"]);
    assert.equal(received[1]?.MessageId, received[2]?.MessageId);
    assert.notEqual(received[1]?.ReceiptHandle, received[2]?.ReceiptHandle);
  });

  it("asks the queue's policy when another account calls", async () => {
    const open = await queue();
    await assert.rejects(open.send("x", {}, otherKeys), named("AccessDeniedException"));
    await open.set({ Policy: policy({ AWS: other }, ["sqs:SendMessage", "sqs:SetQueueAttributes"], open.arn) });
    await open.send("x", {}, otherKeys);
    await assert.rejects(open.receive({}, otherKeys), named("AccessDeniedException"));
    // A policy cannot let another account change the queue.
    const taken = new SetQueueAttributesCommand({ QueueUrl: open.QueueUrl, Attributes: { DelaySeconds: "1" } });
    await assert.rejects(sqs(otherKeys).send(taken), named("AccessDeniedException"));
    const denied = { Version: "2012-10-17", Statement: { Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: open.arn } };
    await open.set({ Policy: JSON.stringify(denied) });
    await assert.rejects(open.send("x"), named("AccessDeniedException"));
  });

  it("asks the key of an encrypted queue", async () => {
    const { kms } = clients(sandbox, keys);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId ?? "";
    const { send, attributes, set, name } = await queue({ KmsMasterKeyId: KeyId });
    assert.equal((await attributes())["SqsManagedSseEnabled"], "false");
    await set({ Policy: policy({ AWS: other }, "sqs:*", arn(name)) });
    await send("x");
    assert.deepEqual(
      sandbox.calls.at(-1)?.authorizations.map(({ action }) => action),
      [...["sqs:SendMessage", "kms:GenerateDataKey", "kms:Decrypt"]],
    );
    await assert.rejects(send("x", {}, otherKeys), { name: "AccessDeniedException", message: /kms:GenerateDataKey/ });
    await kms.send(new DisableKeyCommand({ KeyId }));
    await assert.rejects(send("x"), named("KmsDisabled"));
    await set({ KmsMasterKeyId: "alias/aws/sqs" });
    await send("x");
    await assert.rejects(send("x", {}, otherKeys), named("KmsAccessDenied"));
    await set({ SqsManagedSseEnabled: "true" });
    assert.equal((await attributes())["KmsMasterKeyId"], undefined);
  });

  describe("brought and taken inside the sandbox", () => {
    const by = { service: "events.amazonaws.com", sourceArn: "arn:aws:events:eu-central-1:444444444444:rule/r", sourceAccount: member };

    it("asks the policy and the key as the service", async () => {
      const { world } = sandbox;
      const { name, set } = await queue();
      const deliver = () => deliverToQueue(world, { queueArn: arn(name), body: "event", by });
      assert.throws(deliver, named("AccessDeniedException"));
      await set({
        Policy: policy({ Service: by.service }, "sqs:SendMessage", arn(name), {
          Condition: { ArnEquals: { "aws:SourceArn": by.sourceArn } },
        }),
      });
      deliver();
      await set({ KmsMasterKeyId: "alias/aws/sqs" });
      assert.throws(deliver, named("KmsAccessDenied"));
      const { kms } = clients(sandbox, keys);
      const Policy = policy({ AWS: `arn:aws:iam::${member}:root`, Service: by.service }, "kms:*", "*");
      await set({ KmsMasterKeyId: (await kms.send(new CreateKeyCommand({ Policy }))).KeyMetadata?.KeyId ?? "" });
      deliver();
      await set({ KmsMasterKeyId: (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "" });
      assert.throws(deliver, named("AccessDeniedException"));
      assert.throws(() => deliverToQueue(world, { queueArn: arn("none"), body: "event", by }), named("QueueDoesNotExist"));
      assert.equal(receiveMessages(world, arn(name), { max: 10 }).length, 2);
    });

    it("wakes whoever watches when there is something to receive", async () => {
      const { world } = sandbox;
      const { send } = await queue({ VisibilityTimeout: "10" });
      const queueArn = arn(`queue-${number}`);
      const taken: string[][] = [];
      const wake = () => taken.push(receiveMessages(world, queueArn, { max: 10 }).map(({ body }) => body));
      const end = watchQueue(world, queueArn, wake);
      await send("now");
      await send("later", { DelaySeconds: 15 });
      assert.deepEqual(taken, [["now"]]);
      seconds(10);
      assert.deepEqual(taken, [["now"], ["now"]]);
      seconds(5);
      assert.deepEqual(taken, [["now"], ["now"], ["later"]]);
      end();
      seconds(30);
      assert.equal(taken.length, 3);
      const left = receiveMessages(world, queueArn, { max: 10 });
      assert.deepEqual(
        left.map(({ attributes }) => attributes["ApproximateReceiveCount"]),
        ["3", "2"],
      );
      for (const { receiptHandle } of left) deleteMessage(world, queueArn, receiptHandle);
      seconds(30);
      assert.deepEqual(receiveMessages(world, queueArn, { max: 10 }), []);
    });
  });
});
