export { analyzerRequired, analyzerRequiredNotes } from "./policies/analyzerRequired";
