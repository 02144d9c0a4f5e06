import type { World } from "../../../world/world";
import { canonicalId } from "../../storing/s3";
import type { Analyzer } from "../analyzers";
import type { Zone } from "../externalAccess/access";
import { hasOrganizationZone } from "../organizationAccess";

/** What an analyzer trusts: its account, or all of its organization. */
export function zoneOf({ accounts, organization }: World, { type, account }: Analyzer): Zone {
  const trusted = new Set(hasOrganizationZone(type) ? accounts.keys() : [account]);
  return {
    accounts: trusted,
    organization: organization.id,
    isOrganization: hasOrganizationZone(type),
    hasCanonicalId: (id) => [...trusted].some((each) => canonicalId(each) === id),
  };
}
