import type { Type } from "@aws-sdk/client-accessanalyzer";
import type * as sdk from "@aws-sdk/client-accessanalyzer";
import { ensureServiceLinkedRole, findServiceLinkedRole, serviceLinkedRoleArn } from "../../iam/serviceLinkedRoles";
import type { Asked, Operations } from "../../service";
import type { World } from "../../world/world";
import { addAnalyzer, creationFails, findAnalyzers, principal, refused } from "./analyzers";
import { inlineRules } from "./archiveRuleFilter";
import { analyzeFirst } from "./findings/analysis";
import { onAnalyzer, ownAnalyzerArn } from "./authorization";
import { validConfiguration } from "./configuration";
import { assertMayOwnOrganizationAnalyzer, hasOrganizationZone } from "./organizationAccess";
import { invalid, validName, validTags } from "./validation";

const types: readonly string[] = [
  "ACCOUNT",
  "ORGANIZATION",
  "ACCOUNT_UNUSED_ACCESS",
  "ORGANIZATION_UNUSED_ACCESS",
  "ACCOUNT_INTERNAL_ACCESS",
  "ORGANIZATION_INTERNAL_ACCESS",
] satisfies Type[];

/** What the service reads of the organization in the caller's name. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator.html */
const organizationReads = ["DescribeOrganization", "ListAccounts", "ListDelegatedAdministrators", "ListAWSServiceAccessForOrganization"];

/** @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html */
export const createAnalyzer: Operations<typeof sdk>["CreateAnalyzer"] = {
  authorize(input, call) {
    const { world, caller } = call;
    const asked: Asked[] = [onAnalyzer(ownAnalyzerArn(call, input.analyzerName), call, input.tags)];
    if (hasOrganizationZone(input.type))
      asked.push(...organizationReads.map((action) => ({ action: `organizations:${action}`, resource: "*" })));
    if (!findServiceLinkedRole(world, caller.account, principal))
      asked.push({
        action: "iam:CreateServiceLinkedRole",
        resource: serviceLinkedRoleArn(world, caller.account, principal),
        context: { "iam:AWSServiceName": principal },
      });
    return asked;
  },
  handle(input, call) {
    const { world, caller, region } = call;
    const { account } = caller;
    const { type, clientToken } = input;
    const name = validName("analyzerName", input.analyzerName);
    if (!types.includes(type)) throw invalid("type", `'${type}' is not one of ${types.join(", ")}.`);
    const tags = new Map(Object.entries(validTags(input.tags ?? {})));
    const archiveRules = inlineRules(type, input.archiveRules ?? [], world.clock.now());
    const configuration = validConfiguration(type, account, input.configuration);

    const existing = findAnalyzers(world, { account, region, name })[0];
    // The same request again (the SDKs repeat one with its token) answers as the first did; another one meets a taken name.
    if (existing && clientToken !== undefined && clientToken === existing.clientToken && type === existing.type)
      return { arn: existing.arn };
    if (existing) {
      const message = `An analyzer with the name ${name} already exists in account ${account}, Region ${region}.`;
      throw refused("ConflictException", message, existing.arn);
    }
    assertMayOwnOrganizationAnalyzer(world, account, type);
    assertQuota(world, account, region, type);
    ensureServiceLinkedRole(world, account, principal);

    const arn = ownAnalyzerArn(call, name);
    const createdAt = world.clock.now();
    addAnalyzer(world, {
      arn,
      account,
      region,
      name,
      type,
      createdAt,
      tags,
      configuration,
      archiveRules,
      creation: "CREATING",
      clientToken,
    });
    world.clock.after(world.settings.creatingMilliseconds, () => {
      const analyzer = findAnalyzers(world).find((each) => each.arn === arn && each.creation === "CREATING");
      if (!analyzer) return;
      analyzer.creation = creationFails(world, analyzer) ? "FAILED" : "ACTIVE";
      analyzeFirst(world);
    });
    return { arn };
  },
};

/**
 * Analyzers of every status count, FAILED and service-linked ones too (whether AWS counts service-linked ones is not confirmed).
 *
 * @throws ServiceQuotaExceededException when this account and Region hold as many analyzers of the type as they may
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
 */
function assertQuota(world: World, account: string, region: string, type: Type): void {
  const perOrganization = type === "ORGANIZATION_INTERNAL_ACCESS";
  const limit = hasOrganizationZone(type) && !perOrganization ? 5 : 1;
  const held = findAnalyzers(world, { region, type, ...(perOrganization ? {} : { account }) });
  if (held.length < limit) return;
  const what = `${limit} analyzer${limit === 1 ? "" : "s"} of type ${type} per ${perOrganization ? "organization" : "account"} and Region`;
  throw refused("ServiceQuotaExceededException", `The quota of ${what} is used up in account ${account}, Region ${region}.`, account);
}
