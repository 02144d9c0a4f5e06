import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { RoadQueue } from "../../domain/findings/road";

/** SQS takes ten at a time, and in all as much as one message may hold. */
const batch = { messages: 10, bytes: 250_000 };

/**
 * Sends messages to a queue, each as JSON.
 *
 * @param sqs made with `useQueueUrlAsEndpoint: false`, or AWS_ENDPOINT_URL would be passed over.
 * @throws Error when SQS did not take one; some may then have been sent, which the readers of our queues bear.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export async function sendMessages(
  sqs: SQSClient,
  { url, name }: RoadQueue,
  messages: readonly object[],
  { delaySeconds = 0 }: { delaySeconds?: number } = {},
): Promise<void> {
  for (const group of groups(messages.map((message) => JSON.stringify(message)))) {
    const { Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: group.map((MessageBody, index) => ({ Id: String(index), MessageBody, DelaySeconds: delaySeconds })),
      }),
    );
    const [refused] = Failed;
    if (refused)
      throw new Error(`SQS did not take ${Failed.length} of ${group.length} messages for ${name}: ${refused.Code}: ${refused.Message}`);
  }
}

function groups(bodies: readonly string[]): string[][] {
  const made: string[][] = [];
  let bytes = 0;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    const last = made.at(-1);
    if (last === undefined || last.length === batch.messages || bytes + size > batch.bytes) {
      made.push([body]);
      bytes = size;
    } else {
      last.push(body);
      bytes += size;
    }
  }
  return made;
}
