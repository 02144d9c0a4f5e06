import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { functionClient } from "../../aws/findings/functionClients";
import { findingsRoad } from "../../domain/findings/road";
import type { RoadSettings } from "../../domain/findings/settings";
import type { ScanReport } from "../../domain/scanner/scanReport";
import { handleBatch } from "../../lambdas/scanner/handleBatch";
import { scannerWork } from "../../lambdas/scanner/scannerWork";
import { keys } from "./organization";

/**
 * The product's scanner at its queue, until it has put its first report on the bus: receives as Lambda does, handles, and deletes.
 *
 * @throws Error where a message comes back.
 */
export async function scannerOnce(settings: RoadSettings): Promise<ScanReport> {
  const credentials = () => Promise.resolve({ ...keys });
  const client = functionClient(settings.homeRegion, credentials);
  const sqs = new SQSClient({ ...client, useQueueUrlAsEndpoint: false });
  const lambda = new SQSClient({ region: settings.homeRegion, credentials: { ...keys }, useQueueUrlAsEndpoint: false });
  const { url: QueueUrl } = findingsRoad(settings).scan;
  const log = { info: () => {}, warn: console.warn, error: console.error };
  const whole = scannerWork({
    ...{ settings, sqs, events: new EventBridgeClient(client), credentialsOf: () => credentials },
    ...{ log, measure: () => {}, now: () => new Date() },
  });
  let reported: ScanReport | undefined;
  const publish = async (report: ScanReport): Promise<void> => {
    await whole.publish(report);
    reported = report;
  };
  for (;;) {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20, MessageSystemAttributeNames: ["SentTimestamp" as const] };
    const { Messages = [] } = await lambda.send(new ReceiveMessageCommand(asked));
    const records = Messages.map(({ MessageId, Body, Attributes }) => ({ messageId: MessageId, body: Body, attributes: Attributes }));
    const clock = { getRemainingTimeInMillis: () => 60_000 };
    const { batchItemFailures } = await handleBatch(records as unknown as SQSRecord[], clock, { ...whole, publish }); // all that is used
    if (batchItemFailures.length > 0) throw new Error("the scanner gave messages back");
    for (const { ReceiptHandle } of Messages) await lambda.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    if (reported) return reported;
  }
}
