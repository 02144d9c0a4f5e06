import type { AnalyzerConfiguration, AnalyzerStatus, ApiAnalyzerType, ArchiveRule, OrNewer } from "../analyzer";
import type { AccountId, Region } from "../identifiers";

/** What was read, or why it could not be. Never an empty list that stands for a failure. */
export type Readable<T> = { read: T } | { unreadable: string };

/**
 * The organization as it was found: what `access-analyzer-org inventory` writes to inventory.json and what the audit reads live.
 * Lists are sorted (accounts by id, Regions and analyzers by name), so that two readings of the same organization are equal.
 */
export interface Inventory {
  version: 1;
  organization: OrganizationFacts;
  accounts: InventoryAccount[];
}

export interface OrganizationFacts {
  /** `o-...` */
  id: string;
  /** `r-...`: the root that service-managed StackSets target. */
  rootId: string;
  management: AccountId;
  /** Accounts registered per service principal, as far as the caller may know. */
  delegatedAdministrators: Readable<{ service: string; account: AccountId }[]>;
  /** Regions that hold the StackSet of our roles: none before the first roll-out, then the one of the first roll-out, for good. */
  rolesRegions: Readable<Region[]>;
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html (State; Status is retired) */
export type AccountState = OrNewer<"ACTIVE" | "SUSPENDED" | "PENDING_CLOSURE" | "CLOSED" | "PENDING_ACTIVATION">;

export interface InventoryAccount {
  id: AccountId;
  name: string;
  state: AccountState;
  /** Names of the organizational units from the root down, joined by "/"; empty directly under the root. */
  ou: string;
  tags: Readable<Record<string, string>>;
  /** Every Region the account knows, opt-in Regions that are off included. */
  regions: Readable<RegionFacts[]>;
  /** Per enabled Region: the analyzers in it. Regions that are not enabled are absent. */
  analyzers: { region: Region; found: Readable<ExistingAnalyzer[]> }[];
}

export type RegionOptStatus = OrNewer<"ENABLED" | "ENABLED_BY_DEFAULT" | "ENABLING" | "DISABLING" | "DISABLED">;
export interface RegionFacts {
  name: Region;
  optStatus: RegionOptStatus;
}

export interface ExistingAnalyzer {
  name: string;
  type: ApiAnalyzerType;
  status: AnalyzerStatus;
  /** AWS's reason code when the status is not ACTIVE. */
  statusReason?: string;
  /** `ours` carries our tag; `service` was made by an AWS service for itself (`by` is its principal); `other` is anybody else's (`by` when a tag names them). */
  owner: { kind: "ours" } | { kind: "service"; by: string } | { kind: "other"; by?: string };
  tags: Record<string, string>;
  /** Only of unused-access and internal-access analyzers; ListAnalyzers omits it, GetAnalyzer tells it. */
  configuration?: AnalyzerConfiguration;
  /** Only of ACTIVE external-access analyzers that no service made for itself, and only where a reading asked for them. inventory.json has none. */
  archiveRules?: Readable<FoundArchiveRule[]>;
}

/** An archive rule in AWS, which keeps no record of who made it. */
export interface FoundArchiveRule extends ArchiveRule {
  /** ISO 8601, UTC. */
  createdAt?: string;
  /** ISO 8601, UTC. */
  updatedAt?: string;
}

/** A Region can hold analyzers only in these two states. */
export function isEnabled(facts: RegionFacts): boolean {
  return facts.optStatus === "ENABLED" || facts.optStatus === "ENABLED_BY_DEFAULT";
}
