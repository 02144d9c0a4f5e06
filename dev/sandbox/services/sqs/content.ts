import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { AwsError } from "../../service";
import type { Stored } from "../storing/stored";
import { defaults } from "./attributes";
import type { Queue } from "./queues";

interface Content {
  body: string;
  attributes: Record<string, MessageAttributeValue>;
}

/**
 * Whether a queue takes a message: its size with its attributes, and their form.
 *
 * @throws AwsError InvalidParameterValue
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export function assertFits({ settings }: Stored<Queue>, { body, attributes }: Content): void {
  if (body === "") throw invalid("The request must contain the parameter MessageBody.");
  const entries = Object.entries(attributes);
  if (entries.length > 10) throw invalid("Number of message attributes [11 or more] exceeds the allowed maximum [10].");
  for (const [name, { DataType = "", StringValue, BinaryValue }] of entries) {
    if (!/^(?!aws\.|amazon\.|\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i.test(name))
      throw invalid(`The message attribute name '${name}' is invalid.`);
    if (!/^(String|Number|Binary)(\..+)?$/.test(DataType))
      throw invalid(`The message attribute '${name}' has an invalid message attribute type.`);
    const value = DataType.startsWith("Binary") ? BinaryValue?.length : StringValue?.length;
    if (!value) throw invalid(`The message attribute '${name}' must contain a non-empty value of type ${DataType}.`);
    if (DataType.startsWith("Number") && !Number.isFinite(Number(StringValue)))
      throw invalid(`Can't cast the value of message attribute '${name}' to a number.`);
  }
  const size = entries.reduce(
    (sum, [name, { DataType = "", StringValue = "", BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(body),
  );
  const most = Number(settings.attributes["MaximumMessageSize"] ?? defaults.MaximumMessageSize);
  if (size > most) throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`);
}

/** The attributes that a receiver asks for: by name, `All`, or a prefix such as `foo.*`. */
export function attributesNamed(names: readonly string[], attributes: Content["attributes"]): Content["attributes"] {
  const asked = (name: string) =>
    names.some((each) => each === "All" || each === name || (each.endsWith(".*") && name.startsWith(each.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => asked(name)));
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}
