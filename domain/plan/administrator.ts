import type { Configuration } from "../configuration/configuration";
import type { Inventory, InventoryAccount } from "../inventory/inventory";
import type { AccountId } from "../identifiers";
import { accessAnalyzerService } from "../policies/arns";

/** The account that owns the organization's analyzers, or why none can: it has left the organization, or is not ACTIVE. */
export function activeAdministrator<Account extends Pick<InventoryAccount, "id" | "state">>(
  { organization: { delegatedAdministrator } }: Configuration,
  accounts: readonly Account[],
): { read: Account } | { lost: string } {
  const found = accounts.find(({ id }) => id === delegatedAdministrator);
  if (found?.state === "ACTIVE") return { read: found };
  const became = found === undefined ? "is not in the organization" : `is ${found.state}`;
  return { lost: `the delegated administrator ${delegatedAdministrator} ${became}` };
}

/**
 * The account that is the organization's delegated administrator of Access Analyzer, if that is another one than the configuration names.
 * AWS takes one. Undefined where there is none yet, or where it could not be read.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator.html
 */
export function otherAdministrator(config: Configuration, { organization: { delegatedAdministrators } }: Inventory): AccountId | undefined {
  const registered = "read" in delegatedAdministrators ? delegatedAdministrators.read : [];
  const ours = registered.filter(({ service }) => service === accessAnalyzerService).map(({ account }) => account);
  return ours.includes(config.organization.delegatedAdministrator) ? undefined : ours[0];
}

/** What a change of it means, and how it is made. */
export function describeMove(config: Configuration, from: AccountId): string {
  const to = config.organization.delegatedAdministrator;
  return (
    `The delegated administrator of Access Analyzer is account ${from}, the configuration names ${to}. A change disables the organization's analyzers in ${from}: ` +
    `their findings stay behind there, and until the analyzers in ${to} are ACTIVE nothing looks at the whole organization. ` +
    `Name ${from} in organization.delegatedAdministrator again, or make the change with "access-analyzer-org deploy --move-administrator".`
  );
}
