import { randomUUID } from "node:crypto";
import type { MessageAttributeValue } from "@aws-sdk/client-sns";
import type { World } from "../../world/world";
import type { Stored } from "../storing/stored";
import { fanOut } from "./fanOut";
import type { Notification } from "./notification";
import { invalid, type Topic } from "./topics";

export interface Publication {
  Message?: string;
  Subject?: string;
  MessageStructure?: string;
  MessageAttributes?: Record<string, MessageAttributeValue>;
}

/** By protocol. */
interface Texts {
  default: string;
  [protocol: string]: string;
}

/**
 * Gives a message to all subscriptions of a topic whose filter it passes.
 *
 * @returns the message's id
 * @throws AwsError InvalidParameter
 */
export function publish(world: World, topic: Stored<Topic>, publication: Publication): string {
  const { Message = "", Subject: subject, MessageStructure, MessageAttributes: attributes = {} } = publication;
  if (Message === "") throw invalid("Empty message");
  if (subject !== undefined) assertSubject(subject);
  for (const [name, value] of Object.entries(attributes)) assertAttribute(name, value);
  const size = Object.entries(attributes).reduce(
    (sum, [name, { DataType = "", StringValue = "", BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(Message),
  );
  if (size > 262_144) throw invalid("Message too long");
  const texts: Texts = MessageStructure === undefined ? { default: Message } : structured(MessageStructure, Message);
  const notification: Notification = {
    ...{ id: randomUUID(), topicArn: topic.arn, time: world.clock.now(), subject, attributes },
    textFor: (protocol) => texts[protocol] ?? texts.default,
  };
  fanOut(world, topic, notification);
  return notification.id;
}

/** Less than a hundred characters on one line. */
function assertSubject(subject: string): void {
  if (subject === "" || subject.length >= 100 || /\p{Cc}/u.test(subject)) throw invalid("Subject");
}

function structured(structure: string, message: string): Texts {
  if (structure !== "json") throw invalid("MessageStructure");
  const texts = parsed(message);
  if (typeof texts !== "object" || texts === null || Array.isArray(texts))
    throw invalid("Message Structure - JSON message body failed to parse");
  const { default: usual, ...others } = texts as Record<string, unknown>; // an object, as was looked at
  if (typeof usual !== "string") throw invalid("Message Structure - No default entry in JSON message body");
  return {
    ...Object.fromEntries(Object.entries(others).filter((entry): entry is [string, string] => typeof entry[1] === "string")),
    default: usual,
  };
}

function assertAttribute(name: string, { DataType = "", StringValue, BinaryValue }: MessageAttributeValue): void {
  const wrong = (reason: string) => invalid(`The message attribute '${name}' ${reason}`);
  if (!/^(?!aws\.|amazon\.|\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i.test(name)) throw wrong("has an invalid name");
  if (!/^(String|Number|Binary)(\..+)?$/.test(DataType)) throw wrong(`has an invalid message attribute type`);
  const isBinary = DataType.startsWith("Binary");
  if (!(isBinary ? BinaryValue?.length : StringValue?.length)) throw wrong(`must contain a non-empty value for type '${DataType}'`);
  if (DataType.startsWith("Number") && !Number.isFinite(Number(StringValue))) throw wrong("is no number");
  if (DataType === "String.Array") {
    const items = parsed(StringValue ?? "");
    const isItem = (item: unknown) => item === null || ["string", "number", "boolean"].includes(typeof item);
    if (!Array.isArray(items) || !items.every(isItem)) throw wrong("is no array of strings, numbers, true, false and null");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
