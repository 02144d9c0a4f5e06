import type { AnalyzerConfiguration, AnalyzerType } from "../analyzer";
import { accountSettings } from "./accountSettings";
import { activeAdministrator } from "./administrator";
import type { Configuration } from "../configuration/configuration";
import type { CoveragePlan, Uncovered, UncoveredReason } from "./types";
import type { Region } from "../identifiers";
import { isEnabled, type Inventory, type InventoryAccount, type RegionFacts } from "../inventory/inventory";
import { regionExcluded } from "./accountCoverage";
import { analyzerSpec, keptSpec } from "./specs";
import { conflictingAnalyzer, takenName } from "./conflictingAnalyzer";
import { internalAccessConfiguration, unusedAccessConfiguration, unusedAccessOf } from "./typeConfiguration";

type OrganizationType = Exclude<AnalyzerType, "ACCOUNT">;

/** The analyzers that the delegated administrator owns for everybody, and the accounts that they do not reach. */
export function organizationCoverage(config: Configuration, inventory: Inventory, today: string): CoveragePlan {
  const administrator = activeAdministrator(config, inventory.accounts);
  if ("lost" in administrator)
    return { analyzers: [], uncovered: organizationTypes.map((type) => withoutOwner(config, type, administrator.lost)) };
  const owner = administrator.read;
  const plans = organizationTypes.map((type) => {
    const ofOwner = ownerCoverage(config, inventory, owner, type, today);
    if (!isTypeEnabled(config, type)) return ofOwner;
    const others = inventory.accounts.filter(({ id }) => id !== owner.id);
    return {
      ...ofOwner,
      uncovered: [...ofOwner.uncovered, ...others.flatMap((account) => unreached(config, account, owner, type, today))],
    };
  });
  return { analyzers: plans.flatMap(({ analyzers }) => analyzers), uncovered: plans.flatMap(({ uncovered }) => uncovered) };
}

const organizationTypes: readonly OrganizationType[] = ["ORGANIZATION", "ORGANIZATION_UNUSED_ACCESS", "ORGANIZATION_INTERNAL_ACCESS"];

/** Who owns the organization's analyzers next, a person has to say. Until then what is there stays as it is. */
function withoutOwner(config: Configuration, type: OrganizationType, lost: string): Uncovered {
  const reason: UncoveredReason = isTypeEnabled(config, type)
    ? { kind: "undecided", reason: lost }
    : { kind: "disabled", by: switches[type].by };
  return { account: config.organization.delegatedAdministrator, type, reason };
}

function ownerCoverage(
  config: Configuration,
  inventory: Inventory,
  owner: InventoryAccount,
  type: OrganizationType,
  today: string,
): CoveragePlan {
  const plan: CoveragePlan = { analyzers: [], uncovered: [] };
  const leaveOut = (reason: UncoveredReason, region?: Region) =>
    plan.uncovered.push({ account: owner.id, ...(region === undefined ? {} : { region }), type, reason });

  if ("unreadable" in owner.regions) {
    leaveOut(
      isTypeEnabled(config, type) ? { kind: "unreadable", reason: owner.regions.unreadable } : { kind: "disabled", by: switches[type].by },
    );
    return plan;
  }
  for (const region of owner.regions.read.filter(({ name }) => isPlannedIn(config, type, name))) {
    const reason = reasonForOwner(config, type, region);
    if (reason !== undefined) {
      leaveOut(reason, region.name);
      continue;
    }
    const configuration = analyzerConfiguration(config, inventory, owner, region.name, type, today);
    if (configuration !== undefined && "undecided" in configuration) {
      leaveOut({ kind: "undecided", reason: configuration.undecided }, region.name);
      continue;
    }
    const spec = ownerSpec(config, inventory, owner, region.name, type, configuration);
    const taken = spec.source.kind === "create" ? takenName(owner, region.name, type) : undefined;
    if (taken !== undefined) leaveOut(taken, region.name);
    else plan.analyzers.push(spec);
  }
  return plan;
}

/** One internal-access analyzer is all that an organization may have in a Region: the management account's takes the place of ours. */
function ownerSpec(
  config: Configuration,
  inventory: Inventory,
  owner: InventoryAccount,
  region: Region,
  type: OrganizationType,
  configuration: AnalyzerConfiguration | undefined,
) {
  const management = inventory.accounts.find(({ id }) => id === inventory.organization.management);
  if (type === "ORGANIZATION_INTERNAL_ACCESS" && management !== undefined && conflictingAnalyzer(owner, region, type) === undefined) {
    const conflicting = conflictingAnalyzer(management, region, type);
    if (conflicting !== undefined) return keptSpec(management, region, type, conflicting);
  }
  return analyzerSpec(config, owner, region, type, configuration);
}

