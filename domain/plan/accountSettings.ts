import type { InventoryAccount } from "../inventory/inventory";
import type { Configuration, Override } from "../configuration/configuration";
import type { Region } from "../identifiers";
import { matchingOverrides, tagRank, type Match, type Matches } from "./matchingOverrides";

/** What holds for one account, and which key of the configuration says so. */
export interface AccountSettings {
  exempt?: { reason: string; owner: string; until?: string };
  account: { enabled: boolean; by: string };
  unusedAccess: { enabled: boolean; by: string };
  scanner: { enabled: boolean; by: string };
  /** Regions that overrides exclude for the account, with the reason. */
  excludedRegions: ReadonlyMap<Region, string>;
  /** Settings that cannot be said, with the reason; what stands above for them does not count. */
  undecided: { exempt?: string; account?: string; unusedAccess?: string; scanner?: string; regions: ReadonlyMap<Region, string> };
}

/** Two overrides of equal rank that say different things about one setting of one account. */
export interface Disagreement {
  setting: OverrideSetting;
  overrides: [number, number];
}

export type OverrideSetting = "exempt" | "account" | "unusedAccess" | "scanner";

/**
 * The configuration as it stands for one account. The most specific override that speaks of a setting wins: account, then tag, then the
 * deepest OU. An exemption counts until the end of its last day; when it has run out, a less specific one may hold. Excluded Regions add up.
 *
 * Where two overrides disagree, or where it goes by tags that cannot be read, exactly that setting is undecided.
 *
 * @param today YYYY-MM-DD, UTC.
 */
export function accountSettings(config: Configuration, account: InventoryAccount, today: string): AccountSettings {
  const matches = matchingOverrides(config, account);
  const speaking = (setting: OverrideSetting) => matches.certain.find(({ override }) => speaks(override, setting, today));
  const exempt = speaking("exempt")?.override.exempt;
  const own = switched(config.analyzers.account.enabled, "analyzers.account", "account", speaking("account"));
  const scanner = switched(config.scanner.enabled, "scanner", "scanner", speaking("scanner"));
  const listed = config.analyzers.unusedAccess.exclude.accounts.includes(account.id);
  const unused = listed
    ? { enabled: false, by: "analyzers.unusedAccess.exclude.accounts" }
    : switched(config.analyzers.unusedAccess.enabled, "analyzers.unusedAccess", "unusedAccess", speaking("unusedAccess"));
  const excludedRegions = regionsOf(matches.certain);

  const tags = "unreadable" in account.tags ? account.tags.unreadable : "";
  const byTag = ({ index }: Match) => `overrides[${index}] goes by tag, and the account's tags cannot be read: ${tags}`;
  const disputed = disagreementsOf(matches, today);
  const undecided = (setting: OverrideSetting, other: Match | undefined): string | undefined => {
    const dispute = disputed.find((one) => one.setting === setting);
    if (dispute !== undefined && setting !== "exempt") return describeDisagreement(dispute);
    if (other === undefined || (speaking(setting)?.rank ?? 0) > tagRank) return undefined;
    return speaks(other.override, setting, today) ? byTag(other) : undefined;
  };
  const { possible } = matches;
  const reasons = {
    exempt: undecided("exempt", exempt === undefined ? possible?.exempt : undefined),
    account: undecided("account", possible?.account.get(!own.enabled)),
    unusedAccess: listed ? undefined : undecided("unusedAccess", possible?.unusedAccess.get(!unused.enabled)),
    scanner: undecided("scanner", possible?.scanner.get(!scanner.enabled)),
  };
  return {
    ...(exempt === undefined ? {} : { exempt }),
    account: own,
    unusedAccess: unused,
    scanner,
    excludedRegions,
    undecided: {
      ...(reasons.exempt === undefined ? {} : { exempt: reasons.exempt }),
      ...(reasons.account === undefined ? {} : { account: reasons.account }),
      ...(reasons.unusedAccess === undefined ? {} : { unusedAccess: reasons.unusedAccess }),
      ...(reasons.scanner === undefined ? {} : { scanner: reasons.scanner }),
      regions: new Map(
        [...(possible?.regions ?? [])].flatMap(([name, match]) => (excludedRegions.has(name) ? [] : [[name, byTag(match)] as const])),
      ),
    },
  };
}

/** The disagreements about this account. Equal words do not disagree. */
export function disagreements(config: Configuration, account: InventoryAccount, today: string): Disagreement[] {
  return disagreementsOf(matchingOverrides(config, account), today);
}

export function describeDisagreement({ setting, overrides: [first, second] }: Disagreement): string {
  return `overrides[${first}] and overrides[${second}] disagree about ${setting} and are equally specific`;
}

/** An exemption holds until the end of its last day. */
export function holdsOn(exempt: { until?: string }, today: string): boolean {
  return exempt.until === undefined || today <= exempt.until;
}

const overrideSettings: readonly OverrideSetting[] = ["exempt", "account", "unusedAccess", "scanner"];

function disagreementsOf({ certain }: Matches, today: string): Disagreement[] {
  return overrideSettings.flatMap((setting): Disagreement[] => {
    const [first, ...others] = certain.filter(({ override }) => speaks(override, setting, today));
    const other = first && others.find(({ rank, override }) => rank === first.rank && differ(override, first.override, setting));
    return first === undefined || other === undefined ? [] : [{ setting, overrides: [first.index, other.index] }];
  });
}

function speaks(override: Override, setting: OverrideSetting, today: string): boolean {
  if (setting === "exempt") return override.exempt !== undefined && holdsOn(override.exempt, today);
  return override[setting] !== undefined;
}

function switched(
  byDefault: boolean,
  section: string,
  setting: Exclude<OverrideSetting, "exempt">,
  match: Match | undefined,
): { enabled: boolean; by: string } {
  const said = match?.override[setting];
  return match === undefined || said === undefined
    ? { enabled: byDefault, by: `${section}.enabled` }
    : { enabled: said.enabled, by: `overrides[${match.index}].${setting}.enabled` };
}

/** The most specific reason for each Region. */
function regionsOf(matches: readonly Match[]): Map<Region, string> {
  const excluded = new Map<Region, string>();
  for (const { override } of matches) {
    for (const { name, reason } of override.regions?.exclude ?? []) if (!excluded.has(name)) excluded.set(name, reason);
  }
  return excluded;
}

function differ(one: Override, other: Override, setting: OverrideSetting): boolean {
  if (setting !== "exempt") return one[setting]?.enabled !== other[setting]?.enabled;
  return (
    one.exempt?.reason !== other.exempt?.reason || one.exempt?.owner !== other.exempt?.owner || one.exempt?.until !== other.exempt?.until
  );
}
