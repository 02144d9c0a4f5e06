import type { Principal } from "../../iam/entities";
import { findRole } from "../../iam/roles";
import { isServiceLinked } from "../../iam/serviceLinkedRoles";
import { findUser } from "../../iam/users";
import type { World } from "../../world/world";
import { AwsError, type Authorization, type Call } from "../../service";

/** What holds policies, tags and a boundary: roles and users, whose operations differ by the word in their names only. */
export interface HolderKind {
  word: "role" | "user";
  title: "Role" | "User";
  nameMember: "RoleName" | "UserName";
  find(world: World, account: string, name: string): Principal | undefined;
}

export interface HolderInput {
  RoleName?: string | undefined;
  UserName?: string | undefined;
}

export const roleKind: HolderKind = { word: "role", title: "Role", nameMember: "RoleName", find: findRole };
export const userKind: HolderKind = { word: "user", title: "User", nameMember: "UserName", find: findUser };

/** @throws NoSuchEntity */
export function holderOf(kind: HolderKind, input: HolderInput, { world, caller }: Call): Principal {
  const name = input[kind.nameMember] ?? "";
  const holder = kind.find(world, caller.account, name);
  if (holder) return holder;
  throw new AwsError("NoSuchEntityException", `The ${kind.word} with name ${name} cannot be found.`);
}

/**
 * For an operation that changes.
 *
 * @throws UnmodifiableEntity for a service's own role.
 */
export function modifiableHolder(kind: HolderKind, input: HolderInput, call: Call): Principal {
  const holder = holderOf(kind, input, call);
  if (kind.word === "role" && isServiceLinked(holder)) {
    throw new AwsError(
      "UnmodifiableEntityException",
      `Cannot perform the operation on the protected role '${holder.name}' - this role is only modifiable by AWS`,
    );
  }
  return holder;
}

/** An action on a role or user, by its ARN with the path it has, and with the condition keys of what is there. */
export function onHolder(
  kind: HolderKind,
  action: string,
  input: HolderInput,
  { world, caller }: Call,
  context: Authorization["context"] = {},
): Authorization[] {
  const name = input[kind.nameMember] ?? "";
  const holder = kind.find(world, caller.account, name);
  const resource = holder?.arn ?? `arn:${world.partition}:iam::${caller.account}:${kind.word}/${name}`;
  const resourceTags = [...(holder?.tags ?? [])].flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    [`iam:ResourceTag/${key}`, value],
  ]);
  const boundary = holder?.permissionsBoundary === undefined ? {} : { "iam:PermissionsBoundary": holder.permissionsBoundary };
  return [{ action: `iam:${action}`, resource, context: { ...Object.fromEntries(resourceTags), ...boundary, ...context } }];
}

/** Condition keys of the tags that a request brings. */
export function requestTags(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string | string[]> {
  if (!tags || tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key ?? ""}`, Value ?? ""])),
    "aws:TagKeys": tags.map(({ Key }) => Key ?? ""),
  };
}

/** Condition keys of a request that creates a role or user. */
export function creationContext(input: {
  PermissionsBoundary?: string | undefined;
  Tags?: Parameters<typeof requestTags>[0];
}): Record<string, string | string[]> {
  const tags = requestTags(input.Tags);
  return input.PermissionsBoundary === undefined ? tags : { ...tags, "iam:PermissionsBoundary": input.PermissionsBoundary };
}
