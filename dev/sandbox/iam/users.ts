import type { World } from "../world/world";
import { iamOf, type User } from "./entities";
import { policyText } from "./roles";
import { uniqueId } from "./uniqueId";

export interface UserDescription {
  name: string;
  path?: string;
  inlinePolicies?: Record<string, string | object>;
  attachedPolicies?: string[];
  tags?: Record<string, string>;
  permissionsBoundary?: string;
}

/** Creates a user without an IAM check. */
export function putUser(world: World, account: string, description: UserDescription): User {
  const path = description.path ?? "/";
  const user: User = {
    path,
    name: description.name,
    id: uniqueId("user"),
    arn: `arn:${world.partition}:iam::${account}:user${path}${description.name}`,
    createdAt: world.clock.now(),
    tags: new Map(Object.entries(description.tags ?? {})),
    permissionsBoundary: description.permissionsBoundary,
    inlinePolicies: new Map(Object.entries(description.inlinePolicies ?? {}).map(([name, document]) => [name, policyText(document)])),
    attachedPolicies: new Set(description.attachedPolicies),
  };
  iamOf(world, account).users.set(description.name.toLowerCase(), user);
  return user;
}

export function findUser(world: World, account: string, name: string): User | undefined {
  return iamOf(world, account).users.get(name.toLowerCase());
}
