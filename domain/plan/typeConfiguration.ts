import type { AnalyzerConfiguration, InternalAccessInclusion, UnusedAccessExclusion } from "../analyzer";
import { accountSettings } from "./accountSettings";
import type { Configuration } from "../configuration/configuration";
import { ConfigurationError } from "../errors";
import type { Inventory } from "../inventory/inventory";
import { compare } from "../lists";

/** AWS takes no more accounts in an analyzer's exclusions. */
const maximumExcludedAccounts = 2000;

/**
 * The unused-access analyzer's configuration. Accounts and tags are two exclusions, so that either one is enough to be left out. The
 * owner's account is never among them, because AWS refuses it.
 *
 * @param inventory Accounts sorted by id, so that the list is.
 * @throws ConfigurationError when more accounts are left out than AWS takes.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UnusedAccessConfiguration.html
 */
export function unusedAccessConfiguration(config: Configuration, inventory: Inventory, today: string): AnalyzerConfiguration {
  const { ageDays, exclude } = config.analyzers.unusedAccess;
  const accountIds = inventory.accounts
    .filter((account) => account.id !== config.organization.delegatedAdministrator)
    .filter((account) => {
      const settings = accountSettings(config, account, today);
      return settings.exempt !== undefined || !settings.unusedAccess.enabled;
    })
    .map(({ id }) => id);
  if (accountIds.length > maximumExcludedAccounts) {
    throw new ConfigurationError(
      `analyzers.unusedAccess: the exclusions and overrides leave out ${accountIds.length} accounts, expected at most ${maximumExcludedAccounts}, which is what AWS takes; leave out fewer`,
    );
  }
  const resourceTags = [...exclude.tags]
    .sort((a, b) => compare(a.key, b.key) || compare(a.value ?? "", b.value ?? ""))
    .map(({ key, value }): Record<string, string> => ({ [key]: value ?? "" }));
  const exclusions: UnusedAccessExclusion[] = [
    ...(accountIds.length === 0 ? [] : [{ accountIds }]),
    ...(resourceTags.length === 0 ? [] : [{ resourceTags }]),
  ];
  return { unusedAccess: { unusedAccessAge: ageDays, ...(exclusions.length === 0 ? {} : { analysisRule: { exclusions } }) } };
}

/** @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_InternalAccessConfiguration.html */
export function internalAccessConfiguration(config: Configuration): AnalyzerConfiguration {
  const inclusions = config.analyzers.internalAccess.include.map(({ accounts, resourceTypes, resourceArns }): InternalAccessInclusion => ({
    ...(accounts === undefined ? {} : { accountIds: [...accounts].sort(compare) }),
    ...(resourceTypes === undefined ? {} : { resourceTypes: [...resourceTypes].sort(compare) }),
    ...(resourceArns === undefined ? {} : { resourceArns: [...resourceArns].sort(compare) }),
  }));
  return { internalAccess: { analysisRule: { inclusions } } };
}
