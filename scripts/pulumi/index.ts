export { commandProject, type ProjectOptions } from "./commandProject";
export { blockedBy, judged, type Judgement } from "./judged";
export { type DiagnosticEvent, type EngineEvent, type StepEvent } from "./engineEvent";
export {
  analyzeState,
  destroy,
  importResources,
  preview,
  refresh,
  up,
  type ImportedResource,
  type OperationResult,
  type PolicyPack,
} from "./operations";
export { ownHosts, stackFile, type PulumiProject } from "./project";
export { ownPackFolder } from "./ownPack";
export { runPulumi } from "./runPulumi";
export {
  cancel,
  editState,
  exportState,
  initStack,
  listStacks,
  outputs,
  PulumiError,
  removeStack,
  unprotect,
  type ExportedResource,
  type RawResource,
  type RawState,
} from "./stacks";
