import type { World } from "../../world/world";
import { byManagement, on, refused } from "./access";
import { invalidInput } from "./errors";
import { attachFullAwsAccess } from "./policies";
import { rootShape } from "./shapes";

interface Subject {
  RootId: string;
  PolicyType: string;
}

export const policyTypes = byManagement({
  /** Enabling service control policies attaches FullAWSAccess to the root, every organizational unit and every account, so that nothing changes yet. */
  EnablePolicyType: {
    authorize: onRoot,
    handle(input, { world }) {
      const type = subject(world, input);
      const { policyTypes: enabled, rootId, organizationalUnits } = world.organization;
      if (enabled.has(type))
        throw refused("PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled in the specified root.");
      enabled.add(type);
      for (const target of [rootId, ...organizationalUnits.keys(), ...world.accounts.keys()]) attachFullAwsAccess(world, target);
      return { Root: rootShape(world) };
    },
  },
  /** Every attachment is lost: enabling it again starts from FullAWSAccess. */
  DisablePolicyType: {
    authorize: onRoot,
    handle(input, { world }) {
      const type = subject(world, input);
      if (!world.organization.policyTypes.delete(type))
        throw refused("PolicyTypeNotEnabledException", "The specified policy type isn't currently enabled in this root.");
      if (type === "SERVICE_CONTROL_POLICY") for (const policy of world.organization.policies.values()) policy.targets.clear();
      return { Root: rootShape(world) };
    },
  },
});

function onRoot({ RootId, PolicyType }: Subject, { world }: { world: World }) {
  return on(world, RootId, { "organizations:PolicyType": PolicyType });
}

function subject(world: World, { RootId, PolicyType: type }: Subject): "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY" {
  if (RootId !== world.organization.rootId)
    throw refused("RootNotFoundException", "We can't find a root with the RootId that you specified.");
  if (type !== "SERVICE_CONTROL_POLICY" && type !== "RESOURCE_CONTROL_POLICY")
    throw invalidInput("INVALID_ENUM_POLICY_TYPE", `The sandbox does not know policies of type ${type}.`);
  return type;
}
