import type { Type } from "@aws-sdk/client-accessanalyzer";
import type { World } from "../../world/world";
import { AwsError } from "../../service";
import { findAnalyzers } from "./analyzers";

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html */
export const quotas = {
  accountAnalyzersPerType: 1,
  organizationAnalyzersPerType: 5,
  organizationInternalAccessAnalyzers: 1,
  archiveRules: 100,
  valuesPerCriterion: 20,
};

/**
 * Analyzers of every status count, FAILED and service-linked ones too (whether AWS counts service-linked ones is not confirmed).
 *
 * @throws ServiceQuotaExceededException when this account and Region hold as many analyzers of the type as they may
 */
export function assertAnalyzerQuota(world: World, account: string, region: string, type: Type): void {
  const [limit, held, scope] =
    type === "ORGANIZATION_INTERNAL_ACCESS"
      ? ([quotas.organizationInternalAccessAnalyzers, findAnalyzers(world, { region, type }).length, "organization"] as const)
      : ([
          type.startsWith("ORGANIZATION") ? quotas.organizationAnalyzersPerType : quotas.accountAnalyzersPerType,
          findAnalyzers(world, { account, region, type }).length,
          "account",
        ] as const);
  if (held < limit) return;
  throw new AwsError(
    "ServiceQuotaExceededException",
    `The quota of ${limit} analyzer${limit === 1 ? "" : "s"} of type ${type} per ${scope} and Region is used up in account ${account}, Region ${region}.`,
    { resourceId: account, resourceType: "Analyzer" },
  );
}
