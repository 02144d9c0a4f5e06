import { describeError } from "../../aws/callErrors";
import type { ListedResource } from "../../aws/findings/resourceScanner";
import type { Observation } from "../../domain/findings/observation";
import type { RoadAnalyzer, RoadSettings, ScannerSettings } from "../../domain/findings/settings";
import type { Lookup } from "../../domain/policyChanges/lookups";
import { refusalOf, type Refusal } from "../../domain/scanner/verdict";
import type { ScanMessage } from "../../domain/scanner/scanMessage";
import type { ScanReport, ScanTarget } from "../../domain/scanner/scanReport";
import type { Telemetry } from "../telemetry";

/** All that the scanner does beyond deciding. */
export interface ScannerWork extends Pick<Telemetry, "log" | "measure"> {
  place: Pick<RoadSettings, "homeRegion">;
  scanner: ScannerSettings;
  /** Undefined if there is no such analyzer. */
  statusOf(analyzer: RoadAnalyzer): Promise<string | undefined>;
  start(analyzer: RoadAnalyzer, target: ScanTarget): Promise<void>;
  analyzedAt(analyzer: RoadAnalyzer, target: ScanTarget): Promise<Date>;
  findings(analyzer: RoadAnalyzer, target: ScanTarget): Promise<Observation[]>;
  resources(analyzer: RoadAnalyzer, type: string, nextToken?: string): Promise<{ resources: ListedResource[]; nextToken?: string }>;
  lookUp(lookup: Lookup, at: { account: string; region: string }): Promise<unknown>;
  toQueue(messages: readonly ScanMessage[], delaySeconds: number): Promise<void>;
  publish(report: ScanReport): Promise<void>;
  now(): Date;
}

/** What a call answers, or what its failure says. */
export async function answerOf<Answer>(call: Promise<Answer>): Promise<{ answer: Answer } | Refusal> {
  try {
    return { answer: await call };
  } catch (error) {
    return refusalOf(error instanceof Error ? error.name : "", describeError(error));
  }
}