function reasonForOwner(config: Configuration, type: OrganizationType, region: RegionFacts): UncoveredReason | undefined {
  if (!isEnabled(region)) return { kind: "regionNotEnabled", optStatus: region.optStatus };
  if (!isTypeEnabled(config, type)) return { kind: "disabled", by: switches[type].by };
  return regionExcluded(config, region);
}

/** What a planned organization analyzer does not see of one account. */
function unreached(
  config: Configuration,
  account: InventoryAccount,
  owner: InventoryAccount,
  type: OrganizationType,
  today: string,
): Uncovered[] {
  const leftOut = (reason: UncoveredReason, region?: Region): Uncovered => ({
    account: account.id,
    ...(region === undefined ? {} : { region }),
    type,
    reason,
  });
  if (account.state !== "ACTIVE") return [leftOut({ kind: "accountState", state: account.state })];

  const settings = accountSettings(config, account, today);
  const { exempt } = settings;
  if (type === "ORGANIZATION_UNUSED_ACCESS") {
    const { reason, undecided } = unusedAccessOf(settings);
    const told: UncoveredReason | undefined = undecided === undefined ? reason : { kind: "undecided", reason: undecided };
    return told === undefined ? [] : plannedRegions(config, owner, type).map((region) => leftOut(told, region));
  }

  if ("unreadable" in account.regions) {
    return [leftOut(exempt === undefined ? { kind: "unreadable", reason: account.regions.unreadable } : { kind: "exempt", ...exempt })];
  }
  if ("unreadable" in owner.regions) return [];
  const ofOwner = new Map(owner.regions.read.map((region) => [region.name, region]));
  return account.regions.read.filter(isEnabled).flatMap((region) => {
    const facts = ofOwner.get(region.name);
    if (facts !== undefined && isEnabled(facts)) return [];
    if (exempt !== undefined) return [leftOut({ kind: "exempt", ...exempt }, region.name)];
    const notEnabled: UncoveredReason = { kind: "ownerRegionNotEnabled", owner: owner.id, optStatus: facts?.optStatus ?? "UNKNOWN" };
    return [leftOut(regionExcluded(config, region, settings) ?? notEnabled, region.name)];
  });
}

/** Regions in which the owner gets an analyzer of the type. */
function plannedRegions(config: Configuration, owner: InventoryAccount, type: OrganizationType): Region[] {
  if ("unreadable" in owner.regions) return [];
  return owner.regions.read
    .filter((region) => isPlannedIn(config, type, region.name) && reasonForOwner(config, type, region) === undefined)
    .map(({ name }) => name);
}

function isPlannedIn(config: Configuration, type: OrganizationType, region: Region): boolean {
  return (
    type !== "ORGANIZATION_UNUSED_ACCESS" || config.analyzers.unusedAccess.regions === "all" || region === config.organization.homeRegion
  );
}

function analyzerConfiguration(
  config: Configuration,
  inventory: Inventory,
  owner: InventoryAccount,
  region: Region,
  type: OrganizationType,
  today: string,
): AnalyzerConfiguration | { undecided: string } | undefined {
  if (!isTypeEnabled(config, type)) return undefined;
  if (type === "ORGANIZATION_UNUSED_ACCESS") {
    const there = owner.analyzers.find((entry) => entry.region === region)?.found ?? { unreadable: `${region} was not read` };
    return unusedAccessConfiguration(config, inventory, there, today);
  }
  return type === "ORGANIZATION_INTERNAL_ACCESS" ? internalAccessConfiguration(config) : undefined;
}

function isTypeEnabled(config: Configuration, type: OrganizationType): boolean {
  return config.analyzers[switches[type].key].enabled;
}

const switches = {
  ORGANIZATION: { key: "organization", by: "analyzers.organization.enabled" },
  ORGANIZATION_UNUSED_ACCESS: { key: "unusedAccess", by: "analyzers.unusedAccess.enabled" },
  ORGANIZATION_INTERNAL_ACCESS: { key: "internalAccess", by: "analyzers.internalAccess.enabled" },
} as const;
