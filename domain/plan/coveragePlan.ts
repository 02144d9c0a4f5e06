import type { AnalyzerConfiguration, AnalyzerStatus, AnalyzerType, ArchiveRule } from "../analyzer";
import type { Configuration } from "../configuration/configuration";
import { accountCoverage } from "./accountCoverage";
import { checkAgainstInventory } from "./checkAgainstInventory";
import { byPlace, compare } from "./order";
import { organizationCoverage } from "./organizationCoverage";
import type { AccountId, Region } from "../identifiers";
import type { Inventory, RegionOptStatus } from "../inventory/inventory";

/** One analyzer that the organization is to have. */
export interface AnalyzerSpec {
  account: AccountId;
  region: Region;
  type: AnalyzerType;
  /** The analyzer's name: ours, or for a kept one the name it has. */
  name: string;
  /** `create`: this product creates and owns it. `keep`: somebody else's analyzer covers this place already and is never touched. */
  source: { kind: "create" } | { kind: "keep"; status: AnalyzerStatus; owner?: string };
  configuration?: AnalyzerConfiguration;
  /** Empty for a kept analyzer. */
  archiveRules: ArchiveRule[];
  /** Ours included, see `ownerTag`. Empty for a kept analyzer. */
  tags: Record<string, string>;
}

/** One place (account, Region, type) that gets no analyzer, and why. */
export interface Exemption {
  account: AccountId;
  /** Absent where the account's Regions are not known (unreadable, or not an active account). */
  region?: Region;
  type: AnalyzerType;
  reason: ExemptionReason;
}

export type ExemptionReason =
  | { kind: "accountState"; state: string }
  | { kind: "exempt"; reason: string; owner: string; until?: string }
  | { kind: "regionExcluded"; reason: string }
  | { kind: "disabled"; by: string }
  | { kind: "regionNotEnabled"; optStatus: RegionOptStatus }
  | { kind: "ownerRegionNotEnabled"; owner: AccountId; optStatus: RegionOptStatus | "UNKNOWN" }
  | { kind: "unreadable"; reason: string };

export interface CoveragePlan {
  /** Sorted by account, Region, type. No two share all three. */
  analyzers: AnalyzerSpec[];
  /** Sorted alike. */
  uncovered: Exemption[];
}

/**
 * The one list of accounts, Regions and analyzers that everything else derives from.
 *
 * Every enabled Region of every active account is, for each type that is planned, among the analyzers or left out with a reason. An
 * organization analyzer covers every account that has its Region enabled; who it does not reach has an exemption of its own.
 *
 * @param today YYYY-MM-DD, UTC: an exemption holds until the end of its day.
 *
 * @throws ConfigurationError when the configuration names what the inventory or the partition does not have.
 */
export function coveragePlan(config: Configuration, inventory: Inventory, today: string): CoveragePlan {
  const sorted: Inventory = { ...inventory, accounts: [...inventory.accounts].sort((a, b) => compare(a.id, b.id)) };
  const owner = checkAgainstInventory(config, sorted, today);
  const plans = [
    ...sorted.accounts.map((account) => accountCoverage(config, account, today)),
    organizationCoverage(config, sorted, owner, today),
  ];
  return {
    analyzers: plans.flatMap(({ analyzers }) => analyzers).sort(byPlace),
    uncovered: plans.flatMap(({ uncovered }) => uncovered).sort(byPlace),
  };
}
