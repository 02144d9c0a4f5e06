import type * as sdk from "@aws-sdk/client-accessanalyzer";
import { AwsError, type Operations } from "../../../service";
import type { World } from "../../../world/world";
import { refused, type Analyzer } from "../analyzers";
import { ownAnalyzer, pageOf } from "../authorization";
import { policyBearers } from "../bearers";
import type { PolicyBearer } from "../bearers/bearer";
import { analyzeOne, isWatched } from "./analysis";
import { externalDetails, type AnalyzedResource } from "./finding";
import { externalAnalyzer, on } from "./operations";
import { refusalOf, type ResourceOperation } from "./switches";
import { zoneOf } from "./zone";

/** What an analyzer looks at, and looking at one of them on demand. */
export const analyzedResources: Operations<typeof sdk> = {
  ListAnalyzedResources: {
    authorize: on("ListAnalyzedResources"),
    handle(input, call) {
      const { findings } = ownAnalyzer(call, input.analyzerArn);
      const found = [...findings.resources.values()].filter(({ resourceType }) => (input.resourceType ?? resourceType) === resourceType);
      const { items, nextToken } = pageOf(call, input, found);
      const summary = ({ arn, account, resourceType }: AnalyzedResource) => ({
        resourceArn: arn,
        resourceOwnerAccount: account,
        resourceType,
      });
      return { analyzedResources: items.map(summary), nextToken };
    },
  },
  GetAnalyzedResource: {
    authorize: on("GetAnalyzedResource"),
    handle(input, call) {
      const analyzer = externalAnalyzer(input, call);
      const found = [...analyzer.findings.resources.values()].find(({ arn }) => arn === input.resourceArn);
      assertTold(call.world, "GetAnalyzedResource", analyzer, found, input.resourceArn);
      return { resource: described(found) };
    },
  },
  /** A resource that is not known to Access Analyzer yet is not found; that of another account is looked for with `resourceOwnerAccount`. */
  StartResourceScan: {
    authorize: on("StartResourceScan"),
    handle({ analyzerArn, resourceArn, resourceOwnerAccount }, call) {
      const { world } = call;
      const analyzer = externalAnalyzer({ analyzerArn }, call);
      const owner = resourceOwnerAccount ?? analyzer.account;
      const find = () => watchedBy(analyzer).find(({ arn, account }) => arn === resourceArn && account === owner);
      const watchedBy = (by: Analyzer): PolicyBearer[] => policyBearers(world).filter((each) => isWatched(each, by, zoneOf(world, by)));
      const found = find();
      assertTold(world, "StartResourceScan", analyzer, found, resourceArn);
      world.clock.after(world.settings.scanMilliseconds, () => {
        const still = find();
        if (still) analyzeOne(world, analyzer, still);
      });
    },
  },
};

/** Of its findings only those that are open. */
function described({ arn, account, resourceType, createdAt, analyzedAt, findings }: AnalyzedResource) {
  const open = findings.filter(({ status }) => status !== "RESOLVED");
  const details = open.map(externalDetails);
  const updatedAt = new Date(Math.max(createdAt.getTime(), ...findings.map((finding) => finding.updatedAt.getTime())));
  return {
    ...{ resourceArn: arn, resourceOwnerAccount: account, resourceType, createdAt, analyzedAt, updatedAt },
    isPublic: details.some((each) => each?.isPublic === true),
    actions: [...new Set(details.flatMap((each) => each?.action ?? []))],
    sharedVia: [...new Set(details.flatMap((each) => each?.sources ?? []).map(({ type = "" }) => type))],
    status: open.some(({ status }) => status === "ACTIVE") ? ("ACTIVE" as const) : open.length > 0 ? ("ARCHIVED" as const) : undefined,
    error: open.find(({ error }) => error !== undefined)?.error,
  };
}

/** @throws AwsError for a resource that is not there, or that a test wants to be refused */
function assertTold<Found extends PolicyBearer>(
  world: World,
  operation: ResourceOperation,
  analyzer: Analyzer,
  found: Found | undefined,
  arn: string,
): asserts found {
  const code = found ? refusalOf(world, operation, analyzer, found) : "ResourceNotFoundException";
  if (code === "ResourceNotFoundException") throw refused(code, `Resource not found: ${arn}.`, arn, "Resource");
  if (code !== undefined) throw new AwsError(code, `Access to ${arn} is denied (as a test wants it).`);
}
