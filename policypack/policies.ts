import type { Policies } from "@pulumi/policy";
import { analyzerRequired, analyzerRequiredNotes } from "./policies/analyzerRequired";
import { analyzerSettings } from "./policies/analyzerSettings";
import { archiveRuleNarrow, archiveRuleNarrowNotes } from "./policies/archiveRuleNarrow";
import { findingsRoadIntact, findingsRoadIntactNotes } from "./policies/findingsRoadIntact";
import { noPublicPolicy, noPublicPolicyNotes } from "./policies/noPublicPolicy";
import { planComplete } from "./policies/planComplete";

export {
  analyzerRequired,
  analyzerRequiredNotes,
  analyzerSettings,
  archiveRuleNarrow,
  archiveRuleNarrowNotes,
  findingsRoadIntact,
  findingsRoadIntactNotes,
  noPublicPolicy,
  noPublicPolicyNotes,
  planComplete,
};

/** All of them, in the order in which they judge. */
export const policies: Policies = [
  analyzerRequired,
  analyzerRequiredNotes,
  planComplete,
  findingsRoadIntact,
  findingsRoadIntactNotes,
  analyzerSettings,
  archiveRuleNarrow,
  archiveRuleNarrowNotes,
  noPublicPolicy,
  noPublicPolicyNotes,
];
