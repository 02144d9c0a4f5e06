import type { Grant } from "../../domain/policies/grant";

/** Whether grants allow an action on a resource, conditions left aside: enough to say that something is never allowed. */
export function mayAllow(grants: Grant[], action: string, resource: string): boolean {
  return grants.some(
    ({ actions, resources }) => actions.some((pattern) => like(pattern, action)) && resources.some((pattern) => like(pattern, resource)),
  );
}

/** IAM's wildcards: `*` for any text, `?` for one character. */
function like(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`).test(text);
}
