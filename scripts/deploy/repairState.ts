import type { RawState } from "../pulumi";

/**
 * Takes out of a state what keeps the engine from working on it, and nothing else: operations that were under way when an engine was
 * killed (what they made is found as a conflict and imported), and marks of replacements that began and did not end (the resource is read
 * again). On such a mark the next `up` hangs.
 *
 * @returns whether anything was changed.
 */
export function repairState({ deployment }: RawState): boolean {
  const replaced = (deployment.resources ?? []).filter(({ pendingReplacement }) => pendingReplacement);
  const isPending = (deployment.pending_operations ?? []).length > 0;
  for (const resource of replaced) delete resource.pendingReplacement;
  if (isPending) deployment.pending_operations = [];
  return isPending || replaced.length > 0;
}
