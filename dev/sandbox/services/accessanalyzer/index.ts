import * as sdk from "@aws-sdk/client-accessanalyzer";
import type { Service } from "../../service";
import { analyzerOperations } from "./analyzerOperations";
import { archiveRules } from "./archiveRules";
import { findings } from "./findings";
import { tags } from "./tags";

export { failCreation, findAnalyzers, removeAnalyzer, seedAnalyzer } from "./analyzers";

/** IAM Access Analyzer: analyzers and archive rules with their life cycle and quotas; no findings yet. */
export const service: Service = {
  signingName: "access-analyzer",
  protocol: "restJson",
  namespace: "com.amazonaws.accessanalyzer",
  sdk,
  scope: "regional",
  operations: { ...analyzerOperations, ...archiveRules, ...tags, ...findings },
};
