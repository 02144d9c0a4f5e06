import { createHash, randomUUID } from "node:crypto";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { AwsError } from "../../service";
import type { World } from "../../world/world";
import type { Stored } from "../storing/stored";
import type { Message } from "./message";
import type { Queue } from "./queues";
import { deadLetterQueueOf } from "./redrive";
import { setTimer, wakeIfVisible } from "./watching";

/** As a consumer gets it. */
export interface ReceivedMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  /** ApproximateReceiveCount, SentTimestamp and the like. */
  attributes: Record<string, string>;
  messageAttributes: Record<string, MessageAttributeValue>;
}

export type NewMessage = Pick<Message, "body" | "attributes" | "senderId" | "traceHeader"> & {
  /** Default: the queue's. */
  delaySeconds?: number;
};

/** Puts a message into a queue, as often and in the order that the faults say. */
export function put(world: World, queue: Stored<Queue>, { delaySeconds, ...given }: NewMessage): Message {
  const now = world.clock.now();
  const delay = delaySeconds ?? Number(queue.settings.attributes["DelaySeconds"] ?? 0);
  const message: Message = { ...given, id: randomUUID(), sentAt: now, visibleAt: later(now, delay), receives: 0 };
  const faults = world.faults.takeOnArrival({ service: "sqs", operation: "SendMessage", account: queue.account, region: queue.region });
  const copies = faults.reduce((sum, { effect }) => sum + (effect.kind === "duplicate" ? effect.copies : 0), 0);
  const all = [message, ...Array.from({ length: copies }, () => ({ ...message }))];
  // The newest first is the reverse of what a reader hopes for.
  if (faults.some(({ effect }) => effect.kind === "reorder")) queue.settings.messages.unshift(...all);
  else queue.settings.messages.push(...all);
  wakeIfVisible(world, queue);
  return message;
}

/** Receives what is visible. What was received too often goes to the dead-letter queue instead. */
export function take(
  world: World,
  queue: Stored<Queue>,
  { max, visibilitySeconds }: { max: number; visibilitySeconds?: number },
): Message[] {
  const now = world.clock.now();
  const visibility = visibilitySeconds ?? Number(queue.settings.attributes["VisibilityTimeout"] ?? 30);
  const taken: Message[] = [];
  for (const message of messagesOf(world, queue)) {
    if (taken.length === max) break;
    if (message.visibleAt > now) continue;
    const deadLetters = deadLetterQueueOf(world, queue, message.receives);
    if (deadLetters) {
      remove(queue, message);
      Object.assign(message, { deadLetterSource: queue.arn, receiptHandle: undefined });
      deadLetters.settings.messages.push(message);
      wakeIfVisible(world, deadLetters);
      continue;
    }
    message.receives += 1;
    message.firstReceivedAt ??= now;
    message.visibleAt = later(now, visibility);
    message.receiptHandle = newHandle(queue);
    taken.push(message);
  }
  setTimer(world, queue);
  return taken;
}

/** What the queue holds; what it held for longer than its retention period is gone. */
export function messagesOf(world: World, { settings }: Stored<Queue>): readonly Message[] {
  const retained = Number(settings.attributes["MessageRetentionPeriod"] ?? 345_600) * 1000;
  const oldest = world.clock.now().getTime() - retained;
  settings.messages = settings.messages.filter(({ sentAt }) => sentAt.getTime() > oldest);
  return [...settings.messages];
}

export function remove({ settings }: Stored<Queue>, message: Message | undefined): void {
  settings.messages = settings.messages.filter((each) => each !== message);
}

/** @throws AwsError for a handle that this queue never gave; undefined for one that a later receipt has replaced, or whose message is gone */
export function messageWith(queue: Stored<Queue>, receiptHandle: string): Message | undefined {
  if (!Buffer.from(receiptHandle, "base64").toString("utf8").startsWith(`${queue.arn} `))
    throw new AwsError("ReceiptHandleIsInvalid", `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`);
  return queue.settings.messages.find((message) => message.receiptHandle === receiptHandle);
}

/** @throws AwsError MessageNotInflight, and for what is gone */
export function changeVisibility(world: World, queue: Stored<Queue>, receiptHandle: string, seconds: number): void {
  const now = world.clock.now();
  const message = messageWith(queue, receiptHandle);
  if (!message)
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  if (message.visibleAt <= now) throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
  message.visibleAt = later(now, seconds);
  wakeIfVisible(world, queue);
}

export function received(message: Message): ReceivedMessage {
  const { id, body, attributes, receiptHandle = "" } = message;
  return { messageId: id, receiptHandle, body, md5OfBody: md5(body), attributes: systemAttributes(message), messageAttributes: attributes };
}

function systemAttributes({ senderId, sentAt, receives, firstReceivedAt, traceHeader, deadLetterSource }: Message): Record<string, string> {
  return {
    SenderId: senderId,
    SentTimestamp: String(sentAt.getTime()),
    ApproximateReceiveCount: String(receives),
    ...(firstReceivedAt && { ApproximateFirstReceiveTimestamp: String(firstReceivedAt.getTime()) }),
    ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
    ...(deadLetterSource !== undefined && { DeadLetterQueueSourceArn: deadLetterSource }),
  };
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function newHandle({ arn }: Stored<Queue>): string {
  return Buffer.from(`${arn} ${randomUUID()}`).toString("base64");
}

function later(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}
