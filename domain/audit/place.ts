import type { AnalyzerStatus, AnalyzerType } from "../analyzer";
import type { AccountId, Region } from "../identifiers";
import type { RegionOptStatus } from "../inventory/inventory";
import type { UncoveredReason } from "../plan/types";
import type { HidingRule } from "./archiveRules";

export type AuditedPlace = { account: AccountId; region?: Region; type: AnalyzerType } & PlaceState;

export type PlaceState =
  /** An ACTIVE analyzer of the right type and configuration, ours or not. */
  | ({ state: "covered" } & Coverer)
  /** No analyzer of the type. `instead` names those that stand there and do not count, with their types. */
  | { state: "missing"; instead?: string[] }
  /** There is one, but it is not ACTIVE; `statusReason` is AWS's. */
  | ({ state: "inactive"; status: AnalyzerStatus; statusReason?: string } & Coverer)
  /** ACTIVE, but of another type or configuration, or with archive rules that are missing or differ. */
  | ({ state: "wrong"; differences: string[] } & Coverer)
  /** ACTIVE, but archive rules could hide public access or anybody's, on it or on another external analyzer in the place. */
  | ({ state: "hides"; rules: HidingRule[]; differences?: string[] } & Coverer)
  /** The Region is on, and no external analyzer looks at the account there; `off` is the key that switches its own off. */
  | { state: "gap"; off: string }
  /** Could not be seen. Never counted as missing, and never as fine. */
  | { state: "unreadable"; reason: string }
  /** `owner` when the Region is off in the account that would own the analyzer, not in this one. */
  | { state: "regionNotEnabled"; optStatus: RegionOptStatus | "UNKNOWN"; owner?: AccountId }
  | { state: "exempt"; reason: ExemptReason };

export type ExemptReason = Exclude<
  UncoveredReason,
  { kind: "unreadable" | "undecided" | "regionNotEnabled" | "ownerRegionNotEnabled" | "nameTaken" }
>;

/** The analyzer that was found. */
export interface Coverer {
  analyzer: string;
  by: "ours" | "other";
  /** Whose it is, if another owner's tag says so (`key=value`). */
  owner?: string;
}
