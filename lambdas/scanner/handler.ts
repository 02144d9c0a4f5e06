import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { FindingReader } from "../../aws/findings/findingReader";
import { functionClient } from "../../aws/findings/functionClients";
import { lookUp } from "../../aws/findings/policyLookups";
import { sendMessages } from "../../aws/findings/queues";
import { readerCredentials } from "../../aws/findings/readerCredentials";
import { ResourceScanner } from "../../aws/findings/resourceScanner";
import { putScanReport } from "../../aws/findings/scanReports";
import { observationOfSummary } from "../../domain/findings/observationOf";
import { findingsRoad } from "../../domain/findings/road";
import { readSettings } from "../settingsFile";
import { telemetry } from "../telemetry";
import { handleBatch } from "./handleBatch";
import type { ScannerWork } from "./work";

// Reads the scanner's queue. Clients are made once and serve all invocations of the process.
const settings = readSettings();
const { scanner } = settings;
if (scanner === undefined)
  throw new Error("The settings say nothing of the scanner: it is on nowhere, and this function should not be there.");
const road = findingsRoad(settings);
const { log, measure, flush } = telemetry();
const client = functionClient(settings.homeRegion);
const sqs = new SQSClient({ ...client, useQueueUrlAsEndpoint: false });
const events = new EventBridgeClient(client);
const credentialsOf = readerCredentials(settings);
const reader = new FindingReader(credentialsOf);
const scans = new ResourceScanner(credentialsOf);

const work: ScannerWork = {
  ...{ place: settings, scanner, log, measure },
  statusOf: async (analyzer) => (await reader.analyzer(analyzer))?.status,
  start: (analyzer, target) => scans.start(analyzer, target),
  analyzedAt: (analyzer, target) => scans.analyzedAt(analyzer, target),
  findings: async (analyzer, target) =>
    (await reader.about(analyzer, target)).map((summary) => observationOfSummary(analyzer.arn, summary)),
  resources: (analyzer, type, nextToken) => scans.resources(analyzer, type, nextToken),
  lookUp: (lookup, at) => lookUp(lookup, at, credentialsOf),
  toQueue: (messages, delaySeconds) => sendMessages(sqs, road.scan, messages, { delaySeconds }),
  publish: (report) => putScanReport(events, road, report),
  now: () => new Date(),
};

export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  try {
    return await handleBatch(Records, context, work);
  } finally {
    flush();
  }
}
