export { type DiagnosticEvent, type EngineEvent, type StepEvent } from "./engineEvent";
export { destroy, importResources, preview, refresh, up, type ImportedResource, type OperationResult } from "./operations";
export { type PulumiProject } from "./project";
export { runPulumi } from "./runPulumi";
export { cancel, exportState, initStack, listStacks, outputs, removeStack, unprotect, type ExportedResource } from "./stacks";
