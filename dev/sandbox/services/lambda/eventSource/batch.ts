import { z } from "zod";
import type { ReceivedMessage } from "../../sqs/messages";
import type { Answer } from "../processes/functionProcess";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function eventOf(queueArn: string, messages: ReceivedMessage[]): object {
  return {
    Records: messages.map(({ messageAttributes, ...message }) => ({
      ...message,
      messageAttributes: Object.fromEntries(
        Object.entries(messageAttributes).map(([name, { StringValue, BinaryValue, DataType }]) => [
          name,
          {
            ...{ stringValue: StringValue, stringListValues: [], binaryListValues: [], dataType: DataType },
            ...(BinaryValue ? { binaryValue: Buffer.from(BinaryValue).toString("base64") } : {}),
          },
        ]),
      ),
      ...{ eventSource: "aws:sqs", eventSourceARN: queueArn, awsRegion: queueArn.split(":")[3] },
    })),
  };
}

/**
 * The ids of the messages that a batch failed with: all of them where the function failed, or where its report is not what Lambda expects.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedIn({ payload, error }: Answer, messages: ReceivedMessage[], responseTypes: readonly string[]): Set<string> {
  const ids = new Set(messages.map(({ messageId }) => messageId));
  if (error !== undefined) return ids;
  if (!responseTypes.includes("ReportBatchItemFailures")) return new Set();
  const report = reportSchema.safeParse(JSON.parse(payload));
  const failures = (report.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return !report.success || failures.some((id) => !ids.has(id)) ? ids : new Set(failures);
}

const reportSchema = z
  .looseObject({ batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string() })).nullish() })
  .or(z.literal(""))
  .nullable()
  .transform((report) => (report === "" ? null : report));
