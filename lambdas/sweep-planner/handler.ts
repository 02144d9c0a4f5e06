import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { randomUUID } from "node:crypto";
import { readUntold } from "../../aws/findings/facts/factItems";
import { functionClient } from "../../aws/findings/functionClients";
import { readQueueDepth } from "../../aws/findings/queueDepth";
import { sendMessages } from "../../aws/findings/queues";
import { findingsRoad } from "../../domain/findings/road";
import { readSettings } from "../settingsFile";
import { telemetry } from "../telemetry";
import { planSweep } from "./plan";

// Runs every hour, by its schedule. Clients are made once and serve all invocations of the process.
const settings = readSettings();
const road = findingsRoad(settings);
const { log, measure, flush } = telemetry();
const sqs = queueClient(settings.homeRegion);
const table = { dynamo: new DynamoDBClient(functionClient(settings.homeRegion)), name: road.table.name };

export async function handler(): Promise<void> {
  try {
    await planSweep({
      settings,
      log,
      measure,
      toSweep: (messages) => sendMessages(sqs, road.sweep, messages),
      toIntake: (messages) => sendMessages(sqs, road.intake, messages),
      untold: () => readUntold(table),
      depthOf: (queue) =>
        readQueueDepth(
          { sqs: queueClient(queue.region), cloudWatch: new CloudWatchClient(functionClient(queue.region)) },
          queue,
          new Date(),
        ),
      now: () => new Date(),
      newId: randomUUID,
    });
  } finally {
    flush();
  }
}

function queueClient(region: string): SQSClient {
  return new SQSClient({ ...functionClient(region), useQueueUrlAsEndpoint: false });
}
