import { PutEventsCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { Road } from "../../domain/findings/road";
import { scanDetailType, scannerSource, type ScanReport } from "../../domain/scanner/scanReport";

/**
 * Puts a report on the bus.
 *
 * @throws Error when EventBridge did not take it.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function putScanReport(events: EventBridgeClient, { bus }: Pick<Road, "bus">, report: ScanReport): Promise<void> {
  const entry = {
    ...{ EventBusName: bus.name, Source: scannerSource, DetailType: scanDetailType },
    ...{ Resources: [report.resource], Detail: JSON.stringify(report) },
  };
  const { Entries: [answer] = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
  if (answer?.EventId === undefined)
    throw new Error(`EventBridge did not take the report about ${report.resource}: ${answer?.ErrorCode}: ${answer?.ErrorMessage}`);
}
