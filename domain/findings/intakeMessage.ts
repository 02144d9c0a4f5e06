import type { AccountId } from "../identifiers";
import { compare } from "../lists";
import type { FactRef } from "./fact";
import { MessageRejected } from "./messageRejected";
import type { Access, FindingKind, FindingStatus, Observation } from "./observation";
import { observationOfEvent } from "./observationOf";
import { callDetailType } from "../tampering/pattern";
import { Reader, withoutUndefined } from "./reader";

/** What the intake queue brings, told apart by who sends it. */
export type IntakeMessage =
  /** From a rule (`event`) or from the sweep. */
  | { kind: "observation"; by: "event" | "sweep"; observation: Observation }
  /** From a rule: a call that CloudTrail saw, which may tamper with the watch. */
  | { kind: "call"; event: unknown }
  /** From the sweep: a complete listing that began then did not have it. */
  | { kind: "gone"; analyzer: string; findingId: string; sweepStartedAt: string }
  /** From `redrive`: read it anew. Nothing else of a dead letter is believed. */
  | { kind: "reread"; analyzer: string; findingId: string; resource?: string; account?: AccountId }
  /** Something of the fact is untold. */
  | { kind: "tell"; fact: FactRef }
  | { kind: "digest"; destination: string };

/** What our own functions send. */
export type OwnMessage = Exclude<IntakeMessage, { kind: "observation" | "call" }> | { kind: "observation"; observation: Observation };

export function intakeText(message: OwnMessage): string {
  return JSON.stringify(message);
}

/** @throws MessageRejected for everything that none of ours sends. */
export function parseIntakeMessage(body: string, settings: { delegatedAdministrator: AccountId }): IntakeMessage {
  const value = parsed(body);
  const message = new Reader(value, "message");
  if (message.has("detail-type") && message.text("detail-type") === callDetailType) return { kind: "call", event: value };
  if (message.has("detail-type")) return { kind: "observation", by: "event", observation: observationOfEvent(value, settings) };
  const kind = message.oneOf("kind", ["observation", "gone", "reread", "tell", "digest"]);
  switch (kind) {
    case "observation":
      return { kind, by: "sweep", observation: observation(message.in("observation")) };
    case "gone":
      return { kind, ...finding(message), sweepStartedAt: message.time("sweepStartedAt") };
    case "reread": {
      const resource = message.has("resource") ? { resource: message.text("resource") } : {};
      const account = message.has("account") ? { account: message.account("account") } : {};
      return { kind, ...finding(message), ...resource, ...account };
    }
    case "tell": {
      const fact = message.in("fact");
      return { kind, fact: { subject: fact.text("subject"), fact: fact.text("fact") } };
    }
    case "digest":
      return { kind, destination: message.text("destination") };
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new MessageRejected("form", "message: this is not JSON");
  }
}

function finding(message: Reader): { analyzer: string; findingId: string } {
  return { analyzer: message.analyzer("analyzer"), findingId: message.text("findingId") };
}

function observation(from: Reader): Observation {
  return {
    ...finding(from),
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
