import { parseOrganization, type OrganizationDescription } from "../sandbox/seed/organizationFile";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { accountId, region } from "../../domain/identifiers";

/** The text of inventory.json that a reading of this organization would write while it has no analyzers. */
export function inventoryOf(description: OrganizationDescription): string {
  const { id, rootId, management, regions, accounts, delegatedAdministrators } = parseOrganization(description);
  const registrations = delegatedAdministrators.map(({ service, account }) => ({ service, account: accountId(account) }));
  return serializeInventory({
    version: 1,
    organization: {
      id,
      rootId,
      management: accountId(management),
      delegatedAdministrators: { read: registrations },
      rolesRegions: { read: [] },
    },
    accounts: accounts.map((account) => ({
      id: accountId(account.id),
      name: account.name,
      state: account.state,
      ou: account.ou,
      tags: { read: account.tags },
      regions: {
        read: [
          ...regions.enabledByDefault.map((name) => ({ name: region(name), optStatus: "ENABLED_BY_DEFAULT" as const })),
          ...regions.optIn.map((name) => ({ name: region(name), optStatus: "DISABLED" as const })),
        ],
      },
      analyzers: regions.enabledByDefault.map((name) => ({ region: region(name), found: { read: [] } })),
    })),
  });
}
