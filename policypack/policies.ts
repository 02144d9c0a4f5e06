export { analyzerRequired, analyzerRequiredNotes } from "./policies/analyzerRequired";
export { analyzerSettings } from "./policies/analyzerSettings";
export { archiveRuleNarrow, archiveRuleNarrowNotes } from "./policies/archiveRuleNarrow";
export { planComplete } from "./policies/planComplete";
