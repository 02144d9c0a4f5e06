import type { QueueAttributeName } from "@aws-sdk/client-sqs";
import { AwsError } from "../../service";
import { policyText } from "../storing/policyText";

/** A queue's attributes by name, but for the policy. */
export type Attributes = Record<string, string>;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const defaults = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
} satisfies Attributes;

const ranges: Record<string, [number, number]> = {
  VisibilityTimeout: [0, 43_200],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
};

const others: readonly QueueAttributeName[] = [
  ...(["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "RedrivePolicy", "RedriveAllowPolicy"] as const),
  ...(["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"] as const),
];

/** @throws AwsError for an attribute that nobody can set, or not to this */
export function settable({ Policy: _policy, ...given }: Attributes = {}): Attributes {
  const unknown = Object.keys(given).find((name) => !(name in defaults) && !(others as readonly string[]).includes(name));
  if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = given[name];
    if (value && (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most))
      throw new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
  }
  if (given["KmsMasterKeyId"] && given["SqsManagedSseEnabled"] === "true")
    throw new AwsError("InvalidAttributeValue", "You can use one type of server-side encryption (SSE) at one time.");
  return given;
}

/** Attributes after a change: an empty one is the default again, and one kind of encryption ends the other. */
export function changed(attributes: Attributes, given: Attributes): Attributes {
  const encryption: Attributes = given["KmsMasterKeyId"]
    ? { SqsManagedSseEnabled: "false" }
    : given["SqsManagedSseEnabled"] === "true"
      ? { KmsMasterKeyId: "" }
      : {};
  const all = { ...attributes, ...encryption, ...given };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

export function policyIn({ Policy }: Attributes = {}): string | undefined {
  return Policy ? policyText(Policy, "InvalidAttributeValue") : undefined;
}
