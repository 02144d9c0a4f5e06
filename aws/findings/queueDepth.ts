import { GetMetricDataCommand, type CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { RoadQueue } from "../../domain/findings/road";

export interface QueueDepth {
  messages: number;
  /** Absent where nothing waits, and where CloudWatch has no figure yet: it lags some minutes behind. */
  oldestSeconds?: number;
}

/**
 * How much waits in a queue, and for how long.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export async function readQueueDepth(
  { sqs, cloudWatch }: { sqs: SQSClient; cloudWatch: CloudWatchClient },
  { url, name }: RoadQueue,
  now: Date,
): Promise<QueueDepth> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: counted }));
  const messages = counted.reduce((sum, attribute) => sum + numberOf(Attributes[attribute], `${attribute} of ${url}`), 0);
  if (messages === 0) return { messages };
  const { MetricDataResults: [ages] = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - window),
      EndTime: now,
      ScanBy: "TimestampDescending",
      MetricDataQueries: [
        {
          Id: "age",
          MetricStat: {
            Metric: { Namespace: "AWS/SQS", MetricName: "ApproximateAgeOfOldestMessage", Dimensions: [{ Name: "QueueName", Value: name }] },
            Period: 60,
            Stat: "Maximum",
          },
        },
      ],
    }),
  );
  const [oldestSeconds] = ages?.Values ?? [];
  return { messages, ...(oldestSeconds !== undefined && { oldestSeconds }) };
}

/** What a reader holds for the moment waits as well. */
const counted = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const satisfies string[];

/** Milliseconds. Metrics of SQS come every minute. */
const window = 15 * 60_000;

function numberOf(text: string | undefined, what: string): number {
  const value = Number(text ?? "none");
  if (Number.isNaN(value)) throw new Error(`SQS did not say ${what}`);
  return value;
}
