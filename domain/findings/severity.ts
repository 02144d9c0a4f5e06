import type { Access } from "./observation";

export type Severity = "critical" | "high" | "medium" | "low";

/**
 * How bad it is, by two questions: can everybody, and can they do more than read? docs/events.md has the table. What is not known counts as
 * the worse: no actions named, or not said whether it is public.
 */
export function severityOf(access: Access): { severity: Severity; because: string } {
  switch (access.kind) {
    case "external": {
      const who = access.isPublic === false ? "others" : access.isPublic === undefined ? "perhaps everybody" : "everybody";
      const isReading = readsOnly(access.actions);
      const severity = who === "others" ? (isReading ? "medium" : "high") : isReading ? "high" : "critical";
      return { severity, because: `${who} can ${isReading ? "read" : "do more than read"}` };
    }
    case "internal":
      return { severity: "low", because: "the access stays inside the organization" };
    case "unused": {
      const isCredential = access.findingType === "UnusedIAMUserAccessKey" || access.findingType === "UnusedIAMUserPassword";
      return isCredential
        ? { severity: "medium", because: "a credential that nobody needs can leak" }
        : { severity: "low", because: "nobody uses it" };
    }
    case "error":
      return { severity: "medium", because: "it is not known who has access" };
  }
}

/** By the verbs that AWS's reading actions begin with. A wildcard in front of or in the verb, and any other verb, is more. */
function readsOnly(actions: readonly string[]): boolean {
  return (
    actions.length > 0 && actions.every((action) => /^[a-z0-9-]+:(Get|List|Describe|Head|BatchGet|Query|Scan|Select|View)/.test(action))
  );
}
