import type { CallAs } from "@aws-sdk/client-cloudformation";
import type * as sdk from "@aws-sdk/client-cloudformation";
import { ensureServiceLinkedRole, findServiceLinkedRole, serviceLinkedRoleArn } from "../../iam/serviceLinkedRoles";
import type { StoreKey, World } from "../../world/world";
import { AwsError, type Call, type Operations } from "../../service";
import { validationError } from "./errors";

/** Organizations knows the trusted access of StackSets by the first name, their delegated administrators by the second. */
const trusted = "member.org.stacksets.cloudformation.amazonaws.com";
const delegated = "stacksets.cloudformation.amazonaws.com";
const key: StoreKey<{ activated: boolean }> = { name: "cloudformation.organizationsAccess", create: () => ({ activated: false }) };

export const organizationsAccess: Operations<typeof sdk> = {
  /**
   * Turns trusted access on and lets service-managed stack sets work: EnableAWSServiceAccess alone does the first only. CloudFormation turns it
   * on, and makes its service-linked role, as the caller.
   */
  ActivateOrganizationsAccess: {
    authorize: (_input, { world, caller }) => [
      { resource: "*" },
      { action: "organizations:EnableAWSServiceAccess", resource: "*", context: { "organizations:ServicePrincipal": trusted } },
      ...(findServiceLinkedRole(world, caller.account, delegated)
        ? []
        : [{ action: "iam:CreateServiceLinkedRole", resource: serviceLinkedRoleArn(world, caller.account, delegated) }]),
    ],
    handle(_input, { world, caller }) {
      const { managementAccount, trustedServices } = world.organization;
      if (caller.account !== managementAccount)
        throw new AwsError(
          "InvalidOperationException",
          "You must be the management account of an organization to activate organizations access",
        );
      world.store(key).activated = true;
      if (!trustedServices.has(trusted)) trustedServices.set(trusted, { enabledAt: world.clock.now() });
      ensureServiceLinkedRole(world, caller.account, delegated);
    },
  },
  DescribeOrganizationsAccess: {
    handle(input, { world, caller }) {
      assertAdministrator(world, caller.account, input.CallAs);
      return { Status: isActive(world) ? "ENABLED" : "DISABLED" };
    },
  },
};

/** Who may operate service-managed stack sets, and whether they work at all. @throws ValidationError */
export function assertServiceManaged({ world, caller }: Call, callAs: CallAs | undefined): void {
  assertAdministrator(world, caller.account, callAs);
  assertActive(world);
}

/** @throws ValidationError */
export function assertActive(world: World): void {
  if (!isActive(world)) throw validationError("You must enable organizations access to operate a service managed stack set");
}

/** Trusted access that was disabled in Organizations stops StackSets as well. */
export function isActive(world: World): boolean {
  return world.store(key).activated && world.organization.trustedServices.has(trusted);
}

/** The management account acts as itself; a delegated administrator has to say that it is one. */
export function assertAdministrator(world: World, account: string, callAs: CallAs | undefined): void {
  const administrator = world.organization.delegatedAdministrators.get(delegated)?.has(account) ?? false;
  const allowed = callAs === "DELEGATED_ADMIN" ? administrator : account === world.organization.managementAccount;
  if (allowed) return;
  throw validationError(
    "You must be the master or delegated admin account of an organization before operating a SERVICE_MANAGED stack set",
  );
}
