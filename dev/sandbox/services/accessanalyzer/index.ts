import * as sdk from "@aws-sdk/client-accessanalyzer";
import type { Service } from "../../service";
import { analyzerOperations } from "./analyzerOperations";
import { archiveRules } from "./archiveRules";
import { findings } from "./findings/operations";
import { analyzedResources } from "./findings/resources";
import { statistics } from "./findings/statistics";
import { tags } from "./tags";

export { failCreation, findAnalyzers, removeAnalyzer } from "./analyzers";
export { analyzeSoon } from "./findings/analysis";
export { analyzeAfter } from "./findings/policyCalls";
export { findInternal, findUnused, resolve, seedSharedKeys } from "./findings/seeds";
export { denyAnalysis, hideFromScans, refuseResources } from "./findings/switches";
export { seedAnalyzer } from "./seedAnalyzer";

/** IAM Access Analyzer: analyzers, archive rules and findings with their life cycles and quotas. */
export const service: Service = {
  signingName: "access-analyzer",
  protocol: "restJson",
  namespace: "com.amazonaws.accessanalyzer",
  sdk,
  scope: "regional",
  operations: { ...analyzerOperations, ...archiveRules, ...tags, ...findings, ...analyzedResources, ...statistics },
};
