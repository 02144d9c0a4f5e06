import type { Principal, Role } from "../../iam/entities";
import { requestTags } from "../../iam/requestTags";
import { findRole } from "../../iam/roles";
import { isServiceLinked } from "../../iam/serviceLinkedRoles";
import { findUser } from "../../iam/users";
import { page, type PageRequest } from "../../paging";
import { AwsError, type Asked, type Call } from "../../service";

/** @throws NoSuchEntity */
export function roleOf({ RoleName }: { RoleName: string }, { world, caller }: Call): Role {
  const role = findRole(world, caller.account, RoleName);
  if (!role) throw noSuchEntity(`The role with name ${RoleName} cannot be found.`);
  return role;
}

/**
 * For an operation that changes.
 *
 * @throws NoSuchEntity, and UnmodifiableEntity for a service's own role
 */
export function modifiableRole(input: { RoleName: string }, call: Call): Role {
  const role = roleOf(input, call);
  if (!isServiceLinked(role)) return role;
  const message = `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`;
  throw new AwsError("UnmodifiableEntityException", message);
}

/** @throws NoSuchEntity */
export function userOf({ UserName }: { UserName: string }, { world, caller }: Call): Principal {
  const user = findUser(world, caller.account, UserName);
  if (!user) throw noSuchEntity(`The user with name ${UserName} cannot be found.`);
  return user;
}

/** A role by its ARN with the path it has, and with the condition keys of what is there. */
export function onRole({ RoleName }: { RoleName: string }, call: Call, context?: Asked["context"]): Asked {
  return on(findRole(call.world, call.caller.account, RoleName), `role/${RoleName}`, call, context);
}

export function onUser({ UserName }: { UserName: string }, call: Call, context?: Asked["context"]): Asked {
  return on(findUser(call.world, call.caller.account, UserName), `user/${UserName}`, call, context);
}

function on(holder: Principal | undefined, name: string, { world, caller }: Call, context: Asked["context"]): Asked {
  const tags = [...(holder?.tags ?? [])].flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    [`iam:ResourceTag/${key}`, value],
  ]);
  const boundary = holder?.permissionsBoundary === undefined ? {} : { "iam:PermissionsBoundary": holder.permissionsBoundary };
  const resource = holder?.arn ?? `arn:${world.partition}:iam::${caller.account}:${name}`;
  return { resource, context: { ...Object.fromEntries(tags), ...boundary, ...context } };
}

/** Condition keys of a request that creates a role or user. */
export function creationContext({ PermissionsBoundary, Tags }: { PermissionsBoundary?: string; Tags?: { Key: string; Value: string }[] }) {
  return { ...requestTags(Tags), ...(PermissionsBoundary === undefined ? {} : { "iam:PermissionsBoundary": PermissionsBoundary }) };
}

/** One page, with IAM's names for what pages have. @throws ValidationError for a marker that was never given. */
export function markedPage<T>(items: readonly T[], input: PageRequest, call: Call) {
  const badToken = () => new AwsError("ValidationError", `Invalid Marker: ${input.Marker}`);
  const { items: onPage, nextToken } = page(call, input, items, { badToken });
  return { items: onPage, marked: { IsTruncated: nextToken !== undefined, Marker: nextToken } };
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntityException", message);
}
