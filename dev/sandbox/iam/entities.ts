import type { StoreKey, World } from "../world/world";

/** What one account's IAM holds. */
export interface IamAccount {
  /** By name: IAM's names are unique in an account whatever their path, and compared without case. */
  roles: Map<string, Role>;
  users: Map<string, User>;
  /** Customer managed policies, by ARN. */
  policies: Map<string, ManagedPolicy>;
  /** By deletion task id: outcome of DeleteServiceLinkedRole. */
  deletionTasks: Map<string, { status: "SUCCEEDED" | "FAILED" }>;
}

export interface Principal {
  /** Begins and ends with "/". */
  path: string;
  name: string;
  /** `AROA...` or `AIDA...` */
  id: string;
  arn: string;
  createdAt: Date;
  tags: Map<string, string>;
  permissionsBoundary?: string;
  /** Policy documents by policy name. */
  inlinePolicies: Map<string, string>;
  /** ARNs, in the order of attachment. */
  attachedPolicies: Set<string>;
}

export interface Role extends Principal {
  description?: string;
  /** Seconds. */
  maxSessionDuration: number;
  /** The policy document as it was written. */
  trustPolicy: string;
}

export type User = Principal;

export interface ManagedPolicy {
  arn: string;
  id: string;
  name: string;
  path: string;
  description?: string;
  createdAt: Date;
  document: string;
}

/** @throws Error if the organization has no such account. */
export function iamOf(world: World, account: string): IamAccount {
  if (!world.accounts.has(account)) throw new Error(`The sandbox organization has no account ${account}`);
  const accounts = world.store(iamAccounts);
  const existing = accounts.get(account);
  if (existing) return existing;
  const created: IamAccount = { roles: new Map(), users: new Map(), policies: new Map(), deletionTasks: new Map() };
  accounts.set(account, created);
  return created;
}

const iamAccounts: StoreKey<Map<string, IamAccount>> = { name: "iam", create: () => new Map() };
