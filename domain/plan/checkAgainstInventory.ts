import type { Configuration } from "../configuration/configuration";
import { ConfigurationError } from "../errors";
import type { Inventory } from "../inventory/inventory";
import { auditRoleName } from "../names";
import { trustPolicy } from "../policies/trust";

/**
 * Refuses to read two organizations as one. What else the configuration names and the organization does not have, {@link warnings} tells.
 *
 * @throws ConfigurationError
 */
export function checkAgainstInventory(config: Configuration, inventory: Inventory): void {
  const { management } = config.organization;
  const { organization } = inventory;
  const problems = [
    ...(management === organization.management
      ? []
      : [
          `organization.management: found ${management}, but the inventory's organization ${organization.id} has the management account ${organization.management}; correct the id, or read the inventory of the right organization`,
        ]),
    ...tooLongTrust(config, organization.id),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems.join("\n"));
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
