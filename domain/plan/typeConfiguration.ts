import type { AnalyzerConfiguration, InternalAccessInclusion, UnusedAccessExclusion } from "../analyzer";
import { accountSettings, type AccountSettings } from "./accountSettings";
import type { Configuration } from "../configuration/configuration";
import type { AccountId } from "../identifiers";
import type { ExistingAnalyzer, Inventory, Readable } from "../inventory/inventory";
import { compare } from "../lists";
import type { UncoveredReason } from "./types";
import { typeOfOurs } from "./unplanned";

/** AWS takes no more accounts in an analyzer's exclusions. */
const maximumExcludedAccounts = 2000;

/**
 * The unused-access analyzer's configuration. Accounts and tags are two exclusions, so that either one is enough to be left out. The
 * owner's account is never among them, because AWS refuses it.
 *
 * An account of which it is undecided stays what it is in the analyzer of ours that stands there; before there is one it is left out,
 * because it would be billed.
 *
 * @param inventory Accounts sorted by id, so that the list is.
 * @param there the analyzers in the place.
 * @returns the reason where it cannot be said.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UnusedAccessConfiguration.html
 */
export function unusedAccessConfiguration(
  config: Configuration,
  inventory: Inventory,
  there: Readable<ExistingAnalyzer[]>,
  today: string,
): AnalyzerConfiguration | { undecided: string } {
  const { ageDays, exclude } = config.analyzers.unusedAccess;
  const wishes = wishesOf(config, inventory, today);
  const open = firstUndecided(wishes);
  if (open !== undefined && "unreadable" in there)
    return { undecided: `${open}; and whether it is left out now could not be read: ${there.unreadable}` };
  const now = excludedNow("read" in there ? there.read : []);
  const accountIds = wishes
    .filter(({ id, reason, undecided }) => reason !== undefined || (undecided !== undefined && (now === undefined || now.has(id))))
    .map(({ id }) => id);
  if (accountIds.length > maximumExcludedAccounts) {
    return {
      undecided: `the exclusions and overrides leave out ${accountIds.length} accounts, expected at most ${maximumExcludedAccounts}, which is what AWS takes; leave out fewer`,
    };
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

/** The first account of which it cannot be said whether it is left out, with the reason. */
export function undecidedUnusedAccess(config: Configuration, inventory: Inventory, today: string): string | undefined {
  return firstUndecided(wishesOf(config, inventory, today));
}

type Wish = { id: AccountId } & ReturnType<typeof unusedAccessOf>;

function wishesOf(config: Configuration, { accounts }: Inventory, today: string): Wish[] {
  const members = accounts.filter(({ id }) => id !== config.organization.delegatedAdministrator);
  return members.map((account) => ({ id: account.id, ...unusedAccessOf(accountSettings(config, account, today)) }));
}

function firstUndecided(wishes: readonly Wish[]): string | undefined {
  const open = wishes.find(({ undecided }) => undecided !== undefined);
  return open?.undecided === undefined ? undefined : `account ${open.id}: ${open.undecided}`;
}

/** Why an account is left out of unused access, or why that cannot be said. */
export function unusedAccessOf({ exempt, unusedAccess, undecided }: AccountSettings): { reason?: UncoveredReason; undecided?: string } {
  if (exempt !== undefined) return { reason: { kind: "exempt", ...exempt } };
  if (undecided.unusedAccess === undefined && !unusedAccess.enabled) return { reason: { kind: "disabled", by: unusedAccess.by } };
  const why = undecided.exempt ?? undecided.unusedAccess;
  return why === undefined ? {} : { undecided: why };
}

/** Accounts that our analyzer leaves out; undefined where there is none. */
function excludedNow(there: readonly ExistingAnalyzer[]): ReadonlySet<string> | undefined {
  const ours = there.find((analyzer) => typeOfOurs(analyzer) === "ORGANIZATION_UNUSED_ACCESS");
  if (ours === undefined) return undefined;
  const exclusions =
    ours.configuration && "unusedAccess" in ours.configuration ? ours.configuration.unusedAccess.analysisRule?.exclusions : [];
  return new Set((exclusions ?? []).flatMap(({ accountIds }) => accountIds ?? []));
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
