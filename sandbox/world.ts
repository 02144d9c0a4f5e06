import type { Clock } from "./clock";
import type { Faults } from "./faults";

/** The whole organization in memory. Every service keeps its own part, see {@link World.store}. */
export interface World {
  partition: "aws" | "aws-us-gov" | "aws-cn";
  clock: Clock;
  faults: Faults;
  organization: OrganizationState;
  /** By account id, the management account included. */
  accounts: Map<string, AccountState>;
  /** A service's own state, made on first use. The key is a module-level constant of the service's folder. */
  store<T>(key: StoreKey<T>): T;
}

export interface StoreKey<T> {
  name: string;
  create(): T;
}

export interface OrganizationState {
  id: string;
  rootId: string;
  managementAccount: string;
  /** By id (`ou-...`); the parent of a top one is the root's id. */
  organizationalUnits: Map<string, { id: string; name: string; parentId: string }>;
  trustedServices: Map<string, { enabledAt: Date }>;
  /** By service principal: account ids. */
  delegatedAdministrators: Map<string, Map<string, { registeredAt: Date }>>;
  /** Enabled policy types of the root. */
  policyTypes: Set<"SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY">;
  policies: Map<string, { id: string; name: string; description: string; content: string; targets: Set<string> }>;
}

export interface AccountState {
  id: string;
  name: string;
  email: string;
  state: "ACTIVE" | "SUSPENDED" | "PENDING_CLOSURE" | "CLOSED" | "PENDING_ACTIVATION";
  parentId: string;
  joinedAt: Date;
  tags: Map<string, string>;
  /** Opt status of every Region of the partition that the sandbox knows. */
  regions: Map<string, "ENABLED" | "ENABLED_BY_DEFAULT" | "ENABLING" | "DISABLING" | "DISABLED">;
}

export function isRegionEnabled(account: AccountState, region: string): boolean {
  const status = account.regions.get(region);
  return status === "ENABLED" || status === "ENABLED_BY_DEFAULT";
}
