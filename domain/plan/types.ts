import type { AnalyzerConfiguration, AnalyzerStatus, AnalyzerType, ApiAnalyzerType, ArchiveRule } from "../analyzer";
import type { AccountId, Region } from "../identifiers";
import type { RegionOptStatus } from "../inventory/inventory";

/** One analyzer that the organization is to have. */
export interface AnalyzerSpec {
  account: AccountId;
  region: Region;
  type: AnalyzerType;
  /** The analyzer's name: ours, or for a kept one the name it has. */
  name: string;
  /** `create`: this product creates and owns it. `keep`: another owner's analyzer covers this place already and is never touched. */
  source: { kind: "create" } | { kind: "keep"; status: AnalyzerStatus; owner?: string };
  configuration?: AnalyzerConfiguration;
  /** Empty for a kept analyzer. */
  archiveRules: ArchiveRule[];
  /** Ours included, see `ownerTag`. Empty for a kept analyzer. */
  tags: Record<string, string>;
}

/** One place (account, Region, type) that gets no analyzer, and why. */
export interface Uncovered {
  account: AccountId;
  /** Absent where the account's Regions are not known (unreadable, or not an active account). */
  region?: Region;
  type: AnalyzerType;
  reason: UncoveredReason;
}

export type UncoveredReason =
  | { kind: "accountState"; state: string }
  | { kind: "exempt"; reason: string; owner: string; until?: string }
  | { kind: "regionExcluded"; reason: string }
  | { kind: "disabled"; by: string }
  | { kind: "regionNotEnabled"; optStatus: RegionOptStatus }
  | { kind: "ownerRegionNotEnabled"; owner: AccountId; optStatus: RegionOptStatus | "UNKNOWN" }
  /** An analyzer of another type has the name of ours, and nothing of ours can stand beside it. */
  | { kind: "nameTaken"; analyzer: string; type: ApiAnalyzerType; owner?: string }
  | { kind: "unreadable"; reason: string }
  /** What is to be there cannot be said. What is there stays as it is. */
  | { kind: "undecided"; reason: string };

export interface CoveragePlan {
  /** Sorted by account, Region, type. No two share all three. */
  analyzers: AnalyzerSpec[];
  /** Sorted alike. */
  uncovered: Uncovered[];
  /** Absent where the scanner is on nowhere. */
  scanner?: ScannerPlan;
}

/** Where changes of policies are followed. */
export interface ScannerPlan {
  /** Sorted by account and Region. Those of undecided accounts are among them: what may come from there is not refused at home. */
  places: ScannerPlace[];
  /** Accounts of which it cannot be said where the scanner is on, with the reason. Nothing is changed there. Sorted. */
  undecided: { account: AccountId; reason: string }[];
}

export interface ScannerPlace {
  account: AccountId;
  region: Region;
  /** Types of resources that are followed there. */
  resourceTypes: string[];
}

/** Whether it is not known what the place is to have, so that nothing there is called unplanned. */
export function isUnknown({ kind }: UncoveredReason): boolean {
  return kind === "unreadable" || kind === "undecided";
}
