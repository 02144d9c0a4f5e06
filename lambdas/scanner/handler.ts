import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { functionClient } from "../../aws/findings/functionClients";
import { readerCredentials } from "../../aws/findings/readerCredentials";
import { readSettings } from "../settingsFile";
import { telemetry } from "../telemetry";
import { handleBatch } from "./handleBatch";
import { scannerWork } from "./scannerWork";

// Reads the scanner's queue. Clients are made once and serve all invocations of the process.
const settings = readSettings();
const { log, measure, flush } = telemetry();
const client = functionClient(settings.homeRegion);
const work = scannerWork({
  ...{ settings, log, measure, credentialsOf: readerCredentials(settings), now: () => new Date() },
  sqs: new SQSClient({ ...client, useQueueUrlAsEndpoint: false }),
  events: new EventBridgeClient(client),
});

export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  try {
    return await handleBatch(Records, context, work);
  } finally {
    flush();
  }
}
