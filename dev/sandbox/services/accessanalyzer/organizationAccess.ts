import type { AnalyzerStatus, StatusReason, Type } from "@aws-sdk/client-accessanalyzer";
import { findServiceLinkedRole } from "../../iam/serviceLinkedRoles";
import type { World } from "../../world/world";
import { AwsError } from "../../service";
import { principal, refused, type Analyzer } from "./analyzers";

export function hasOrganizationZone(type: string): boolean {
  return type.startsWith("ORGANIZATION");
}

function isTrusted(world: World): boolean {
  return world.organization.trustedServices.has(principal);
}

function isAdministrator({ organization }: World, account: string): boolean {
  return account === organization.managementAccount || (organization.delegatedAdministrators.get(principal)?.has(account) ?? false);
}

/**
 * What an analyzer's status is now. An organization analyzer is DISABLED for as long as its owner may not see the organization, and
 * comes back with its findings when the owner is registered again: nothing is deleted meanwhile.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator.html
 */
export function analyzerStatus(world: World, analyzer: Analyzer): { status: AnalyzerStatus; statusReason?: StatusReason } {
  if (analyzer.creation === "FAILED") return { status: "FAILED", statusReason: { code: "SERVICE_LINKED_ROLE_CREATION_FAILED" } };
  if (hasOrganizationZone(analyzer.type)) {
    if (!isTrusted(world)) return { status: "DISABLED", statusReason: { code: "AWS_SERVICE_ACCESS_DISABLED" } };
    if (!isAdministrator(world, analyzer.account))
      return { status: "DISABLED", statusReason: { code: "DELEGATED_ADMINISTRATOR_DEREGISTERED" } };
  }
  return { status: analyzer.creation };
}

/**
 * What an organization analyzer needs of its owner before it may be created.
 *
 * @throws AccessDeniedException for an account that neither manages the organization nor is its delegated administrator
 * @throws ConflictException while the management account has no service-linked role that the service sees yet: it sees a new role only
 *   after a while. The code is the same as for a name that is taken; only the message tells them apart.
 * @see https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/922
 */
export function assertMayOwnOrganizationAnalyzer(world: World, account: string, type: Type): void {
  if (!hasOrganizationZone(type)) return;
  const { managementAccount, id } = world.organization;
  if (!isAdministrator(world, account)) throw new AwsError("AccessDeniedException", `Account ${account} is not a delegated administrator`);
  if (!isTrusted(world))
    throw new AwsError("AccessDeniedException", `Trusted access is not enabled for ${principal} in organization ${id}`);
  const role = findServiceLinkedRole(world, managementAccount, principal);
  const age = role ? world.clock.now().getTime() - role.createdAt.getTime() : -1;
  if (account !== managementAccount && age < world.settings.serviceLinkedRoleSettleMilliseconds) {
    const message = "Access Analyzer Service Linked Role is not in the organizational management account";
    throw refused("ConflictException", message, managementAccount, "AWS::IAM::Role");
  }
}
