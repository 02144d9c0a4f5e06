export { ensureEngine, EngineUnavailable, type EnsureEngineOptions } from "./ensureEngine";
export { findEngine, type FoundEngine, type NoEngine } from "./findEngine";
