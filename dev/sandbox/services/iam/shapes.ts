import type { Role as RoleShape, Tag, User as UserShape } from "@aws-sdk/client-iam";
import type { Principal, Role, User } from "../../iam/entities";

/** What lists show of a role: neither tags nor boundary. */
export function roleSummary(role: Role): RoleShape {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodedPolicy(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
  };
}

export function roleDetail(role: Role): RoleShape {
  return { ...roleSummary(role), Tags: tagList(role), PermissionsBoundary: boundary(role), RoleLastUsed: {} };
}

export function userDetail(user: User): UserShape {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
    Tags: tagList(user),
    PermissionsBoundary: boundary(user),
  };
}

/** Documents travel URL-encoded in IAM's answers, as RFC 3986 has it. */
export function encodedPolicy(document: string): string {
  return encodeURIComponent(document).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function tagList({ tags }: Principal): Tag[] | undefined {
  return tags.size === 0 ? undefined : [...tags].map(([Key, Value]) => ({ Key, Value }));
}

function boundary({ permissionsBoundary }: Principal): RoleShape["PermissionsBoundary"] {
  if (permissionsBoundary === undefined) return undefined;
  return { PermissionsBoundaryType: "PermissionsBoundaryPolicy", PermissionsBoundaryArn: permissionsBoundary };
}
