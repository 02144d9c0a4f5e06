import type { AccountId } from "../identifiers";
import type { FactRef } from "./fact";
import { MessageRejected } from "./messageRejected";
import type { Observation } from "./observation";
import { observationOfEvent } from "./observationOf";
import { callDetailType } from "../tampering/pattern";
import { Reader } from "./reader";
import { readObservation } from "./readObservation";
import { readScanReport } from "../scanner/readScanReport";
import { scanDetailType, type ScanReport } from "../scanner/scanReport";

/** What the intake queue brings, told apart by who sends it. */
export type IntakeMessage =
  /** From a rule (`event`) or from the sweep. */
  | { kind: "observation"; by: "event" | "sweep"; observation: Observation }
  /** From a rule: what became of a scan of one resource. */
  | { kind: "report"; report: ScanReport }
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
export type OwnMessage =
  Exclude<IntakeMessage, { kind: "observation" | "report" | "call" }> | { kind: "observation"; observation: Observation };

export function intakeText(message: OwnMessage): string {
  return JSON.stringify(message);
}

/** @throws MessageRejected for everything that none of ours sends. */
export function parseIntakeMessage(body: string, settings: { delegatedAdministrator: AccountId }): IntakeMessage {
  const value = parsed(body);
  const message = new Reader(value, "message");
  const detailType = message.optionalText("detail-type");
  if (detailType === callDetailType) return { kind: "call", event: value };
  if (detailType === scanDetailType) return { kind: "report", report: readScanReport(value, settings) };
  if (detailType !== undefined) return { kind: "observation", by: "event", observation: observationOfEvent(value, settings) };
  const kind = message.oneOf("kind", ["observation", "gone", "reread", "tell", "digest"]);
  switch (kind) {
    case "observation":
      return { kind, by: "sweep", observation: readObservation(message.in("observation")) };
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
