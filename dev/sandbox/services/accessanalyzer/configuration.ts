import type { AnalyzerConfiguration, InternalAccessConfiguration, Type, UnusedAccessConfiguration } from "@aws-sdk/client-accessanalyzer";
import { invalid } from "./validation";

/** What AWS takes when an unused access analyzer names no age. Not confirmed by an AWS page. */
const defaultUnusedAccessAge = 90;

/** The resource types whose internal access is analyzed. */
const internalResourceTypes = new Set([
  "AWS::S3::Bucket",
  "AWS::S3Express::DirectoryBucket",
  "AWS::RDS::DBSnapshot",
  "AWS::RDS::DBClusterSnapshot",
  "AWS::DynamoDB::Table",
  "AWS::DynamoDB::Stream",
]);

/**
 * The configuration an analyzer of this type gets.
 *
 * @throws ValidationException for a configuration of another type, an age outside 1 to 365 days, more than 2,000 accounts, the owner's own
 *   account, or accounts where the zone of trust is an account
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerConfiguration.html
 */
export function validConfiguration(
  type: Type,
  owner: string,
  configuration: AnalyzerConfiguration | undefined,
): AnalyzerConfiguration | undefined {
  const keys = Object.entries(configuration ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  if (keys.length > 1)
    throw invalid("configuration", `Exactly one of unusedAccess and internalAccess is allowed, found ${keys.join(" and ")}.`);
  const wanted = type.endsWith("UNUSED_ACCESS") ? "unusedAccess" : type.endsWith("INTERNAL_ACCESS") ? "internalAccess" : undefined;
  if (wanted === undefined && keys.length > 0) throw invalid("configuration", `An analyzer of type ${type} takes no configuration.`);
  if (keys[0] !== undefined && keys[0] !== wanted)
    throw invalid("configuration", `An analyzer of type ${type} takes ${wanted}, not ${keys[0]}.`);
  if (wanted === "unusedAccess") return unusedAccess(type, owner, configuration?.unusedAccess ?? {});
  return configuration?.internalAccess && internalAccess(type, owner, configuration.internalAccess);
}

function unusedAccess(type: Type, owner: string, given: UnusedAccessConfiguration): AnalyzerConfiguration {
  const { unusedAccessAge = defaultUnusedAccessAge, analysisRule } = given;
  if (!Number.isInteger(unusedAccessAge) || unusedAccessAge < 1 || unusedAccessAge > 365)
    throw invalid("configuration.unusedAccess.unusedAccessAge", `Must be 1 to 365 days, was ${unusedAccessAge}.`);
  checkAccounts("configuration.unusedAccess.analysisRule.exclusions", type, owner, analysisRule?.exclusions ?? []);
  return { unusedAccess: { unusedAccessAge, ...(analysisRule ? { analysisRule } : {}) } };
}

function internalAccess(type: Type, owner: string, given: InternalAccessConfiguration): AnalyzerConfiguration {
  const field = "configuration.internalAccess.analysisRule.inclusions";
  const inclusions = given.analysisRule?.inclusions ?? [];
  checkAccounts(field, type, owner, inclusions);
  const unknown = inclusions.flatMap(({ resourceTypes }) => resourceTypes ?? []).find((each) => !internalResourceTypes.has(each));
  if (unknown !== undefined) throw invalid(field, `Internal access is not analyzed for ${unknown}.`, "notSupported");
  return { internalAccess: given };
}

function checkAccounts(field: string, type: Type, owner: string, criteria: { accountIds?: string[] }[]): void {
  const accounts = criteria.flatMap((criterion) => criterion.accountIds ?? []);
  if (accounts.length === 0) return;
  if (!type.startsWith("ORGANIZATION"))
    throw invalid(`${field}.accountIds`, "Accounts can be named only where the zone of trust is the organization.");
  if (accounts.length > 2000) throw invalid(`${field}.accountIds`, `At most 2000 accounts, found ${accounts.length}.`);
  for (const account of accounts) {
    if (!/^\d{12}$/.test(account)) throw invalid(`${field}.accountIds`, `'${account}' is not an account id of 12 digits.`);
    if (account === owner && type.endsWith("UNUSED_ACCESS"))
      throw invalid(`${field}.accountIds`, `The analyzer's own account ${owner} cannot be excluded.`);
  }
}
