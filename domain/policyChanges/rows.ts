import type { PolicyRow } from "./row";

/** Every type of resource whose policy is followed. Patterns, permissions, docs and tests derive from it. */
export const policyRows: readonly PolicyRow[] = [];
