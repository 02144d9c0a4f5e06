import type { StoreKey, World } from "../../../world/world";
import type { PolicyBearer } from "../bearers/bearer";

/** Resources that match all it names. */
export type ResourceFilter = Partial<Pick<PolicyBearer, "account" | "region" | "arn" | "resourceType">>;

interface Switches {
  denied: ResourceFilter[];
  unknownToScans: ResourceFilter[];
}

const key: StoreKey<Switches> = { name: "accessanalyzer switches", create: () => ({ denied: [], unknownToScans: [] }) };

/** For tests: from the next analysis on Access Analyzer may not look at these resources. */
export function denyAnalysis(world: World, ...denied: ResourceFilter[]): void {
  world.store(key).denied = denied;
}

/** For tests: StartResourceScan does not find these resources, as it is with new ones for a while. */
export function hideFromScans(world: World, ...hidden: ResourceFilter[]): void {
  world.store(key).unknownToScans = hidden;
}

export function isDenied(world: World, bearer: PolicyBearer): boolean {
  return world.store(key).denied.some((filter) => fits(bearer, filter));
}

export function isHidden(world: World, bearer: PolicyBearer): boolean {
  return world.store(key).unknownToScans.some((filter) => fits(bearer, filter));
}

function fits(bearer: PolicyBearer, { account, region, arn, resourceType }: ResourceFilter): boolean {
  return (
    (account === undefined || account === bearer.account) &&
    (region === undefined || region === bearer.region) &&
    (arn === undefined || arn === bearer.arn) &&
    (resourceType === undefined || resourceType === bearer.resourceType)
  );
}
