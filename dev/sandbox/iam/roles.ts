import type { World } from "../world/world";
import { iamOf, type Role } from "./entities";
import { uniqueId } from "./uniqueId";

export interface RoleDescription {
  name: string;
  /** Default "/". */
  path?: string;
  /** A policy document, as text or as an object. */
  trustPolicy: string | object;
  description?: string;
  /** Seconds. Default 3600. */
  maxSessionDuration?: number;
  permissionsBoundary?: string;
  inlinePolicies?: Record<string, string | object>;
  attachedPolicies?: string[];
  tags?: Record<string, string>;
}

/**
 * Creates a role, or makes an existing one of this name what the description says, keeping its id. No IAM check: for services that act
 * on their own.
 */
export function putRole(world: World, account: string, description: RoleDescription): Role {
  const existing = findRole(world, account, description.name);
  const path = description.path ?? "/";
  const role: Role = {
    path,
    name: description.name,
    id: existing?.id ?? uniqueId("role"),
    arn: `arn:${world.partition}:iam::${account}:role${path}${description.name}`,
    createdAt: existing?.createdAt ?? world.clock.now(),
    tags: new Map(Object.entries(description.tags ?? {})),
    permissionsBoundary: description.permissionsBoundary,
    inlinePolicies: new Map(Object.entries(description.inlinePolicies ?? {}).map(([name, document]) => [name, policyText(document)])),
    attachedPolicies: new Set(description.attachedPolicies),
    description: description.description,
    maxSessionDuration: description.maxSessionDuration ?? 3600,
    trustPolicy: policyText(description.trustPolicy),
  };
  iamOf(world, account).roles.set(description.name.toLowerCase(), role);
  return role;
}

export function findRole(world: World, account: string, name: string): Role | undefined {
  return world.accounts.has(account) ? iamOf(world, account).roles.get(name.toLowerCase()) : undefined;
}

/** @returns whether there was one. */
export function deleteRole(world: World, account: string, name: string): boolean {
  return iamOf(world, account).roles.delete(name.toLowerCase());
}

export function policyText(document: string | object): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}
