import { policyText, findRole } from "../../../iam/roles";
import type { World } from "../../../world/world";
import { isObject } from "../template/document";
import { assertExecutionAllowed } from "./executionRole";
import type { Stack, StackResource } from "./stack";

const properties = ["RoleName", "PolicyName", "PolicyDocument"];

/**
 * Writes an AWS::IAM::RolePolicy: an inline policy of a role that is made elsewhere.
 *
 * @throws Error whose message is CloudFormation's reason
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-rolepolicy.html
 */
export function applyRolePolicy(
  world: World,
  stack: Stack,
  given: Record<string, unknown>,
  existing: StackResource | undefined,
): Omit<StackResource, "retain"> {
  for (const name of Object.keys(given)) {
    if (!properties.includes(name)) throw new Error(`Encountered unsupported property ${name}`);
  }
  const roleName = String(given["RoleName"]);
  const policyName = String(given["PolicyName"]);
  const document = given["PolicyDocument"];
  const role = findRole(world, stack.account, roleName);
  if (!role)
    throw new Error(`Resource handler returned message: "The role with name ${roleName} cannot be found." (HandlerErrorCode: NotFound)`);
  if (!isObject(document)) throw new Error("Property PolicyDocument is required");
  assertExecutionAllowed(world, stack, "iam:PutRolePolicy", role.arn);
  if (existing && (existing.owned.roleName !== roleName || !existing.owned.policyNames.includes(policyName)))
    removeRolePolicy(world, stack, existing);
  role.inlinePolicies.set(policyName, policyText(document));
  return {
    type: "AWS::IAM::RolePolicy",
    physicalId: `${policyName}|${roleName}`,
    attributes: {},
    owned: { roleName, policyNames: [policyName] },
  };
}

export function removeRolePolicy(world: World, stack: Stack, resource: StackResource): void {
  const role = findRole(world, stack.account, resource.owned.roleName);
  if (!role) return;
  assertExecutionAllowed(world, stack, "iam:DeleteRolePolicy", role.arn);
  for (const name of resource.owned.policyNames) role.inlinePolicies.delete(name);
}
