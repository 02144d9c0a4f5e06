import type { AnalyzerType } from "../analyzer";

const external: readonly AnalyzerType[] = ["ACCOUNT", "ORGANIZATION"];
const all: readonly AnalyzerType[] = [...external, "ORGANIZATION_UNUSED_ACCESS", "ORGANIZATION_INTERNAL_ACCESS"];

/**
 * What an archive rule may filter by, and on which analyzers the key means something. AWS takes any text as a value and says nothing when
 * a rule can never match, so that a misspelt key must be caught here.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html
 */
export const filterKeys: Readonly<Record<string, readonly AnalyzerType[]>> = {
  resource: all,
  resourceType: all,
  resourceOwnerAccount: all,
  findingType: ["ORGANIZATION_UNUSED_ACCESS"],
  // Whether internal-access findings can be filtered by these two is not confirmed, so it is let pass.
  resourceControlPolicyRestriction: [...external, "ORGANIZATION_INTERNAL_ACCESS"],
  error: all,
  isPublic: external,
  "principal.AWS": [...external, "ORGANIZATION_INTERNAL_ACCESS"],
  "principal.Federated": external,
  "condition.aws:PrincipalArn": external,
  "condition.aws:PrincipalOrgID": external,
  "condition.aws:PrincipalOrgPaths": external,
  "condition.aws:SourceIp": external,
  "condition.aws:SourceVpc": external,
  "condition.aws:UserId": external,
  "condition.cognito-identity.amazonaws.com:aud": external,
  "condition.graph.facebook.com:app_id": external,
  "condition.accounts.google.com:aud": external,
  "condition.kms:CallerAccount": external,
  "condition.www.amazon.com:app_id": external,
};

/** Keys that AWS takes when findings are listed or previewed, but not in an archive rule. */
export const listOnlyFilterKeys: readonly string[] = ["status", "id", "changeType", "existingFindingId", "existingFindingStatus"];
