import { isDeepStrictEqual } from "node:util";
import type { AnalyzerSpec } from "../../domain/plan/types";

const labels = {
  name: "name",
  source: "whose it is",
  configuration: "configuration",
  archiveRules: "archive rules",
  tags: "tags",
} satisfies Partial<Record<keyof AnalyzerSpec, string>>;

/** In what two analyzers of one place differ. */
export function differingKeys(before: AnalyzerSpec, after: AnalyzerSpec): string[] {
  return (Object.keys(labels) as (keyof typeof labels)[]) // The keys of the object above.
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => labels[key]);
}
