import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { policyText, type Role } from "../../../iam/entities";
import { deleteRole, findRole, putRole } from "../../../iam/roles";
import type { World } from "../../../world/world";
import { existingPolicy } from "../../iam/managedPolicies";
import { checkSessionDuration, checkTrustPolicy } from "../../iam/validation";
import { isObject } from "../template/document";
import { execute } from "./executionRole";
import { handlerError, type ResourceKind } from "./stack";

interface RoleSetting {
  /** What IAM is asked when the property changes. */
  action: string;
  /** Whether creation asks it too: CreateRole does not set the property, or asks more for it. */
  onCreation?: true;
  /** `before` is what the stack itself had set: what others put there stays. */
  set(role: Role, value: unknown, before: unknown, world: World): void;
}

const settings: Record<string, RoleSetting> = {
  AssumeRolePolicyDocument: {
    action: "iam:UpdateAssumeRolePolicy",
    set(role, value, _before, world) {
      if (!isObject(value)) throw new Error("Property AssumeRolePolicyDocument must be an object");
      role.trustPolicy = checkTrustPolicy(world, policyText(value));
    },
  },
  Description: {
    action: "iam:UpdateRole",
    set(role, value) {
      role.description = value === undefined ? undefined : String(value);
    },
  },
  MaxSessionDuration: {
    action: "iam:UpdateRole",
    set(role, value) {
      role.maxSessionDuration = checkSessionDuration(value === undefined ? undefined : Number(value)) ?? 3600;
    },
  },
  PermissionsBoundary: {
    action: "iam:PutRolePermissionsBoundary",
    set(role, value, _before, world) {
      role.permissionsBoundary = value === undefined ? undefined : existingPolicy(world, String(value));
    },
  },
  Policies: {
    action: "iam:PutRolePolicy",
    onCreation: true,
    set(role, value, before) {
      for (const [name] of inlinePolicies(before)) role.inlinePolicies.delete(name);
      for (const [name, document] of inlinePolicies(value)) role.inlinePolicies.set(name, document);
    },
  },
  ManagedPolicyArns: {
    action: "iam:AttachRolePolicy",
    onCreation: true,
    set(role, value, before, world) {
      for (const arn of list(before)) role.attachedPolicies.delete(String(arn));
      for (const arn of list(value)) role.attachedPolicies.add(existingPolicy(world, String(arn)));
    },
  },
  Tags: {
    action: "iam:TagRole",
    onCreation: true,
    set(role, value, before) {
      for (const tag of list(before).filter(isObject)) role.tags.delete(String(tag["Key"]));
      for (const tag of list(value).filter(isObject)) role.tags.set(String(tag["Key"]), String(tag["Value"]));
    },
  },
};

/** AWS::IAM::Role. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-role.html */
export const role: ResourceKind = {
  properties: ["RoleName", "Path", ...Object.keys(settings)],
  required: ["AssumeRolePolicyDocument"],
  createOnly: ["RoleName", "Path"],
  customName: ({ RoleName }) => (RoleName === undefined ? undefined : String(RoleName)),

  create({ world, stack, logicalId }, given) {
    const name = role.customName(given) ?? `${stack.name}-${logicalId}-${randomBytes(6).toString("hex")}`;
    const path = String(given["Path"] ?? "/");
    if (findRole(world, stack.account, name))
      throw handlerError(`Resource of type 'AWS::IAM::Role' with identifier '${name}' already exists.`, "AlreadyExists");
    const wanted = Object.entries(settings).filter(([property]) => given[property] !== undefined);
    const arn = `arn:${world.partition}:iam::${stack.account}:role${path}${name}`;
    execute(world, stack, {
      ...{ action: "iam:CreateRole", resource: arn, answer: { role: { roleName: name, path, arn } } },
      parameters: { roleName: name, path, ...documentIn("assumeRolePolicyDocument", given["AssumeRolePolicyDocument"]) },
    });
    for (const [, { action, onCreation }] of wanted)
      if (onCreation) execute(world, stack, { action, resource: arn, parameters: { roleName: name } });
    const made = putRole(world, stack.account, { name, path, trustPolicy: "" });
    for (const [property, { set }] of wanted) set(made, given[property], undefined, world);
    return { physicalId: name, attributes: { Arn: made.arn, RoleId: made.id } };
  },

  update({ world, stack }, { physicalId, properties: before }, given) {
    const held = findRole(world, stack.account, physicalId);
    if (!held) throw handlerError(`The role with name ${physicalId} cannot be found.`, "NotFound");
    for (const [property, { action, set }] of Object.entries(settings)) {
      if (isDeepStrictEqual(before[property], given[property])) continue;
      const document = property === "AssumeRolePolicyDocument" ? documentIn("policyDocument", given[property]) : {};
      execute(world, stack, { action, resource: held.arn, parameters: { roleName: held.name, ...document } });
      set(held, given[property], before[property], world);
    }
  },

  remove({ world, stack }, { physicalId }) {
    const held = findRole(world, stack.account, physicalId);
    if (!held) return;
    execute(world, stack, { action: "iam:DeleteRole", resource: held.arn, parameters: { roleName: held.name } });
    deleteRole(world, stack.account, physicalId);
  },
};

/** What is no document is refused when it is set. */
function documentIn(name: string, given: unknown): Record<string, string> {
  return isObject(given) ? { [name]: policyText(given) } : {};
}

function inlinePolicies(given: unknown): [name: string, document: string][] {
  return list(given).map((policy) => {
    if (!isObject(policy) || !isObject(policy["PolicyDocument"])) throw new Error("Policies need a PolicyName and a PolicyDocument");
    return [String(policy["PolicyName"]), policyText(policy["PolicyDocument"])];
  });
}

function list(given: unknown): unknown[] {
  return Array.isArray(given) ? given : [];
}
