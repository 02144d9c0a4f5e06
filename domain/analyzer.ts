/** The analyzer types, by the names the API gives them. */
export const analyzerTypes = ["ACCOUNT", "ORGANIZATION", "ORGANIZATION_UNUSED_ACCESS", "ORGANIZATION_INTERNAL_ACCESS"] as const;
/** A type that this product plans. The API knows account-level unused and internal access too; see {@link ApiAnalyzerType}. */
export type AnalyzerType = (typeof analyzerTypes)[number];
/** A word of AWS's: those that this version knows, and any that is newer. A newer one is kept and shown, and counts for nothing. */
export type OrNewer<Known extends string> = Known | (string & Record<never, never>);

/** Every type that an existing analyzer may have. */
export type ApiAnalyzerType = OrNewer<AnalyzerType | "ACCOUNT_UNUSED_ACCESS" | "ACCOUNT_INTERNAL_ACCESS">;

/** The names of our own analyzers: one of each type in a place. */
export const analyzerNames: Readonly<Record<AnalyzerType, string>> = {
  ACCOUNT: "access-analyzer-org-account",
  ORGANIZATION: "access-analyzer-org-organization",
  ORGANIZATION_UNUSED_ACCESS: "access-analyzer-org-unused-access",
  ORGANIZATION_INTERNAL_ACCESS: "access-analyzer-org-internal-access",
};

export type AnalyzerStatus = OrNewer<"ACTIVE" | "CREATING" | "DISABLED" | "FAILED">;

/** The API's `configuration` union, exactly one key. @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerConfiguration.html */
export type AnalyzerConfiguration =
  | { unusedAccess: { unusedAccessAge: number; analysisRule?: { exclusions: UnusedAccessExclusion[] } } }
  | { internalAccess: { analysisRule?: { inclusions: InternalAccessInclusion[] } } };
export interface UnusedAccessExclusion {
  accountIds?: string[];
  resourceTags?: Record<string, string>[];
}
export interface InternalAccessInclusion {
  accountIds?: string[];
  resourceTypes?: string[];
  resourceArns?: string[];
}

/** One criterion of an archive rule's filter. Booleans of a finding are compared as text: `isPublic: { eq: ["false"] }`. */
export interface Criterion {
  eq?: string[];
  neq?: string[];
  contains?: string[];
  exists?: boolean;
}
export interface ArchiveRule {
  name: string;
  filter: Record<string, Criterion>;
}
