import type { AnalyzerStatus, StatusReason } from "@aws-sdk/client-accessanalyzer";
import type { World } from "../../world/world";
import type { Analyzer } from "./analyzers";
import { hasOrganizationZone, isDelegatedAdministrator, isTrusted } from "./organizationAccess";

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
    if (analyzer.account !== world.organization.managementAccount && !isDelegatedAdministrator(world, analyzer.account)) {
      return { status: "DISABLED", statusReason: { code: "DELEGATED_ADMINISTRATOR_DEREGISTERED" } };
    }
  }
  return { status: analyzer.creation };
}
