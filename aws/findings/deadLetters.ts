import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { RoadQueue } from "../../domain/findings/road";
import { clientSettings } from "../clients";
import type { Calls } from "../calls";
import type { Session } from "../sessions";

export interface DeadLetter {
  /** Of SQS; the same each time the letter is read. */
  id: string;
  body: string;
  /** ARN of the rule that could not deliver it, as EventBridge says; whoever writes one himself says what he likes. */
  rule?: string;
  delete: () => Promise<void>;
}

/** Of a Region. SQS takes a queue's URL for the endpoint otherwise, whatever AWS_ENDPOINT_URL says. */
export function queueClient(region: string, { credentials }: Session, calls: Calls): SQSClient {
  return new SQSClient({ ...clientSettings(region, credentials, calls.settings), useQueueUrlAsEndpoint: false });
}

/** Seconds for which whoever reads next does not see a letter: longer than one run looks at a queue. */
const hiddenFor = 300;

/**
 * The letters of a queue, one after the other, each once, until SQS has none to give. Those that are not deleted are there again after five minutes.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export async function* deadLettersOf({ url, region }: RoadQueue, session: Session, calls: Calls): AsyncGenerator<DeadLetter> {
  const sqs = queueClient(region, session, calls);
  const seen = new Set<string>();
  // Waiting has SQS ask all of its servers: an empty answer is one then.
  const next = {
    QueueUrl: url,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: hiddenFor,
    WaitTimeSeconds: 1,
    MessageAttributeNames: ["RULE_ARN"],
  };
  for (;;) {
    const { Messages = [] } = await calls.run((options) => sqs.send(new ReceiveMessageCommand(next), options));
    const fresh = Messages.filter(({ MessageId = "" }) => !seen.has(MessageId));
    if (fresh.length === 0) return;
    for (const { MessageId: id = "", Body: body = "", MessageAttributes = {}, ReceiptHandle } of fresh) {
      seen.add(id);
      const take = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle });
      const { StringValue: rule } = MessageAttributes["RULE_ARN"] ?? {};
      yield { id, body, ...(rule && { rule }), delete: async () => void (await calls.run((options) => sqs.send(take, options))) };
    }
  }
}
