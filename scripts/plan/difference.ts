import { isDeepStrictEqual } from "node:util";
import type { AnalyzerSpec, CoveragePlan } from "../../domain/plan/types";

export interface PlanDifference {
  added: AnalyzerSpec[];
  removed: AnalyzerSpec[];
  /** Same account, Region and type; something else differs. */
  changed: { before: AnalyzerSpec; after: AnalyzerSpec }[];
}

export function planDifference(before: CoveragePlan, after: CoveragePlan): PlanDifference {
  const old = new Map(before.analyzers.map((spec) => [placeOf(spec), spec]));
  const current = new Set(after.analyzers.map(placeOf));
  const difference: PlanDifference = { added: [], removed: before.analyzers.filter((spec) => !current.has(placeOf(spec))), changed: [] };
  for (const spec of after.analyzers) {
    const was = old.get(placeOf(spec));
    if (was === undefined) difference.added.push(spec);
    else if (!isDeepStrictEqual(was, spec)) difference.changed.push({ before: was, after: spec });
  }
  return difference;
}

function placeOf({ account, region, type }: AnalyzerSpec): string {
  return `${account} ${region} ${type}`;
}
