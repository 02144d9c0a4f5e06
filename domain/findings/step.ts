import type { AccountId } from "../identifiers";
import type { Fact, ScanTrace, SourceRecord, TellingKind } from "./fact";
import type { FindingKind, Observation } from "./observation";

/** What a message says of a finding. */
export type Heard =
  { observation: Observation; scan?: ScanTrace } | { gone: { analyzer: string; findingId: string; sweepStartedAt: string } };

/**
 * What has to be read before the message can be believed. External access: every page of ListFindings of that analyzer with the filters resource
 * and resourceOwnerAccount. Other kinds: GetFindingV2 of each id.
 */
export interface Ask {
  analyzer: string;
  kind: FindingKind;
  resource: string;
  account: AccountId;
  findingIds: string[];
}

/** The whole answer. A finding that is not in it is not there. Whoever could not read it all throws, and answers nothing. */
export interface Reading {
  ask: Ask;
  observations: Observation[];
}

/** What is decided of a fact when its state changes. */
export type Decide = (fact: Fact, kind: TellingKind) => { audience: string[]; held: string[] };

export type Step =
  /** Read these, then take the message in again, with all readings so far. */
  | { step: "read"; asks: Ask[] }
  /** Give the message back to the queue: what AWS lists is older than what was heard, or somebody is publishing. */
  | { step: "later"; why: string }
  /** Write all of these in one transaction (perhaps none), then publish what is pending. */
  | { step: "write"; facts: Fact[]; sources: SourceRecord[] };
