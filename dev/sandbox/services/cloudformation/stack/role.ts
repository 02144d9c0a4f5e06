import { randomBytes, randomUUID } from "node:crypto";
import { deleteRole, findRole, putRole } from "../../../iam/roles";
import type { World } from "../../../world/world";
import { isObject } from "../template/document";
import type { Stack, StackResource } from "./stack";
import { assertExecutionAllowed } from "./executionRole";

const properties = [
  "RoleName",
  "Path",
  "AssumeRolePolicyDocument",
  "Policies",
  "ManagedPolicyArns",
  "PermissionsBoundary",
  "MaxSessionDuration",
  "Tags",
  "Description",
];

/**
 * Makes an AWS::IAM::Role, or changes the one that `existing` stands for; another name or path makes a new one, and the old one goes.
 *
 * @throws Error whose message is CloudFormation's reason
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-role.html
 */
export function applyRole(
  world: World,
  stack: Stack,
  logicalId: string,
  given: Record<string, unknown>,
  existing: StackResource | undefined,
): Omit<StackResource, "retain"> {
  for (const name of Object.keys(given)) {
    if (!properties.includes(name)) throw new Error(`Encountered unsupported property ${name}`);
  }
  const trustPolicy = given["AssumeRolePolicyDocument"];
  if (!isObject(trustPolicy)) throw new Error("Property AssumeRolePolicyDocument is required");
  const name =
    given["RoleName"] === undefined
      ? (existing?.physicalId ?? `${stack.name}-${logicalId}-${randomBytes(6).toString("hex")}`)
      : String(given["RoleName"]);
  const path = String(given["Path"] ?? "/");
  const held = findRole(world, stack.account, name);
  const kept = held !== undefined && existing?.physicalId === name && held.path === path ? held : undefined;
  if (held && existing?.physicalId !== name) throw new Error(alreadyExists(name));

  const arn = `arn:${world.partition}:iam::${stack.account}:role${path}${name}`;
  assertExecutionAllowed(world, stack, kept ? "iam:UpdateAssumeRolePolicy" : "iam:CreateRole", arn);
  const own = inlinePolicies(given["Policies"]);
  const foreign = [...(kept?.inlinePolicies ?? [])].filter(([policy]) => !(existing?.owned.policyNames ?? []).includes(policy));
  if (existing && !kept) deleteRole(world, stack.account, existing.physicalId);
  const role = putRole(world, stack.account, {
    name,
    path,
    trustPolicy,
    ...(given["Description"] === undefined ? {} : { description: String(given["Description"]) }),
    ...(given["MaxSessionDuration"] === undefined ? {} : { maxSessionDuration: Number(given["MaxSessionDuration"]) }),
    ...(given["PermissionsBoundary"] === undefined ? {} : { permissionsBoundary: String(given["PermissionsBoundary"]) }),
    inlinePolicies: { ...Object.fromEntries(foreign), ...own },
    attachedPolicies: strings(given["ManagedPolicyArns"]),
    tags: tagsOf(given["Tags"]),
  });
  return {
    type: "AWS::IAM::Role",
    physicalId: name,
    attributes: { Arn: role.arn, RoleId: role.id },
    owned: { roleName: name, policyNames: Object.keys(own) },
  };
}

/** A role that somebody deleted before is gone as well as it has to be. */
export function removeRole(world: World, stack: Stack, resource: StackResource): void {
  const role = findRole(world, stack.account, resource.physicalId);
  if (!role) return;
  assertExecutionAllowed(world, stack, "iam:DeleteRole", role.arn);
  deleteRole(world, stack.account, resource.physicalId);
}

function alreadyExists(name: string): string {
  return `Resource handler returned message: "Resource of type 'AWS::IAM::Role' with identifier '${name}' already exists." (RequestToken: ${randomUUID()}, HandlerErrorCode: AlreadyExists)`;
}

function inlinePolicies(given: unknown): Record<string, object> {
  const policies = Array.isArray(given) ? given : [];
  return Object.fromEntries(
    policies.map((policy: unknown) => {
      if (!isObject(policy) || !isObject(policy["PolicyDocument"])) throw new Error("Policies need a PolicyName and a PolicyDocument");
      return [String(policy["PolicyName"]), policy["PolicyDocument"]];
    }),
  );
}

function strings(given: unknown): string[] {
  return Array.isArray(given) ? given.map(String) : [];
}

function tagsOf(given: unknown): Record<string, string> {
  const tags = Array.isArray(given) ? given.filter(isObject) : [];
  return Object.fromEntries(tags.map((tag) => [String(tag["Key"]), String(tag["Value"])]));
}
