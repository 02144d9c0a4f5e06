import type {
  DisablePolicyTypeRequest,
  DisablePolicyTypeResponse,
  EnablePolicyTypeRequest,
  EnablePolicyTypeResponse,
} from "@aws-sdk/client-organizations";
import type { OrganizationState, World } from "../../world/world";
import { allow, byManagement, refused, required } from "./access";
import { invalidInput } from "./errors";
import { attachFullAwsAccess } from "./policies";
import { organizationsArn, rootShape } from "./shapes";

type PolicyType = OrganizationState["policyTypes"] extends Set<infer T> ? T : never;

/** Enabling service control policies attaches FullAWSAccess to the root, every organizational unit and every account, so that nothing changes yet. */
export const enablePolicyType = byManagement<EnablePolicyTypeRequest, EnablePolicyTypeResponse>({
  authorize: (input, { world }) => allow("EnablePolicyType", organizationsArn(world, "root", input.RootId ?? ""), policyTypeKey(input)),
  handle(input, { world }) {
    const type = subject(world, input);
    const { policyTypes, rootId, organizationalUnits } = world.organization;
    if (policyTypes.has(type))
      throw refused("PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled in the specified root.");
    policyTypes.add(type);
    for (const target of [rootId, ...organizationalUnits.keys(), ...world.accounts.keys()]) attachFullAwsAccess(world, target);
    return { Root: rootShape(world) };
  },
});

/** Every attachment is lost: enabling it again starts from FullAWSAccess. */
export const disablePolicyType = byManagement<DisablePolicyTypeRequest, DisablePolicyTypeResponse>({
  authorize: (input, { world }) => allow("DisablePolicyType", organizationsArn(world, "root", input.RootId ?? ""), policyTypeKey(input)),
  handle(input, { world }) {
    const type = subject(world, input);
    if (!world.organization.policyTypes.delete(type))
      throw refused("PolicyTypeNotEnabledException", "The specified policy type isn't currently enabled in this root.");
    if (type === "SERVICE_CONTROL_POLICY") for (const policy of world.organization.policies.values()) policy.targets.clear();
    return { Root: rootShape(world) };
  },
});

function subject(world: World, input: EnablePolicyTypeRequest): PolicyType {
  if (required("RootId", input.RootId) !== world.organization.rootId)
    throw refused("RootNotFoundException", "We can't find a root with the RootId that you specified.");
  const type = required("PolicyType", input.PolicyType);
  if (type !== "SERVICE_CONTROL_POLICY" && type !== "RESOURCE_CONTROL_POLICY")
    throw invalidInput("INVALID_ENUM_POLICY_TYPE", `The sandbox does not know policies of type ${type}.`);
  return type;
}

function policyTypeKey(input: EnablePolicyTypeRequest): Record<string, string> {
  return { "organizations:PolicyType": input.PolicyType ?? "" };
}
