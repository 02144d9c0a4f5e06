import type { DeploymentTargets } from "@aws-sdk/client-cloudformation";
import { isRegionEnabled, type AccountState, type World } from "../../world/world";
import { accountsUnder, isParent, isUnder } from "../organizations/tree";
import { notImplemented, validationError } from "./errors";
import type { StackInstance, StackSet } from "./stackSets";

export interface Target {
  account: string;
  region: string;
  organizationalUnitId: string;
}

/**
 * The accounts that a deployment reaches, in every Region: those of the roots and organizational units, nested units included, less or
 * among the accounts that are named. The management account is never one of them.
 *
 * @throws ValidationError for targets that are not there or that this operation does not take
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html
 */
export function deploymentTargets(world: World, given: DeploymentTargets | undefined, regions: string[]): Target[] {
  const { units, selects } = selection(world, given);
  const seen = new Set<string>();
  const reached = units.flatMap((unit) => accountsUnder(world, unit).map((account) => ({ account: account.id, unit })));
  return reached
    .filter(
      ({ account }) => account !== world.organization.managementAccount && selects(account) && !seen.has(account) && seen.add(account),
    )
    .flatMap(({ account, unit }) => regions.map((region) => ({ account, region, organizationalUnitId: unit })));
}

/** The instances of a stack set that an update or a deletion is about. @throws ValidationError */
export function targetedInstances(
  world: World,
  stackSet: StackSet,
  given: DeploymentTargets | undefined,
  regions: string[],
): StackInstance[] {
  const { units, selects } = selection(world, given);
  return [...stackSet.instances.values()].filter(
    (instance) =>
      regions.includes(instance.region) &&
      selects(instance.account) &&
      units.some((unit) => unit === instance.organizationalUnitId || isUnder(world, instance.account, unit)),
  );
}

/** The Regions of a request. @throws ValidationError for none, and for one that does not exist or is not enabled in the management account */
export function validRegions(world: World, regions: string[] | undefined): string[] {
  if (!regions?.length) throw validationError("At least one Region must be specified");
  const management = world.accounts.get(world.organization.managementAccount);
  for (const region of regions) {
    if (!management?.regions.has(region)) throw validationError(`Region ${region} is not supported`);
    if (!isRegionEnabled(management, region))
      throw validationError(`Region ${region} is not enabled in the management account ${management.id}`);
  }
  return [...new Set(regions)];
}

/** Whether an account's stack can be worked on at all: StackSets skips suspended accounts. */
export function isSkipped(account: AccountState | undefined): boolean {
  return account?.state !== "ACTIVE";
}

function selection(world: World, given: DeploymentTargets | undefined): { units: string[]; selects: (account: string) => boolean } {
  const units = given?.OrganizationalUnitIds ?? [];
  const accounts = given?.Accounts ?? [];
  const filter = given?.AccountFilterType ?? (accounts.length > 0 ? "UNION" : "NONE");
  if (given?.AccountsUrl) throw notImplemented("DeploymentTargets.AccountsUrl");
  if (units.length === 0) throw validationError("OrganizationalUnitIds are required for service-managed stack sets");
  for (const unit of units) {
    if (!isParent(world, unit))
      throw validationError(`Organizational unit ${unit} does not exist in organization ${world.organization.id}`);
  }
  if (filter === "UNION") throw notImplemented("AccountFilterType UNION");
  if ((filter === "NONE") !== (accounts.length === 0))
    throw validationError(`AccountFilterType ${filter} does not fit ${accounts.length} accounts`);
  const named = new Set(accounts);
  if (filter === "INTERSECTION") return { units, selects: (account) => named.has(account) };
  if (filter === "DIFFERENCE") return { units, selects: (account) => !named.has(account) };
  return { units, selects: () => true };
}
