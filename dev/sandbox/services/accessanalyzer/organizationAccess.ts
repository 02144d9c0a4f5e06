import type { Type } from "@aws-sdk/client-accessanalyzer";
import type { World } from "../../world/world";
import { AwsError } from "../../service";
import { isSettled } from "./serviceLinkedRole";

const principal = "access-analyzer.amazonaws.com";

export function hasOrganizationZone(type: string): boolean {
  return type.startsWith("ORGANIZATION");
}

export function isTrusted(world: World): boolean {
  return world.organization.trustedServices.has(principal);
}

export function isDelegatedAdministrator(world: World, account: string): boolean {
  return world.organization.delegatedAdministrators.get(principal)?.has(account) ?? false;
}

/**
 * What an organization analyzer needs of its owner before it may be created.
 *
 * @throws AccessDeniedException for an account that neither manages the organization nor is its delegated administrator
 * @throws ConflictException while the management account has no service-linked role that the service sees yet. The code is the same as
 *   for a name that is taken; only the message tells them apart.
 * @see https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/922
 */
export function assertMayOwnOrganizationAnalyzer(world: World, account: string, type: Type): void {
  if (!hasOrganizationZone(type)) return;
  const { managementAccount } = world.organization;
  if (account !== managementAccount && !isDelegatedAdministrator(world, account)) {
    throw new AwsError("AccessDeniedException", `Account ${account} is not a delegated administrator`);
  }
  if (!isTrusted(world)) {
    throw new AwsError("AccessDeniedException", `Trusted access is not enabled for ${principal} in organization ${world.organization.id}`);
  }
  if (account !== managementAccount && !isSettled(world, managementAccount)) {
    throw new AwsError("ConflictException", "Access Analyzer Service Linked Role is not in the organizational management account", {
      resourceId: managementAccount,
      resourceType: "AWS::IAM::Role",
    });
  }
}
