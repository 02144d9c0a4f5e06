import type { AccountId } from "../identifiers";
import type { Readable } from "../inventory/inventory";

/** Our roles as they were found. Never part of inventory.json: no plan depends on them. */
export interface FoundRoles {
  /** Of each account that was asked for: those of our roles that are there. */
  accounts: ReadonlyMap<AccountId, Readable<FoundRole[]>>;
  /** What the StackSet that rolls them out has in each account; none before the first roll-out. */
  instances: Readable<RolesInstance[]>;
}

export interface FoundRole {
  name: string;
  path: string;
  /** Policy documents are what JSON.parse gives. */
  trust: unknown;
  /** ARN. */
  boundary?: string;
  policies: { name: string; document: unknown }[];
  /** ARNs of managed policies. */
  attached: string[];
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceSummary.html */
export interface RolesInstance {
  account: AccountId;
  /** The root or organizational unit through which the account was reached: every later operation has to name the same. */
  unit: string;
  status: "CURRENT" | "OUTDATED" | "INOPERABLE";
  /** PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED, INOPERABLE, SKIPPED_SUSPENDED_ACCOUNT ... */
  detail: string;
  reason?: string;
  /** ARN of the stack in the account, once there was one. */
  stack?: string;
}
