import type { StoreKey, World } from "../world/world";
import { uniqueId } from "./uniqueId";

/** What one account's IAM holds. */
export interface IamAccount {
  /** By name: IAM's names are unique in an account whatever their path, and compared without case. */
  roles: Map<string, Role>;
  users: Map<string, User>;
  /** Documents of customer managed policies, by ARN. */
  policies: Map<string, string>;
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

/** What a role and a user are made of. */
export interface PrincipalDescription {
  name: string;
  /** Default "/". */
  path?: string;
  permissionsBoundary?: string;
  /** Policy documents, as text or as objects. */
  inlinePolicies?: Record<string, string | object>;
  attachedPolicies?: string[];
  tags?: Record<string, string>;
}

export function principal(world: World, account: string, kind: "role" | "user", description: PrincipalDescription): Principal {
  const { name, path = "/", permissionsBoundary, inlinePolicies = {}, attachedPolicies, tags = {} } = description;
  return {
    path,
    name,
    id: uniqueId(kind),
    arn: `arn:${world.partition}:iam::${account}:${kind}${path}${name}`,
    createdAt: world.clock.now(),
    tags: new Map(Object.entries(tags)),
    permissionsBoundary,
    inlinePolicies: new Map(Object.entries(inlinePolicies).map(([policy, document]) => [policy, policyText(document)])),
    attachedPolicies: new Set(attachedPolicies),
  };
}

export function policyText(document: string | object): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}

/** An account that has left keeps what it has. @throws Error if the organization never had such an account. */
export function iamOf(world: World, account: string): IamAccount {
  const accounts = world.store(iamAccounts);
  const existing = accounts.get(account);
  if (existing) return existing;
  if (!world.accounts.has(account)) throw new Error(`The sandbox organization has no account ${account}`);
  const created: IamAccount = { roles: new Map(), users: new Map(), policies: new Map() };
  accounts.set(account, created);
  return created;
}

const iamAccounts: StoreKey<Map<string, IamAccount>> = { name: "iam", create: () => new Map() };
