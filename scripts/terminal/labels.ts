import type { AnalyzerType } from "../../domain/analyzer";

/** What an analyzer type is called where there is little room. */
export const typeLabels: Record<AnalyzerType, string> = {
  ACCOUNT: "account",
  ORGANIZATION: "org",
  ORGANIZATION_UNUSED_ACCESS: "unused",
  ORGANIZATION_INTERNAL_ACCESS: "internal",
};
