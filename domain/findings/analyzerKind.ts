import type { ApiAnalyzerType } from "../analyzer";
import type { FindingKind } from "./observation";

/**
 * What an analyzer of this type finds.
 *
 * @throws Error for a type that is newer than this version.
 */
export function kindOfAnalyzer(type: ApiAnalyzerType): FindingKind {
  if (type === "ACCOUNT" || type === "ORGANIZATION") return "external";
  if (type.endsWith("_UNUSED_ACCESS")) return "unused";
  if (type.endsWith("_INTERNAL_ACCESS")) return "internal";
  throw new Error(`Analyzers of type ${type} are newer than this version.`);
}
