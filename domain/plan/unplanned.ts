import { analyzerNames, analyzerTypes, type AnalyzerType } from "../analyzer";
import type { AccountId, Region } from "../identifiers";
import type { ExistingAnalyzer, Inventory } from "../inventory/inventory";
import { ownerTag } from "../names";
import { byPlace } from "./order";
import { isUnknown, type CoveragePlan } from "./types";

/** An analyzer of ours that the plan has no longer. It stays in AWS until `retire` deletes it. */
export interface UnplannedAnalyzer {
  account: AccountId;
  region: Region;
  type: AnalyzerType;
  /** The analyzer's name. */
  analyzer: string;
  /** AWS charges for what it analyzes; the other types are free. */
  isBilled: boolean;
}

/**
 * Analyzers of ours, by tag and name, that no specification plans. Where it could not be read what the plan is to be, nothing is called
 * unplanned.
 *
 * @param inventory what is there, from inventory.json or read just now; the plan must have been computed from the same.
 *
 * @see https://aws.amazon.com/iam/access-analyzer/pricing/
 */
export function unplannedAnalyzers(inventory: Inventory, plan: CoveragePlan): UnplannedAnalyzer[] {
  const planned = new Set(plan.analyzers.flatMap((spec) => (spec.source.kind === "create" ? [placeOf(spec)] : [])));
  const undecided = new Set(plan.uncovered.flatMap((place) => (isUnknown(place.reason) ? [placeOf(place)] : [])));
  return inventory.accounts
    .flatMap(({ id: account, analyzers }) =>
      analyzers.flatMap(({ region, found }) =>
        ("read" in found ? found.read : []).flatMap((analyzer) => {
          const type = typeOfOurs(analyzer);
          if (type === undefined) return [];
          const isUndecided = undecided.has(placeOf({ account, type })) || undecided.has(placeOf({ account, region, type }));
          return isUndecided || planned.has(placeOf({ account, region, type }))
            ? []
            : [{ account, region, type, analyzer: analyzer.name, isBilled: isBilled(type) }];
        }),
      ),
    )
    .sort(byPlace);
}

/** The type of an analyzer that is ours: it carries our tag, and the name that we give to this type. */
export function typeOfOurs({ name, type, owner }: Pick<ExistingAnalyzer, "name" | "type" | "owner">): AnalyzerType | undefined {
  return owner.kind === "ours" ? analyzerTypes.find((planned) => planned === type && analyzerNames[planned] === name) : undefined;
}

/** Who owns an analyzer that is not ours, if a tag says so. Our tag alone, under a name that we do not give, was copied. */
export function otherOwner({ owner }: Pick<ExistingAnalyzer, "owner">): string | undefined {
  return owner.kind === "ours" ? copiedTag : owner.by;
}

export const copiedTag = `${ownerTag.key}=${ownerTag.value}`;

function isBilled(type: AnalyzerType): boolean {
  return type === "ORGANIZATION_UNUSED_ACCESS" || type === "ORGANIZATION_INTERNAL_ACCESS";
}

function placeOf({ account, region, type }: { account: AccountId; region?: Region; type: AnalyzerType }): string {
  return `${account} ${region ?? "*"} ${type}`;
}
