import type { AnalyzerType, ArchiveRule } from "../analyzer";
import type { Configuration } from "../configuration/configuration";
import type { AccountId, Region } from "../identifiers";
import type { InventoryAccount } from "../inventory/inventory";
import { roleArn, roleNamesIn } from "../policies/roles";
import { accountRoot, trustedAccounts } from "../policies/trust";
import { builtInRulePrefix } from "../names";

/** Where an analyzer stands, as far as archive rules go by it. */
type Account = Pick<InventoryAccount, "id" | "ou">;

/** The archive rules of our analyzer of this type in this place: the built-in ones, then the configuration's in its order. */
export function archiveRules(config: Configuration, account: Account, region: Region, type: AnalyzerType): ArchiveRule[] {
  const configured = config.archiveRules
    .filter(({ analyzers, where }) => analyzers.includes(type) && isMeant(where, account, region))
    .map(({ name, filter }) => ({ name, filter }));
  return type === "ACCOUNT" ? [...builtInArchiveRules(config, account.id), ...configured] : configured;
}

/** Accounts and OUs: those of either; Regions narrow further. */
function isMeant(where: Configuration["archiveRules"][number]["where"], account: Account, region: Region): boolean {
  const { accounts, ous, regions } = where ?? {};
  const anywhere = accounts === undefined && ous === undefined;
  const here = anywhere || (accounts ?? []).includes(account.id) || (ous ?? []).some((ou) => isInOu(account, ou));
  return here && (regions === undefined || regions.includes(region));
}

/** Whether the OU path is the account's own or lies around it. */
export function isInOu(account: Pick<InventoryAccount, "ou">, ou: string): boolean {
  return account.ou === ou || account.ou.startsWith(`${ou}/`);
}

/**
 * Archives what our own roles in the account would be reported for: that other accounts' callers may become them. Exactly these roles and
 * principals, so that a change of a role's trust is a finding again: where not all roles trust the same accounts, each has its rule. That an
 * account trusts itself is no finding.
 */
export function builtInArchiveRules(config: Configuration, account: AccountId): ArchiveRule[] {
  const { partition } = config.organization;
  const roles = roleNamesIn(config, account)
    .map((name) => ({ name, trusted: trustedAccounts(config, name).filter((trusted) => trusted !== account) }))
    .filter(({ trusted }) => trusted.length > 0);
  const rule = (name: string, names: string[], trusted: AccountId[]): ArchiveRule => ({
    name,
    filter: {
      resource: { eq: names.map((role) => roleArn(partition, account, config.access.rolePath, role)) },
      resourceType: { eq: ["AWS::IAM::Role"] },
      "principal.AWS": { eq: trusted.flatMap((id) => [id, accountRoot(config, id)]) },
    },
  });
  const [first] = roles;
  if (first === undefined) return [];
  const isOneTrust = roles.every(({ trusted }) => trusted.join() === first.trusted.join());
  return isOneTrust
    ? [
        rule(
          `${builtInRulePrefix}roles`,
          roles.map(({ name }) => name),
          first.trusted,
        ),
      ]
    : roles.map(({ name, trusted }) => rule(name, [name], trusted));
}
