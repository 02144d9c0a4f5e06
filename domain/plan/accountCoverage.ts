import { accountSettings, type AccountSettings } from "./accountSettings";
import type { Configuration } from "../configuration/configuration";
import type { CoveragePlan, Uncovered, UncoveredReason } from "./types";
import { isEnabled, type InventoryAccount, type RegionFacts } from "../inventory/inventory";
import { takenName } from "./conflictingAnalyzer";
import { analyzerSpec } from "./specs";

/** Analyzers of type ACCOUNT in one account: each of its Regions is in one of the two lists. */
export function accountCoverage(config: Configuration, account: InventoryAccount, today: string): CoveragePlan {
  const settings = accountSettings(config, account, today);
  const whole = reasonForAccount(config, account, settings);
  if (whole !== undefined) return { analyzers: [], uncovered: [{ account: account.id, type: "ACCOUNT", reason: whole }] };

  const plan: CoveragePlan = { analyzers: [], uncovered: [] };
  for (const region of "read" in account.regions ? account.regions.read : []) {
    const reason = reasonForRegion(config, settings, region) ?? takenName(account, region.name, "ACCOUNT");
    if (reason === undefined) plan.analyzers.push(analyzerSpec(config, account, region.name, "ACCOUNT"));
    else plan.uncovered.push({ account: account.id, region: region.name, type: "ACCOUNT", reason } satisfies Uncovered);
  }
  return plan;
}

/** Why nothing can be said Region by Region. What is left out anyway need not be readable. */
function reasonForAccount(config: Configuration, account: InventoryAccount, settings: AccountSettings): UncoveredReason | undefined {
  if (account.state !== "ACTIVE") return { kind: "accountState", state: account.state };
  if ("read" in account.regions) {
    const undecided = "unreadable" in account.tags && config.overrides.some(({ where }) => "tag" in where);
    if (!undecided || settings.exempt !== undefined) return undefined;
    return { kind: "unreadable", reason: `an override goes by tag, and the account's tags cannot be read: ${unreadable(account.tags)}` };
  }
  if (settings.exempt !== undefined) return { kind: "exempt", ...settings.exempt };
  if (!settings.account.enabled) return { kind: "disabled", by: settings.account.by };
  return { kind: "unreadable", reason: account.regions.unreadable };
}

function reasonForRegion(config: Configuration, settings: AccountSettings, region: RegionFacts): UncoveredReason | undefined {
  if (!isEnabled(region)) return { kind: "regionNotEnabled", optStatus: region.optStatus };
  if (settings.exempt !== undefined) return { kind: "exempt", ...settings.exempt };
  const excluded = regionExcluded(config, region);
  if (excluded !== undefined) return excluded;
  return settings.account.enabled ? undefined : { kind: "disabled", by: settings.account.by };
}

export function regionExcluded(config: Configuration, { name }: RegionFacts): UncoveredReason | undefined {
  const excluded = config.regions.exclude.find((entry) => entry.name === name);
  return excluded === undefined ? undefined : { kind: "regionExcluded", reason: excluded.reason };
}

function unreadable(value: { read: unknown } | { unreadable: string }): string {
  return "unreadable" in value ? value.unreadable : "";
}
