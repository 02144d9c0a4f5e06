import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { FindingReader } from "../../aws/findings/findingReader";
import { functionClient } from "../../aws/findings/functionClients";
import { readerCredentials } from "../../aws/findings/readerCredentials";
import { sendMessages } from "../../aws/findings/queues";
import { findingsRoad } from "../../domain/findings/road";
import { handleMessages } from "../messageBatch";
import { readSettings } from "../settingsFile";
import { parseSweepMessage } from "../sweepMessage";
import { telemetry } from "../telemetry";
import { sweepAnalyzer } from "./sweepAnalyzer";

const settings = readSettings();
const road = findingsRoad(settings);
const { log, measure, flush } = telemetry();
const sqs = new SQSClient({ ...functionClient(settings.homeRegion), useQueueUrlAsEndpoint: false });
const table = { dynamo: new DynamoDBClient(functionClient(settings.homeRegion)), name: road.table.name };
const reader = new FindingReader(readerCredentials(settings));

/** Milliseconds that must be left to begin with another page. */
const enough = 20_000;

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  try {
    return await handleMessages(event, context, { log }, (body) =>
      sweepAnalyzer(parseSweepMessage(body), {
        settings,
        reader,
        table,
        log,
        measure,
        toIntake: (messages) => sendMessages(sqs, road.intake, messages),
        toSweep: (message) => sendMessages(sqs, road.sweep, [message]),
        now: () => new Date(),
        hasTime: () => context.getRemainingTimeInMillis() > enough,
      }),
    );
  } finally {
    flush();
  }
}
