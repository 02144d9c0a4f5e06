import { CallLog } from "./callLog";
import type { Clock } from "./clock";
import { createFaults, type Faults } from "./faults";
import type { Partition } from "./partitions";

/** The whole organization in memory. Every service keeps its own part, see {@link World.store}. */
export interface World extends WorldState {
  clock: Clock;
  faults: Faults;
  /** Every call, those that services make with a role's permissions among them. */
  calls: CallLog;
  /** What AWS_ENDPOINT_URL is to hold; empty as long as nothing listens. */
  url: string;
  /** A service's own state, made on first use. The key is a module-level constant of the service's folder. */
  store<T>(key: StoreKey<T>): T;
}

/** What is saved of a world. */
export interface WorldState {
  partition: Partition;
  settings: Settings;
  organization: OrganizationState;
  /** By account id, the management account included. */
  accounts: Map<string, AccountState>;
  /** What the services keep, by the names of their keys. */
  stores: Map<string, unknown>;
}

/** How fast the asynchronous parts of AWS happen here, and how small pages are. */
export interface Settings {
  /** How long an analyzer stays CREATING. Default 200. */
  creatingMilliseconds: number;
  /** How long a new service-linked role is not yet seen by other services. Default 500. */
  serviceLinkedRoleSettleMilliseconds: number;
  /** How long after a change Access Analyzer looks at the policies by itself. Default 300; AWS says up to half an hour. */
  analysisMilliseconds: number;
  /** How long a scan of one resource takes that somebody asked for, and a new analyzer's first look. Default 300. */
  scanMilliseconds: number;
  /** How long EventBridge takes from an event to a target. Default 10. */
  eventDeliveryMilliseconds: number;
  /** How long EventBridge waits before it tries a target again; twice as long each time, up to 64 times. Default 200. */
  eventRetryMilliseconds: number;
  /** The largest page of every paged list, whatever the caller asks for. Default 3, so that every caller has to page. */
  pageSize: number;
  /** How long one StackSet operation takes per account. Default 50. */
  stackSetOperationMilliseconds: number;
  /** How many processes one function has at most; further events wait. Default 2. */
  functionProcesses: number;
  /** How long a function's process is kept without work. Default 10000. */
  functionIdleMilliseconds: number;
  /** How long Lambda waits before it tries a failed asynchronous event again; twice as long before the second time. Default 1000. */
  functionRetryMilliseconds: number;
  /** How much of a table one page of a query or scan reads. Default 1048576, as in AWS. */
  tablePageBytes: number;
  /** How often CloudWatch looks at its alarms. Default 10000. */
  alarmEvaluationMilliseconds: number;
}

export const defaultSettings: Settings = {
  creatingMilliseconds: 200,
  serviceLinkedRoleSettleMilliseconds: 500,
  analysisMilliseconds: 300,
  scanMilliseconds: 300,
  eventDeliveryMilliseconds: 10,
  eventRetryMilliseconds: 200,
  pageSize: 3,
  stackSetOperationMilliseconds: 50,
  functionProcesses: 2,
  functionIdleMilliseconds: 10_000,
  functionRetryMilliseconds: 1000,
  tablePageBytes: 1_048_576,
  alarmEvaluationMilliseconds: 10_000,
};

export interface StoreKey<T> {
  /** No other key has it. */
  name: string;
  /** Begins anew where a saved world is opened: for what speaks of timers that do so as well, and of files. */
  isTransient?: true;
  create(): T;
}

/** A world in this state, in which nothing has been called yet. */
export function worldOf(state: WorldState, clock: Clock): World {
  const keys = new Map<string, StoreKey<unknown>>();
  const transient = new Map<string, unknown>();
  return {
    ...state,
    clock,
    faults: createFaults(),
    calls: new CallLog(),
    url: "",
    store<T>(key: StoreKey<T>): T {
      if ((keys.get(key.name) ?? key) !== key) throw new Error(`Two stores of the sandbox are named "${key.name}"`);
      keys.set(key.name, key);
      const stores = key.isTransient ? transient : state.stores;
      if (!stores.has(key.name)) stores.set(key.name, key.create());
      return stores.get(key.name) as T; // Only what key.create() made, here or before the world was saved, is ever put under its name.
    },
  };
}

export interface OrganizationState {
  id: string;
  rootId: string;
  featureSet: "ALL" | "CONSOLIDATED_BILLING";
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

/** @throws Error if the organization has no such account: a caller's account always exists, so this is a defect of the sandbox. */
export function accountOf(world: World, id: string): AccountState {
  const account = world.accounts.get(id);
  if (!account) throw new Error(`The sandbox organization has no account ${id}`);
  return account;
}

/** The policy that Organizations attaches to the root and to every new OU and account. */
export const fullAccessPolicyId = "p-FullAWSAccess";

export function fullAccessPolicy(...targets: string[]) {
  return {
    id: fullAccessPolicyId,
    name: "FullAWSAccess",
    description: "Allows access to every operation",
    content: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
    targets: new Set(targets),
  };
}
