import * as sdk from "@aws-sdk/client-accessanalyzer";
import type { Service } from "../../service";
import * as archiveRules from "./archiveRules";
import * as changes from "./changeAnalyzers";
import { createAnalyzer } from "./createAnalyzer";
import * as findings from "./findings";
import * as reads from "./readAnalyzers";
import * as tags from "./tags";

export { failCreation, findAnalyzers, removeAnalyzer, seedAnalyzer } from "./analyzers";

/** IAM Access Analyzer: analyzers and archive rules with their life cycle and quotas; no findings yet. */
export const service: Service = {
  signingName: "access-analyzer",
  protocol: "restJson",
  namespace: "com.amazonaws.accessanalyzer",
  sdk,
  scope: "regional",
  operations: {
    CreateAnalyzer: createAnalyzer,
    GetAnalyzer: reads.getAnalyzer,
    ListAnalyzers: reads.listAnalyzers,
    UpdateAnalyzer: changes.updateAnalyzer,
    DeleteAnalyzer: changes.deleteAnalyzer,
    CreateServiceLinkedAnalyzer: changes.createServiceLinkedAnalyzer,
    CreateArchiveRule: archiveRules.createArchiveRule,
    GetArchiveRule: archiveRules.getArchiveRule,
    ListArchiveRules: archiveRules.listArchiveRules,
    UpdateArchiveRule: archiveRules.updateArchiveRule,
    DeleteArchiveRule: archiveRules.deleteArchiveRule,
    ApplyArchiveRule: archiveRules.applyArchiveRule,
    TagResource: tags.tagResource,
    UntagResource: tags.untagResource,
    ListTagsForResource: tags.listTagsForResource,
    ListFindings: findings.listFindings,
    ListFindingsV2: findings.listFindingsV2,
    GetFinding: findings.getFinding,
    GetFindingV2: findings.getFindingV2,
  },
};
