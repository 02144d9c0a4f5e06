import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { CredentialProvider } from "../../aws/clients";
import { FindingReader } from "../../aws/findings/findingReader";
import { lookUp } from "../../aws/findings/policyLookups";
import { sendMessages } from "../../aws/findings/queues";
import { ResourceScanner } from "../../aws/findings/resourceScanner";
import { putScanReport } from "../../aws/findings/scanReports";
import { observationOfSummary } from "../../domain/findings/observationOf";
import { findingsRoad } from "../../domain/findings/road";
import type { RoadSettings } from "../../domain/findings/settings";
import type { Telemetry } from "../telemetry";
import type { ScannerWork } from "./work";

export interface ScannerParts extends Pick<Telemetry, "log" | "measure"> {
  settings: RoadSettings;
  sqs: SQSClient;
  events: EventBridgeClient;
  /** The function's own at home, the scan role's in members. */
  credentialsOf(account: string): CredentialProvider;
  now(): Date;
}

/**
 * Everything that a message of the scanner's queue may need, put together once.
 *
 * @throws Error where the scanner is on nowhere.
 */
export function scannerWork({ settings, sqs, events, credentialsOf, log, measure, now }: ScannerParts): ScannerWork {
  const { scanner } = settings;
  if (scanner === undefined) throw new Error("The settings say nothing of the scanner: it is on nowhere, and has nothing to do.");
  const road = findingsRoad(settings);
  const reader = new FindingReader(credentialsOf);
  const scans = new ResourceScanner(credentialsOf);
  return {
    ...{ place: settings, scanner, log, measure, now },
    statusOf: async (analyzer) => (await reader.analyzer(analyzer))?.status,
    start: (analyzer, target) => scans.start(analyzer, target),
    analyzedAt: (analyzer, target) => scans.analyzedAt(analyzer, target),
    findings: async (analyzer, target) =>
      (await reader.about(analyzer, target)).map((summary) => observationOfSummary(analyzer.arn, summary)),
    resources: (analyzer, type, nextToken) => scans.resources(analyzer, type, nextToken),
    lookUp: (lookup, at) => lookUp(lookup, at, credentialsOf),
    toQueue: (messages, delaySeconds) => sendMessages(sqs, road.scan, messages, { delaySeconds }),
    publish: (report) => putScanReport(events, road, report),
  };
}
