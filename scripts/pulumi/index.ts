export { type DiagnosticEvent, type EngineEvent, type PolicyViolation, type StepEvent, type SummaryEvent } from "./engineEvent";
export { destroy, importResources, preview, refresh, up, type ImportedResource, type OperationOptions, type OperationResult } from "./operations";
export { type PulumiProject } from "./project";
export { runPulumi, type PulumiRun, type PulumiRunResult } from "./runPulumi";
export {
  cancel,
  exportState,
  initStack,
  listStacks,
  outputs,
  PulumiError,
  removeStack,
  stackExists,
  unprotect,
  type ExportedResource,
  type ExportedState,
  type ListedStack,
} from "./stacks";
