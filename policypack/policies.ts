export { analyzerRequired, analyzerRequiredNotes } from "./policies/analyzerRequired";
export { analyzerSettings } from "./policies/analyzerSettings";
export { archiveRuleNarrow, archiveRuleNarrowNotes } from "./policies/archiveRuleNarrow";
export { noPublicPolicy, noPublicPolicyNotes } from "./policies/noPublicPolicy";
export { planComplete } from "./policies/planComplete";
