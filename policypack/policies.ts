export { analyzerRequired, analyzerRequiredNotes } from "./policies/analyzerRequired";
export { planComplete } from "./policies/planComplete";
