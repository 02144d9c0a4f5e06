import type { AccountFilterType, DeploymentTargets } from "@aws-sdk/client-cloudformation";
import { isRegionEnabled, type World } from "../../world/world";
import { AwsError } from "../../service";
import { accountsUnder, isParent, isUnder } from "../organizations/tree";
import { notImplemented, validationError } from "./errors";
import { instanceKey, type StackSet } from "./stackSets";

export interface Target {
  account: string;
  region: string;
  organizationalUnitId: string;
}

/** Which accounts a request is about: those under its units, filtered by those that it names. */
export interface Selection {
  units: string[];
  named: string[];
  filter: AccountFilterType;
}

const filters: Record<AccountFilterType, (isUnderUnit: boolean, isNamed: boolean) => boolean> = {
  NONE: (isUnderUnit) => isUnderUnit,
  INTERSECTION: (isUnderUnit, isNamed) => isUnderUnit && isNamed,
  DIFFERENCE: (isUnderUnit, isNamed) => isUnderUnit && !isNamed,
  UNION: (isUnderUnit, isNamed) => isUnderUnit || isNamed,
};

/**
 * Reads the deployment targets of a request.
 *
 * @throws ValidationError for targets that are not there or that this operation does not take
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html
 */
export function selection(world: World, given: DeploymentTargets | undefined): Selection {
  const units = given?.OrganizationalUnitIds ?? [];
  const named = given?.Accounts ?? [];
  const filter = given?.AccountFilterType ?? (named.length > 0 ? "UNION" : "NONE");
  if (given?.AccountsUrl) throw notImplemented("DeploymentTargets.AccountsUrl");
  if (units.length === 0) throw validationError("OrganizationalUnitIds are required for service-managed stack sets");
  for (const unit of units) {
    if (!isParent(world, unit))
      throw validationError(`Organizational unit ${unit} does not exist in organization ${world.organization.id}`);
  }
  if ((filter === "NONE") !== (named.length === 0))
    throw validationError(`AccountFilterType ${filter} does not fit ${named.length} accounts`);
  return { units, named, filter };
}

/**
 * The accounts and Regions that a deployment reaches: accounts of nested units included, the management account never.
 *
 * @throws ValidationError for UNION
 */
export function deploymentTargets(world: World, { units, named, filter }: Selection, regions: string[]): Target[] {
  if (filter === "UNION") throw validationError("AccountFilterType UNION is not supported for CreateStackInstances");
  const unitOf = new Map<string, string>();
  for (const unit of [...units].reverse()) for (const { id } of accountsUnder(world, unit)) unitOf.set(id, unit);
  unitOf.delete(world.organization.managementAccount);
  return [...unitOf]
    .filter(([account]) => filters[filter](true, named.includes(account)))
    .flatMap(([account, organizationalUnitId]) => regions.map((region) => ({ account, region, organizationalUnitId })));
}

/** The instances of a stack set that an update or a deletion is about; in all Regions unless some are given. */
export function targetedInstances(world: World, stackSet: StackSet, chosen: Selection, regions?: string[]): Target[] {
  return instanceTargets(stackSet).filter(
    ({ account, region, organizationalUnitId }) =>
      (regions?.includes(region) ?? true) && selects(world, chosen, account, organizationalUnitId),
  );
}

/** Every instance of a stack set. */
export function instanceTargets(stackSet: StackSet): Target[] {
  return [...stackSet.instances.values()].map(({ account, region, organizationalUnitId }) => ({ account, region, organizationalUnitId }));
}

/**
 * An update wants an instance in every combination of its accounts and Regions: those accounts that it names and those under its units that
 * have an instance anywhere.
 *
 * @throws StackInstanceNotFoundException
 * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1978
 */
export function assertNoneMissing(world: World, stackSet: StackSet, chosen: Selection, regions: string[]): void {
  const named = chosen.named.filter((account) => selects(world, chosen, account));
  const accounts = new Set([...targetedInstances(world, stackSet, chosen).map(({ account }) => account), ...named]);
  const missing = [...accounts]
    .flatMap((account) => regions.map((region) => ({ account, region })))
    .filter((place) => !stackSet.instances.has(instanceKey(place)))
    .map(({ account, region }) => `account ${account}, Region ${region}`);
  if (accounts.size > 0 && missing.length === 0) return;
  const what = missing.join("; ") || "these targets";
  throw new AwsError("StackInstanceNotFoundException", `StackSet ${stackSet.id} has no stack instance for ${what}`);
}

function selects(world: World, { units, named, filter }: Selection, account: string, through?: string): boolean {
  return filters[filter](
    units.some((unit) => unit === through || isUnder(world, account, unit)),
    named.includes(account),
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
