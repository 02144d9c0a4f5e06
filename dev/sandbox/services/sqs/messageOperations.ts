import type * as sdk from "@aws-sdk/client-sqs";
import { AwsError, type Asked, type Call, type Given, type Operations } from "../../service";
import { keyAsked } from "../kms/encryption";
import type { Stored } from "../storing/stored";
import { batched } from "./batches";
import { assertFits, attributesNamed } from "./content";
import type { Message } from "./message";
import { changeVisibility, md5, messageWith, put, received, remove, take } from "./messages";
import { queues, type Queue } from "./queues";
import { setTimer, watch } from "./watching";

interface OfQueue {
  QueueUrl: string;
}

const sends = { action: "sqs:SendMessage", also: encrypted("kms:GenerateDataKey", "kms:Decrypt") };
const receives = { action: "sqs:ReceiveMessage", also: encrypted("kms:Decrypt") };
const deletes = { action: "sqs:DeleteMessage" };
const changes = { action: "sqs:ChangeMessageVisibility" };

/** Messages of standard queues. */
export const messageOperations: Operations<typeof sdk> = {
  SendMessage: queues.on((queue, input, call) => sent(send(queue, input, call)), sends),
  SendMessageBatch: queues.on((queue, { Entries }, call) => {
    const size = Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
    return batched(Entries, (entry) => sent(send(queue, entry, call)), size);
  }, sends),
  ReceiveMessage: queues.on((queue, input: Given<sdk.ReceiveMessageRequest>, call) => receive(queue, input, call), receives),
  DeleteMessage: queues.on((queue, { ReceiptHandle }) => remove(queue, messageWith(queue, ReceiptHandle)), deletes),
  DeleteMessageBatch: queues.on(
    (queue, { Entries }) => batched(Entries, ({ ReceiptHandle }) => remove(queue, messageWith(queue, ReceiptHandle))),
    deletes,
  ),
  ChangeMessageVisibility: queues.on((queue, input, call) => change(queue, input, call), changes),
  ChangeMessageVisibilityBatch: queues.on((queue, { Entries }, call) => batched(Entries, (entry) => change(queue, entry, call)), changes),
  PurgeQueue: queues.on((queue) => void (queue.settings.messages = [])),
};

function send(queue: Stored<Queue>, input: Omit<sdk.SendMessageBatchRequestEntry, "Id">, { world, caller }: Call): Message {
  const { MessageBody: body = "", MessageAttributes: attributes = {}, DelaySeconds: delaySeconds, MessageSystemAttributes } = input;
  if (input.MessageGroupId !== undefined || queue.settings.attributes["FifoQueue"] === "true")
    throw new AwsError("NotImplemented", "The sandbox organization does not implement messages with a message group.");
  assertRange("DelaySeconds", delaySeconds, 0, 900);
  assertFits(queue, { body, attributes });
  const traceHeader = MessageSystemAttributes?.AWSTraceHeader?.StringValue;
  return put(world, queue, { body, attributes, delaySeconds, senderId: caller.userId, traceHeader });
}

function sent({ id, body }: Message) {
  return { MessageId: id, MD5OfMessageBody: md5(body) };
}

async function receive(queue: Stored<Queue>, input: sdk.ReceiveMessageRequest, { world }: Call): Promise<sdk.ReceiveMessageResult> {
  const { MaxNumberOfMessages: max = 1, VisibilityTimeout: visibilitySeconds } = input;
  const { WaitTimeSeconds: wait = Number(queue.settings.attributes["ReceiveMessageWaitTimeSeconds"] ?? 0) } = input;
  assertRange("MaxNumberOfMessages", max, 1, 10);
  assertRange("VisibilityTimeout", visibilitySeconds, 0, 43_200);
  assertRange("WaitTimeSeconds", wait, 0, 20);
  let taken = take(world, queue, { max, visibilitySeconds });
  if (taken.length === 0 && wait > 0) {
    await new Promise<void>((resolve) => {
      const cancel = world.clock.after(wait * 1000, end);
      const unwatch = watch(world, queue.arn, () => {
        taken = take(world, queue, { max, visibilitySeconds });
        if (taken.length > 0) end();
      });
      setTimer(world, queue);
      function end(): void {
        cancel();
        unwatch();
        resolve();
      }
    });
  }
  return taken.length === 0 ? {} : { Messages: taken.map((message) => printed(message, input)) };
}

function printed(
  message: Message,
  { AttributeNames = [], MessageSystemAttributeNames = [], MessageAttributeNames = [] }: sdk.ReceiveMessageRequest,
) {
  const { messageId, receiptHandle, body, md5OfBody, attributes, messageAttributes } = received(message);
  const asked: string[] = [...AttributeNames, ...MessageSystemAttributeNames];
  const system = Object.entries(attributes).filter(([name]) => asked.includes("All") || asked.includes(name));
  const own = attributesNamed(MessageAttributeNames, messageAttributes);
  return {
    ...{ MessageId: messageId, ReceiptHandle: receiptHandle, Body: body, MD5OfBody: md5OfBody },
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(Object.keys(own).length > 0 && { MessageAttributes: own }),
  };
}

function change(
  queue: Stored<Queue>,
  { ReceiptHandle, VisibilityTimeout = 0 }: sdk.ChangeMessageVisibilityBatchRequestEntry | sdk.ChangeMessageVisibilityRequest,
  { world }: Call,
): void {
  assertRange("VisibilityTimeout", VisibilityTimeout, 0, 43_200);
  changeVisibility(world, queue, ReceiptHandle ?? "", VisibilityTimeout);
}

function assertRange(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  const reason = `Must be between ${least} and ${most}, if provided.`;
  throw new AwsError("InvalidParameterValue", `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
}

/** What the key of an encrypted queue is asked. */
function encrypted(...actions: string[]) {
  return (input: OfQueue, call: Call): Asked[] => {
    const queue = queues.named(input, call);
    if (!queue) return [];
    return keyAsked(
      call,
      queue.settings.attributes["KmsMasterKeyId"],
      { ...queue, context: { "aws:sqs:arn": queue.arn }, errors: "Kms" },
      actions,
    );
  };
}
