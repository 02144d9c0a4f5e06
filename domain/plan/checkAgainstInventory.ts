import type { Configuration } from "../configuration/configuration";
import { ConfigurationError } from "../errors";
import type { Inventory } from "../inventory/inventory";

/**
 * Refuses to read two organizations as one. What else the configuration names and the organization does not have, {@link warnings} tells.
 *
 * @throws ConfigurationError
 */
export function checkAgainstInventory({ organization: { management } }: Configuration, { organization }: Inventory): void {
  if (management === organization.management) return;
  throw new ConfigurationError(
    `organization.management: found ${management}, but the inventory's organization ${organization.id} has the management account ${organization.management}; correct the id, or read the inventory of the right organization`,
  );
}
