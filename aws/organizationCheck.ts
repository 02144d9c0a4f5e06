import type { Configuration } from "../domain/configuration/configuration";
import { ConfigurationError } from "../domain/errors";
import type { OrganizationFacts } from "../domain/inventory/inventory";

/**
 * Refuses a configuration that speaks of another organization than the one the credentials belong to. An organization keeps its management
 * account for life; every other account may leave, the delegated administrator too, and that is for plan and audit to tell.
 *
 * @throws ConfigurationError
 */
export function checkOrganization(
  configuration: Configuration,
  { organization }: { organization: Pick<OrganizationFacts, "id" | "management"> },
): void {
  const { management } = configuration.organization;
  if (management !== organization.management) {
    throw new ConfigurationError(
      `organization.management is ${management}, but the management account of the live organization ${organization.id} is ${organization.management}. ` +
        "Correct the configuration, or use credentials of the organization it describes.",
    );
  }
}
