import type { Configuration } from "../domain/configuration/configuration";
import { ConfigurationError } from "../domain/errors";
import type { AccountId } from "../domain/identifiers";
import type { OrganizationFacts } from "../domain/inventory/inventory";

/**
 * Refuses a configuration that speaks of another organization than the one the credentials belong to.
 *
 * @throws ConfigurationError
 */
export function checkOrganization(
  configuration: Configuration,
  live: { organization: Pick<OrganizationFacts, "id" | "management">; accounts: { id: AccountId }[] },
): void {
  const { management, delegatedAdministrator } = configuration.organization;
  const { organization, accounts } = live;
  if (management !== organization.management) {
    throw new ConfigurationError(
      `organization.management is ${management}, but the management account of the live organization ${organization.id} is ${organization.management}. ` +
        "Correct the configuration, or use credentials of the organization it describes.",
    );
  }
  if (!accounts.some(({ id }) => id === delegatedAdministrator)) {
    throw new ConfigurationError(
      `organization.delegatedAdministrator is ${delegatedAdministrator}, which is no account of the live organization ${organization.id}. ` +
        "Name one of its member accounts.",
    );
  }
}
