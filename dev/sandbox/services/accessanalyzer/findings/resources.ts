import type * as sdk from "@aws-sdk/client-accessanalyzer";
import type { Operations } from "../../../service";
import { refused, type Analyzer } from "../analyzers";
import { ownAnalyzer, pageOf } from "../authorization";
import { policyBearers } from "../bearers";
import type { PolicyBearer } from "../bearers/bearer";
import { analyzeOne, isWatched } from "./analysis";
import { externalDetails, type AnalyzedResource } from "./finding";
import { externalAnalyzer, on } from "./operations";
import { isHidden } from "./switches";
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
      const { findings } = externalAnalyzer(input, call);
      const found = [...findings.resources.values()].find(({ arn }) => arn === input.resourceArn);
      if (!found) throw noResource(input.resourceArn);
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
      if (!found || isHidden(world, found)) throw noResource(resourceArn);
      world.clock.after(world.settings.analysisMilliseconds, () => {
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

function noResource(arn: string): Error {
  return refused("ResourceNotFoundException", `Resource not found: ${arn}.`, arn, "Resource");
}
