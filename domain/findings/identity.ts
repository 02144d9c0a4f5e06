import { createHash } from "node:crypto";
import { compare } from "../lists";
import type { FactRef } from "./fact";
import type { Access, Observation } from "./observation";

/**
 * Which fact an observation is of: the same for every analyzer, Region and status.
 *
 * The subject is what a changed permission leaves as it is: owner, resource and who has access. For unused access it is the finding's type,
 * for an analyzer that could not look, that.
 */
export function factRefOf({ kind, account, resource, access }: Pick<Observation, "kind" | "account" | "resource" | "access">): FactRef {
  const subject = [kind, account, resource, whoOf(access)];
  return { subject: hash(subject), fact: hash([...subject, whatOf(access)]) };
}

function whoOf(access: Access): unknown {
  switch (access.kind) {
    case "external":
    case "internal":
      return ["principal", sorted(access.principal)];
    case "unused":
      return ["unused", access.findingType];
    case "error":
      return ["error"];
  }
}

function whatOf(access: Access): unknown {
  switch (access.kind) {
    case "external":
    case "internal":
      return [[...new Set(access.actions)].sort(compare), sorted(access.condition)];
    case "unused":
      return [];
    case "error":
      return [access.error];
  }
}

function sorted(record: Record<string, string>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => compare(a, b));
}

/** 128 bits: no two facts meet by chance. */
function hash(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
