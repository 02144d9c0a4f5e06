import { compare } from "../lists";
import type { Access, FindingKind, FindingStatus, Observation } from "./observation";
import { withoutUndefined, type Reader } from "./reader";

/**
 * An observation that one of our functions wrote.
 *
 * @throws MessageRejected
 */
export function readObservation(from: Reader): Observation {
  return {
    analyzer: from.analyzer("analyzer"),
    findingId: from.text("findingId"),
    kind: from.oneOf<FindingKind>("kind", ["external", "unused", "internal"]),
    account: from.account("account"),
    region: from.region("region"),
    resource: from.text("resource"),
    resourceType: from.text("resourceType"),
    status: from.oneOf<FindingStatus>("status", ["ACTIVE", "ARCHIVED", "RESOLVED"]),
    isDeleted: from.flag("isDeleted"),
    createdAt: from.time("createdAt"),
    analyzedAt: from.time("analyzedAt"),
    updatedAt: from.time("updatedAt"),
    access: access(from.in("access")),
  };
}

function access(from: Reader): Access {
  const kind = from.oneOf<Access["kind"]>("kind", ["external", "unused", "internal", "error"]);
  switch (kind) {
    case "error":
      return { kind, error: from.text("error") };
    case "unused":
      return {
        kind,
        findingType: from.text("findingType"),
        ...withoutUndefined({ unusedServices: from.optionalCount("unusedServices"), unusedActions: from.optionalCount("unusedActions") }),
      };
    case "external":
      return { kind, ...whoAndWhat(from), isPublic: from.optionalFlag("isPublic") };
    case "internal":
      return {
        kind,
        ...whoAndWhat(from),
        ...withoutUndefined({
          accessType: from.optionalText("accessType"),
          principalOwnerAccount: from.optionalText("principalOwnerAccount"),
          principalType: from.optionalText("principalType"),
        }),
      };
  }
}

function whoAndWhat(from: Reader): { principal: Record<string, string>; actions: string[]; condition: Record<string, string> } {
  return { principal: from.textMap("principal"), actions: from.texts("actions").sort(compare), condition: from.textMap("condition") };
}
