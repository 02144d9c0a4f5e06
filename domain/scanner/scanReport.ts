import type { Observation } from "../findings/observation";
import type { AccountId, Region } from "../identifiers";

/** Our own events on the bus: the source is no AWS one, so that only the scanner's role is let in with it. */
export const scannerSource = "access-analyzer-org.scanner";
export const scanDetailType = "Access Analyzer Resource Scan";

/** What became of a scan. All but the first two say why. */
export type ScanOutcome = (typeof scanOutcomes)[number];
export const scanOutcomes = [
  /** After a call Access Analyzer has taken the scan, and another report follows. */
  "started",
  /** Access Analyzer has looked at the resource after the change: `findings` are all that it has of it. */
  "scanned",
  /** Access Analyzer does not find it: it is not there any more, or so new that it is not known yet. */
  "gone",
  /** Access Analyzer does not analyze it. */
  "unsupported",
  /** Neither the organization's analyzer nor the account's own may be used. */
  "denied",
  /** There is no ACTIVE external analyzer for it in the Region. None is created. */
  "noAnalyzer",
  /** It took too long: Access Analyzer itself and the sweep find it later. */
  "leftToSweep",
] as const;

/** What is scanned. */
export interface ScanTarget {
  /** ARN. */
  resource: string;
  resourceType: string;
  /** Owner of the resource. */
  account: AccountId;
  /** Where it is scanned: of roles the home Region. */
  region: Region;
}

/** What led to the scan: a call, or the sweep of resources. ISO 8601, UTC. */
export type Because = { call: string; at: string } | { sweep: string; at: string };

/** The detail of such an event: for each resource and its newest change one that ends it, and where a scan was started one before it. */
export interface ScanReport extends ScanTarget {
  schemaVersion: "1";
  outcome: ScanOutcome;
  because: Because;
  /** ARN; absent where there is none. */
  analyzer?: string;
  /** Only of `started`. */
  startedAt?: string;
  analyzedAt?: string;
  reason?: string;
  /** Findings that did not fit in: Access Analyzer's own events and the sweep bring them. */
  leftOut?: number;
  findings: Observation[];
}
