import type { World } from "../world/world";
import { iamOf, policyText, principal, type PrincipalDescription, type Role } from "./entities";

export interface RoleDescription extends PrincipalDescription {
  /** A policy document, as text or as an object. */
  trustPolicy: string | object;
  description?: string;
  /** Seconds. Default 3600. */
  maxSessionDuration?: number;
}

/**
 * Creates a role, or makes an existing one of this name what the description says, keeping its id. No IAM check: for services that act
 * on their own.
 */
export function putRole(world: World, account: string, given: RoleDescription): Role {
  const { id, createdAt } = findRole(world, account, given.name) ?? {};
  const role: Role = {
    ...principal(world, account, "role", given),
    ...(id && createdAt ? { id, createdAt } : {}),
    description: given.description,
    maxSessionDuration: given.maxSessionDuration ?? 3600,
    trustPolicy: policyText(given.trustPolicy),
  };
  iamOf(world, account).roles.set(given.name.toLowerCase(), role);
  return role;
}

export function findRole(world: World, account: string, name: string): Role | undefined {
  return world.accounts.has(account) ? iamOf(world, account).roles.get(name.toLowerCase()) : undefined;
}

/** @returns whether there was one. */
export function deleteRole(world: World, account: string, name: string): boolean {
  return iamOf(world, account).roles.delete(name.toLowerCase());
}

/** Trust in a whole account, whose own policies then decide who may. */
export function accountTrust(world: World, account: string): Record<string, unknown> {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: `arn:${world.partition}:iam::${account}:root` }, Action: "sts:AssumeRole" }],
  };
}
