import type { InventoryAccount } from "../inventory/inventory";
import type { Configuration, Override } from "../configuration/configuration";

/** What holds for one account, and which key of the configuration says so. */
export interface AccountSettings {
  exempt?: { reason: string; owner: string; until?: string };
  account: { enabled: boolean; by: string };
  unusedAccess: { enabled: boolean; by: string };
}

/** Two overrides of equal rank that say different things about one setting of one account. */
export interface Disagreement {
  setting: OverrideSetting;
  overrides: [number, number];
}

export type OverrideSetting = "exempt" | "account" | "unusedAccess";

/**
 * The configuration as it stands for one account. The most specific override that speaks of a setting wins: account, then tag, then the
 * deepest OU. An exemption counts until the end of its last day; when it has run out, a less specific one may hold.
 *
 * @param today YYYY-MM-DD, UTC.
 */
export function accountSettings(config: Configuration, account: InventoryAccount, today: string): AccountSettings {
  const matching = matchingOverrides(config.overrides, account);
  const exempt = matching.find(({ override }) => override.exempt !== undefined && holdsOn(override.exempt, today))?.override.exempt;
  const own = matching.find(({ override }) => override.account !== undefined);
  const unused = matching.find(({ override }) => override.unusedAccess !== undefined);
  const listed = config.analyzers.unusedAccess.exclude.accounts.includes(account.id);

  return {
    ...(exempt === undefined ? {} : { exempt }),
    account:
      own?.override.account === undefined
        ? { enabled: config.analyzers.account.enabled, by: "analyzers.account.enabled" }
        : { enabled: own.override.account.enabled, by: `overrides[${own.index}].account.enabled` },
    unusedAccess: listed
      ? { enabled: false, by: "analyzers.unusedAccess.exclude.accounts" }
      : unused?.override.unusedAccess === undefined
        ? { enabled: config.analyzers.unusedAccess.enabled, by: "analyzers.unusedAccess.enabled" }
        : { enabled: unused.override.unusedAccess.enabled, by: `overrides[${unused.index}].unusedAccess.enabled` },
  };
}

/** The disagreements about this account. Equal words do not disagree. */
export function disagreements(config: Configuration, account: InventoryAccount, today: string): Disagreement[] {
  const matching = matchingOverrides(config.overrides, account);
  return overrideSettings.flatMap((setting): Disagreement[] => {
    const speaking = matching.filter(({ override }) => {
      if (setting === "exempt") return override.exempt !== undefined && holdsOn(override.exempt, today);
      return override[setting] !== undefined;
    });
    const [first, ...others] = speaking;
    if (first === undefined) return [];
    const other = others.find(({ rank, override }) => rank === first.rank && differ(override, first.override, setting));
    return other === undefined ? [] : [{ setting, overrides: [first.index, other.index] }];
  });
}

/** Whether the OU path is the account's own or lies around it. */
export function isInOu(account: Pick<InventoryAccount, "ou">, ou: string): boolean {
  return account.ou === ou || account.ou.startsWith(`${ou}/`);
}

/** An exemption holds until the end of its last day. */
export function holdsOn(exempt: { until?: string }, today: string): boolean {
  return exempt.until === undefined || today <= exempt.until;
}

const overrideSettings: readonly OverrideSetting[] = ["exempt", "account", "unusedAccess"];

interface Match {
  override: Override;
  index: number;
  rank: number;
}

/** Most specific first. */
function matchingOverrides(overrides: readonly Override[], account: InventoryAccount): Match[] {
  return overrides
    .flatMap((override, index): Match[] => {
      const rank = rankOf(override.where, account);
      return rank === undefined ? [] : [{ override, index, rank }];
    })
    .sort((a, b) => b.rank - a.rank || a.index - b.index);
}

/** Undefined where the override does not speak of the account. No OU is nested as deep as the two numbers on top. */
function rankOf(where: Override["where"], account: InventoryAccount): number | undefined {
  if ("account" in where) return where.account === account.id ? 1001 : undefined;
  if ("ou" in where) return isInOu(account, where.ou) ? where.ou.split("/").length : undefined;
  if ("unreadable" in account.tags) return undefined;
  const { key, value } = where.tag;
  const tagged = Object.hasOwn(account.tags.read, key) && (value === undefined || account.tags.read[key] === value);
  return tagged ? 1000 : undefined;
}

function differ(one: Override, other: Override, setting: OverrideSetting): boolean {
  if (setting !== "exempt") return one[setting]?.enabled !== other[setting]?.enabled;
  return (
    one.exempt?.reason !== other.exempt?.reason || one.exempt?.owner !== other.exempt?.owner || one.exempt?.until !== other.exempt?.until
  );
}
