import type { StoreKey, World } from "../../../world/world";
import type { Analyzer } from "../analyzers";
import type { PolicyBearer } from "../bearers/bearer";

/** Resources that match all it names. */
export type ResourceFilter = Partial<Pick<PolicyBearer, "account" | "region" | "arn" | "resourceType">>;

export type ResourceOperation = "StartResourceScan" | "GetAnalyzedResource";

/** How these operations answer for the resources that match, whatever they are. */
export interface Refusal extends ResourceFilter {
  as: "AccessDeniedException" | "ResourceNotFoundException";
  /** Default: StartResourceScan. */
  operation?: ResourceOperation;
  /** By analyzers of this type only. */
  analyzerType?: "ACCOUNT" | "ORGANIZATION";
  /** Only where the resource is another account's than the analyzer. */
  isOfMembers?: true;
}

interface Switches {
  denied: ResourceFilter[];
  refusals: Refusal[];
}

const key: StoreKey<Switches> = { name: "accessanalyzer switches", create: () => ({ denied: [], refusals: [] }) };

/** For tests: from the next analysis on Access Analyzer may not look at these resources. */
export function denyAnalysis(world: World, ...denied: ResourceFilter[]): void {
  world.store(key).denied = denied;
}

/** For tests: these resources are refused, until it is called again. */
export function refuseResources(world: World, ...refusals: Refusal[]): void {
  world.store(key).refusals = refusals;
}

/** For tests: StartResourceScan does not find these resources, as it is with new ones for a while. */
export function hideFromScans(world: World, ...hidden: ResourceFilter[]): void {
  refuseResources(world, ...hidden.map((each) => ({ ...each, as: "ResourceNotFoundException" as const })));
}

export function isDenied(world: World, bearer: PolicyBearer): boolean {
  return world.store(key).denied.some((filter) => fits(bearer, filter));
}

export function refusalOf(
  world: World,
  asked: ResourceOperation,
  { type, account }: Analyzer,
  bearer: PolicyBearer,
): Refusal["as"] | undefined {
  return world
    .store(key)
    .refusals.find(
      ({ operation = "StartResourceScan", analyzerType = type, isOfMembers, ...filter }) =>
        operation === asked && analyzerType === type && !(isOfMembers && bearer.account === account) && fits(bearer, filter),
    )?.as;
}

function fits(bearer: PolicyBearer, { account, region, arn, resourceType }: ResourceFilter): boolean {
  return (
    (account === undefined || account === bearer.account) &&
    (region === undefined || region === bearer.region) &&
    (arn === undefined || arn === bearer.arn) &&
    (resourceType === undefined || resourceType === bearer.resourceType)
  );
}
