import { randomUUID } from "node:crypto";
import type { World } from "../../../world/world";
import { emitEvent } from "../../events/emit";
import type { Analyzer } from "../analyzers";
import { externalDetails, type Finding } from "./finding";

/**
 * Tells of a finding that is new, has another status, or is gone: to the account and Region of its analyzer.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-access-analyzer.html
 */
export function announce(
  world: World,
  { arn, account, region }: Analyzer,
  finding: Finding,
  more: { isDeleted: boolean; previousStatus?: string },
): void {
  const { detailType, detail } = toldAs(finding, region, more);
  emitEvent(world, { account, region, source: "aws.access-analyzer", detailType, resources: [arn], detail });
}

function toldAs(finding: Finding, region: string, { isDeleted, previousStatus = "" }: { isDeleted: boolean; previousStatus?: string }) {
  const { id, findingType, resource, resourceType, resourceOwnerAccount: accountId, status, error } = finding;
  const times = { createdAt: instant(finding.createdAt), analyzedAt: instant(finding.analyzedAt), updatedAt: instant(finding.updatedAt) };
  const common = { status, resourceType, resource, ...times, accountId };
  switch (findingType) {
    case "ExternalAccess": {
      const { principal, action, condition, isPublic } = externalDetails(finding) ?? {};
      const content = error === undefined ? { principal, action, condition, isDeleted, isPublic } : { isDeleted, error };
      return { detailType: "Access Analyzer Finding", detail: { version: "1.0", id, ...common, region, ...content } };
    }
    case "InternalAccess": {
      const access = finding.details[0]?.internalAccessDetails ?? {};
      const { accessType, action, condition, principal, principalOwnerAccount, principalType } = access;
      const content = {
        ...{ accessType, action, condition, principal, principalOwnerAccount, principalType },
        // The API calls them by other names.
        resourceControlPolicyRestrictionType: access.resourceControlPolicyRestriction,
        serviceControlPolicyRestrictionType: access.serviceControlPolicyRestriction,
      };
      return {
        detailType: "Internal Access Finding",
        detail: { version: "1.0", id, findingType, ...common, ...(error === undefined ? content : { error }), isDeleted },
      };
    }
    default: {
      const actions = finding.details.flatMap(({ unusedPermissionDetails }) => unusedPermissionDetails ?? []);
      const content = error === undefined ? {} : { error };
      const numbers = {
        numberOfUnusedServices: actions.filter((each) => each.actions === undefined).length,
        numberOfUnusedActions: actions.flatMap((each) => each.actions ?? []).length,
      };
      return {
        detailType: "Unused Access Finding for IAM entities",
        detail: { findingId: id, ...common, previousStatus, version: randomUUID(), isDeleted, findingType, ...numbers, ...content },
      };
    }
  }
}

/** Events have whole seconds. */
function instant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
