import type { Configuration } from "../configuration/configuration";
import { ConfigurationError } from "../errors";
import type { Inventory, InventoryAccount } from "../inventory/inventory";
import { nearest } from "../configuration/nearest";
import { notThere } from "./warnings";

/**
 * The delegated administrator's account, once it is certain that configuration and inventory speak of one organization. What else the
 * configuration names and the organization does not have, {@link warnings} tells.
 *
 * @throws ConfigurationError that tells what does not fit, one on each line.
 */
export function checkAgainstInventory(config: Configuration, inventory: Inventory): InventoryAccount {
  const { management, delegatedAdministrator } = config.organization;
  const { organization, accounts } = inventory;
  const owner = accounts.find(({ id }) => id === delegatedAdministrator);
  const names = new Map(accounts.map(({ id, name }) => [String(id), name]));
  const problems = [
    ...(management === organization.management
      ? []
      : [
          `organization.management: found ${management}, but the inventory's organization ${organization.id} has the management account ${organization.management}; correct the id, or read the inventory of the right organization`,
        ]),
    ...(owner === undefined
      ? [
          `organization.delegatedAdministrator: found ${delegatedAdministrator}, ${notThere(delegatedAdministrator, names, (text) => nearest(text, [...names.keys()]))}`,
        ]
      : []),
  ];
  if (owner === undefined || problems.length > 0) throw new ConfigurationError(problems.join("\n"));
  return owner;
}
