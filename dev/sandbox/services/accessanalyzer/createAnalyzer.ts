import type { CreateAnalyzerRequest, CreateAnalyzerResponse, Type } from "@aws-sdk/client-accessanalyzer";
import { AwsError, type Authorization, type Call, type Operation } from "../../service";
import { addAnalyzer, creationFails, findAnalyzers, type Analyzer } from "./analyzers";
import { inlineRules } from "./archiveRuleFilter";
import { onAnalyzer, ownAnalyzerArn } from "./authorization";
import { validConfiguration } from "./configuration";
import { assertMayOwnOrganizationAnalyzer, hasOrganizationZone } from "./organizationAccess";
import { assertAnalyzerQuota } from "./quotas";
import { ensureServiceLinkedRole, hasServiceLinkedRole, serviceLinkedRoleAuthorization } from "./serviceLinkedRole";
import { invalid, required, validName, validTags } from "./validation";

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
export const createAnalyzer: Operation<CreateAnalyzerRequest, CreateAnalyzerResponse> = {
  authorize(input, call) {
    const asked: Authorization[] = [onAnalyzer("CreateAnalyzer", ownAnalyzerArn(call, input.analyzerName), call, input.tags ?? {})];
    if (hasOrganizationZone(input.type ?? ""))
      asked.push(...organizationReads.map((action) => ({ action: `organizations:${action}`, resource: "*" })));
    if (!hasServiceLinkedRole(call.world, call.caller.account)) asked.push(serviceLinkedRoleAuthorization(call.world, call.caller.account));
    return asked;
  },
  handle(input, call) {
    const { world, caller, region } = call;
    const name = validName("analyzerName", input.analyzerName);
    const type = validType(input.type);
    const tags = validTags(input.tags);
    const archiveRules = inlineRules(type, input.archiveRules, world.clock.now());
    const configuration = validConfiguration(type, caller.account, input.configuration);

    const existing = findAnalyzers(world, { account: caller.account, region, name })[0];
    if (existing) return repeated(existing, input);
    assertMayOwnOrganizationAnalyzer(world, caller.account, type);
    assertAnalyzerQuota(world, caller.account, region, type);
    ensureServiceLinkedRole(world, caller.account);

    const arn = ownAnalyzerArn(call, name);
    addAnalyzer(world, {
      arn,
      account: caller.account,
      region,
      name,
      type,
      createdAt: world.clock.now(),
      tags: new Map(Object.entries(tags)),
      configuration,
      archiveRules,
      creation: "CREATING",
      clientToken: input.clientToken,
    });
    finishLater(call, arn);
    return { arn };
  },
};

/** The same request again (the SDKs repeat one with its token) answers as the first did; another one meets a taken name. */
function repeated(existing: Analyzer, input: CreateAnalyzerRequest): CreateAnalyzerResponse {
  if (input.clientToken !== undefined && input.clientToken === existing.clientToken && input.type === existing.type)
    return { arn: existing.arn };
  throw new AwsError(
    "ConflictException",
    `An analyzer with the name ${existing.name} already exists in account ${existing.account}, Region ${existing.region}.`,
    {
      resourceId: existing.arn,
      resourceType: "Analyzer",
    },
  );
}

function finishLater({ world }: Call, arn: string): void {
  world.clock.after(world.settings.creatingMilliseconds, () => {
    const analyzer = findAnalyzers(world).find((each) => each.arn === arn && each.creation === "CREATING");
    if (analyzer) analyzer.creation = creationFails(world, analyzer) ? "FAILED" : "ACTIVE";
  });
}

function validType(type: string | undefined): Type {
  const given = required("type", type);
  if (!types.includes(given)) throw invalid("type", `'${given}' is not one of ${types.join(", ")}.`);
  // The list above holds exactly the members of Type, which `satisfies` checks.
  return given as Type;
}
