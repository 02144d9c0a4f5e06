export { ensureEngine, EngineUnavailable } from "./ensureEngine";
export { type FoundEngine } from "../../scripts/pulumi/findEngine";
