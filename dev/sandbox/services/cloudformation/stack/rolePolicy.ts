import { policyText } from "../../../iam/entities";
import { findRole } from "../../../iam/roles";
import { isObject, type JsonObject } from "../template/document";
import { execute } from "./executionRole";
import { handlerError, type Place, type ResourceKind } from "./stack";

/**
 * AWS::IAM::RolePolicy: an inline policy of a role that is made elsewhere.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-rolepolicy.html
 */
export const rolePolicy: ResourceKind = {
  properties: ["RoleName", "PolicyName", "PolicyDocument"],
  required: ["RoleName", "PolicyName", "PolicyDocument"],
  createOnly: ["RoleName", "PolicyName"],
  customName: ({ RoleName, PolicyName }) => `${String(PolicyName)}|${String(RoleName)}`,

  create(place, given) {
    write(place, given);
    return { physicalId: `${String(given["PolicyName"])}|${String(given["RoleName"])}`, attributes: {} };
  },

  update(place, { properties }, given) {
    const name = String(properties["PolicyName"]);
    if (!roleOf(place, properties)?.inlinePolicies.has(name))
      throw handlerError(`The role policy with name ${name} cannot be found.`, "NotFound");
    write(place, given);
  },

  remove(place, { properties }) {
    const role = roleOf(place, properties);
    const name = String(properties["PolicyName"]);
    if (!role?.inlinePolicies.has(name)) return;
    const parameters = { roleName: role.name, policyName: name };
    execute(place.world, place.stack, { action: "iam:DeleteRolePolicy", resource: role.arn, parameters });
    role.inlinePolicies.delete(name);
  },
};

function write(place: Place, given: JsonObject): void {
  const role = roleOf(place, given);
  if (!role) throw handlerError(`The role with name ${String(given["RoleName"])} cannot be found.`, "NotFound");
  if (!isObject(given["PolicyDocument"])) throw new Error("Property PolicyDocument must be an object");
  const parameters = { roleName: role.name, policyName: String(given["PolicyName"]) };
  execute(place.world, place.stack, { action: "iam:PutRolePolicy", resource: role.arn, parameters });
  role.inlinePolicies.set(String(given["PolicyName"]), policyText(given["PolicyDocument"]));
}

function roleOf({ world, stack }: Place, { RoleName }: JsonObject) {
  return findRole(world, stack.account, String(RoleName));
}
