import type { Observation } from "../findings/observation";
import type { AccountId, Region } from "../identifiers";

/** Our own events on the bus: the source is no AWS one, so that only the scanner's role is let in with it. */
export const scannerSource = "access-analyzer-org.scanner";
export const scanDetailType = "Access Analyzer Resource Scan";

/** What became of a scan. All but `scanned` say why. */
export type ScanOutcome =
  /** Access Analyzer has looked at the resource after the change: `findings` are all that it has of it. */
  | "scanned"
  /** The resource is not there (any more). */
  | "gone"
  /** Access Analyzer does not analyze it. */
  | "unsupported"
  /** Neither the organization's analyzer nor the account's own may be used. */
  | "denied"
  /** There is no ACTIVE external analyzer for it in the Region. None is created. */
  | "noAnalyzer"
  /** It took too long: Access Analyzer itself and the sweep find it later. */
  | "leftToSweep";

/** The detail of such an event: one for each resource and change. */
export interface ScanReport {
  schemaVersion: "1";
  outcome: ScanOutcome;
  /** ARN. */
  resource: string;
  resourceType: string;
  /** Owner of the resource. */
  account: AccountId;
  /** Where it was scanned: of roles the home Region. */
  region: Region;
  /** What led to the scan: a call, or the sweep of resources. ISO 8601, UTC. */
  because: { call: string; at: string } | { sweep: string; at: string };
  /** ARN; absent where there is none. */
  analyzer?: string;
  analyzedAt?: string;
  reason?: string;
  findings: Observation[];
}
