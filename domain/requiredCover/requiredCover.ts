import type { Remark, StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";
import { analyzableTypes, type AnalyzableType } from "./analyzableTypes";
import { anyRegion, Cover, type Evidence } from "./cover";
import { exemptionOf, type Exemption } from "./exemptions";
import { notJudged } from "./notJudged";
import { accountOf, partOf, regionOf, type PlacePart } from "./place";
import { undecidedNote, unsetViolation, uselessNote, violation, whyUndecided, type PartName, type Uncovered } from "./sentences";
import { stackAnalyzers } from "./stackAnalyzers";

export interface CoverRequest {
  resources: readonly StackResource[];
  /** Where resources are of which neither they nor their providers say it. */
  accountId?: string;
  region?: string;
  /** Accounts of one organization: an ORGANIZATION analyzer in one of them covers all of them. */
  members: readonly string[];
  exemptions: readonly Exemption[];
  /** What else may cover a place, in this order. */
  evidence: readonly Evidence[];
  /** YYYY-MM-DD, UTC. */
  today: string;
}

export interface CoverVerdict {
  /** What blocks: one for each account and Region, and one where a place is not said. */
  violations: Remark[];
  /** What is not decided, or counts for the last time. */
  notes: Remark[];
  /** Places of which it is certain that nothing shows an analyzer. Without a Region: those of roles. */
  uncovered: { account: string; region?: string }[];
}

/**
 * Whether each resource that external access analyzers look at is in an account and Region that has one.
 *
 * An analyzer of the stack counts as planned, an ORGANIZATION one for its own account and, if that is a named member, for the others;
 * analyzers for unused and internal access count for nothing. A role needs an analyzer somewhere in its account.
 */
export function requiredCover(request: CoverRequest): CoverVerdict {
  const verdict: CoverVerdict = { violations: [], notes: notJudged(request.resources), uncovered: [] };
  const uncovered = new Map<string, Uncovered>();
  const unset = new Map<PartName, StackResource[]>();
  const undecided = new Map<string, StackResource[]>();
  const analyzers = stackAnalyzers(request.resources, { account: request.accountId, region: request.region });
  const cover = new Cover(analyzers, request.members, request.evidence);

  for (const resource of request.resources) {
    const type = analyzableTypes.get(resource.type);
    if (type === undefined) continue;
    const exemption = exemptionOf(resource, request.exemptions, request.today);
    if (exemption?.holds) continue;
    const account = accountOf(resource, { account: request.accountId });
    for (const region of regionsOf(resource, type, request.region)) {
      if (cover.has(account, region)) continue;
      const parts: Record<PartName, PlacePart["value"]> = { account: account.value, Region: region.value };
      const open = named(parts, unknownValue);
      if (open !== undefined) listIn(undecided, `${open} ${whyUndecided(resource)}`).push(resource);
      const missing = named(parts, undefined);
      if (missing !== undefined) listIn(unset, missing).push(resource);
      if (typeof account.value !== "string" || typeof region.value !== "string") continue;
      const place = `${account.value} ${region.value}`;
      const entry = uncovered.get(place) ?? { account: account.value, region: region.value, resources: [], expired: new Set() };
      entry.resources.push(resource);
      if (exemption) entry.expired.add(exemption.exemption);
      uncovered.set(place, entry);
    }
  }

  for (const place of uncovered.values()) {
    const { account, region } = place;
    verdict.violations.push(violation(place, analyzers, request.evidence));
    verdict.uncovered.push({ account, ...(region === anyRegion ? {} : { region }) });
  }
  for (const [what, resources] of unset) verdict.violations.push(unsetViolation(what, resources));
  for (const [what, resources] of undecided) verdict.notes.push(undecidedNote(what, resources));
  verdict.notes.push(...analyzers.flatMap((analyzer) => uselessNote(analyzer) ?? []));
  verdict.notes.push(...cover.usedNotes().map((message) => ({ urn: stackUrn(request.resources), message })));
  return verdict;
}

function named(parts: Record<PartName, PlacePart["value"]>, value: typeof unknownValue | undefined): PartName | undefined {
  return parts.account === value ? "account" : parts.Region === value ? "Region" : undefined;
}

function regionsOf(resource: StackResource, { scope, replicas }: AnalyzableType, region: string | undefined): PlacePart[] {
  if (scope === "account") return [{ value: anyRegion, keys: [anyRegion] }];
  const own = regionOf(resource, { region });
  const others = resource.inputs === undefined ? [] : (replicas?.(resource.inputs) ?? []);
  return [own, ...others.map((other) => partOf(other))];
}

function listIn<Key, Value>(map: Map<Key, Value[]>, key: Key): Value[] {
  const found = map.get(key) ?? [];
  map.set(key, found);
  return found;
}

function stackUrn(resources: readonly StackResource[]): string {
  return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? resources[0]?.urn ?? "";
}
