import type { AccountId, Region } from "../identifiers";
import type { FactRef } from "./fact";
import type { Observation } from "./observation";

/** What the intake queue brings, told apart by who sends it. */
export type IntakeMessage =
  /** From a rule (`event`) or from the sweep. */
  | { kind: "observation"; by: "event" | "sweep"; observation: Observation }
  /** From the sweep: a complete listing that began then did not have it. */
  | { kind: "gone"; analyzer: string; findingId: string; sweepStartedAt: string }
  /** From `redrive`: read it anew. Nothing else of a dead letter is believed. */
  | { kind: "reread"; analyzer: string; findingId: string; resource?: string; account?: AccountId }
  /** Something of the fact is untold. */
  | { kind: "tell"; fact: FactRef }
  | { kind: "digest"; destination: string };

/** A message that nobody of ours could have sent, or that contradicts itself. It is never believed in part. */
export class MessageRejected extends Error {
  override readonly name = "MessageRejected";
  constructor(
    /** `form`: it does not parse. `origin`: an event of an account that the analyzer, or the finding, is not of. */
    readonly why: "form" | "origin",
    message: string,
  ) {
    super(message);
  }
}

/** What an analyzer's ARN says. */
export interface AnalyzerPlace {
  account: AccountId;
  region: Region;
  name: string;
}
