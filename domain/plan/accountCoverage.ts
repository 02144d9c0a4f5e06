import { accountSettings, type AccountSettings } from "./accountSettings";
import type { Configuration } from "../configuration/configuration";
import type { CoveragePlan, Uncovered, UncoveredReason } from "./types";
import { isEnabled, type InventoryAccount, type RegionFacts } from "../inventory/inventory";
import { takenName } from "./conflictingAnalyzer";
import { analyzerSpec } from "./specs";

/** Analyzers of type ACCOUNT in one account: each of its Regions is in one of the two lists. */
export function accountCoverage(config: Configuration, account: InventoryAccount, today: string): CoveragePlan {
  const settings = accountSettings(config, account, today);
  const whole = reasonForAccount(account, settings);
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
function reasonForAccount(account: InventoryAccount, settings: AccountSettings): UncoveredReason | undefined {
  if (account.state !== "ACTIVE") return { kind: "accountState", state: account.state };
  if ("read" in account.regions) return undefined;
  return leftOut(settings) ?? { kind: "unreadable", reason: account.regions.unreadable };
}

function reasonForRegion(config: Configuration, settings: AccountSettings, region: RegionFacts): UncoveredReason | undefined {
  if (!isEnabled(region)) return { kind: "regionNotEnabled", optStatus: region.optStatus };
  const { exempt, account, undecided } = settings;
  if (exempt !== undefined) return { kind: "exempt", ...exempt };
  const excluded = regionExcluded(config, region, settings);
  if (excluded !== undefined) return excluded;
  const reason = undecided.exempt ?? undecided.account ?? undecided.regions.get(region.name);
  if (reason !== undefined) return { kind: "undecided", reason };
  return account.enabled ? undefined : { kind: "disabled", by: account.by };
}

function leftOut({ exempt, account, undecided }: AccountSettings): UncoveredReason | undefined {
  if (exempt !== undefined) return { kind: "exempt", ...exempt };
  return undecided.account === undefined && !account.enabled ? { kind: "disabled", by: account.by } : undefined;
}

/** For everybody or, where an account's settings are given, for this account. */
export function regionExcluded(
  config: Configuration,
  { name }: RegionFacts,
  settings?: Pick<AccountSettings, "excludedRegions">,
): UncoveredReason | undefined {
  const reason = config.regions.exclude.find((entry) => entry.name === name)?.reason ?? settings?.excludedRegions.get(name);
  return reason === undefined ? undefined : { kind: "regionExcluded", reason };
}
