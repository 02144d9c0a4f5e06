import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { FindingReader } from "../../aws/findings/findingReader";
import { functionClient } from "../../aws/findings/functionClients";
import { Publisher } from "../../aws/findings/publisher";
import { readerCredentials } from "../../aws/findings/readerCredentials";
import { findingsRoad } from "../../domain/findings/road";
import type { WatchSettings } from "../../domain/tampering/ours";
import { handleMessages } from "../messageBatch";
import { readSettings } from "../settingsFile";
import { telemetry } from "../telemetry";
import { notifier } from "./notifier";

// Reads the intake queue. Clients are made once and serve all invocations of the process.
const settings = readSettings() as WatchSettings; // the deployment puts the keys in
const road = findingsRoad(settings);
const { log, measure, flush } = telemetry();
const client = functionClient(settings.homeRegion);
const now = () => new Date();

const receive = notifier({
  settings,
  log,
  measure,
  now,
  table: { dynamo: new DynamoDBClient(client), name: road.table.name },
  sqs: new SQSClient({ ...client, useQueueUrlAsEndpoint: false }),
  reader: new FindingReader(readerCredentials(settings)),
  publisher: new Publisher({ sns: new SNSClient(client), ssm: new SSMClient(client) }, road, now),
});

/** Milliseconds that must be left to take more into a digest: it is sent and recorded in them. */
const enough = 30_000;

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  try {
    return await handleMessages(event, context, { log }, (body) => receive(body, () => context.getRemainingTimeInMillis() > enough));
  } finally {
    flush();
  }
}
