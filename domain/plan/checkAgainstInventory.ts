import type { Configuration } from "../configuration/configuration";
import { ConfigurationError } from "../errors";
import type { Inventory, InventoryAccount } from "../inventory/inventory";
import { auditRoleName } from "../names";
import { trustPolicy } from "../policies/trust";
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
    ...tooLongTrust(config, organization.id),
  ];
  if (owner === undefined || problems.length > 0) throw new ConfigurationError(problems.join("\n"));
  return owner;
}

/**
 * What IAM takes as a trust policy, unless AWS has raised it. The audit role trusts every caller.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const longestTrust = 2048;

function tooLongTrust(config: Configuration, organization: string): string[] {
  const { length } = JSON.stringify(trustPolicy(config, organization, auditRoleName));
  return length <= longestTrust
    ? []
    : [
        `access.callers: a trust policy that names them all has ${length.toLocaleString("en")} characters, but IAM takes ${longestTrust.toLocaleString("en")}; name several with one wildcard, for example arn:aws:iam::ACCOUNT:role/ci/*`,
      ];
}
