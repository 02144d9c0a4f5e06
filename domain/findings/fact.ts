import type { AccountId, Region } from "../identifiers";
import type { Access, FindingKind, FindingStatus } from "./observation";

/** Names a fact. */
export interface FactRef {
  /** Hash of kind, account, resource and principal (for unused access: finding type): what belongs to one change. */
  subject: string;
  /** Hash of the whole key. */
  fact: string;
}

/**
 * One access that somebody has, however many analyzers, Regions and readings say so. It is one item of the table.
 *
 * The transitions of this folder make new facts of old ones and leave `version` as it is. Whoever stores a fact does so under the condition
 * that the stored version is still this one (0: no item is there), and stores it one higher.
 */
export interface Fact extends FactRef {
  version: number;
  kind: FindingKind;
  account: AccountId;
  /** Of the first observation. */
  region: Region;
  resource: string;
  resourceType: string;
  access: Access;
  state: FactState;
  /** When the state began, as AWS dates it. */
  since: string;
  firstSeenAt: string;
  /** By {@link sourceKey}. */
  sources: Record<string, Source>;
  /** Rises with every change of state. */
  sequence: number;
  /** Destinations that are to know of the access while it is open. Decided when it opens. */
  audience: string[];
  /** Destinations that are told in a digest only, of what is untold now. */
  held: string[];
  /** By destination. */
  told: Record<string, Told>;
  /** The scan that found the state, where one did: also where its finding came by Access Analyzer's own event before the report. */
  scan?: ScanTrace;
  /** What it took the place of, where a permission was changed: access by fact, of those that somebody may still know. */
  previous: Record<string, Access>;
  /** What is still to be told. Follows from the rest; it is stored for the sparse index. */
  pending?: Pending;
  lease?: Lease;
}

/** What a scan of the resource came after. */
export interface ScanTrace {
  /** Absent where the sweep of resources began it. */
  call?: string;
  /** When the call was made, or the sweep began. */
  at: string;
  /** When the analyzer looked at the resource. */
  analyzedAt: string;
}

/** Open while an analyzer says ACTIVE; `gone` is out of sight, and never called resolved. */
export type FactState = "open" | "archived" | "resolved" | "gone";

/** One finding of one analyzer, as last seen. */
export interface Source {
  analyzer: string;
  findingId: string;
  status: FindingStatus;
  createdAt: string;
  updatedAt: string;
  isDeleted: boolean;
  /** The analyzer lists it no more. */
  gone: boolean;
  recordedAt: string;
}

/** What is stored beside the fact for each of its sources, under the analyzer: the sweep compares listings with it. */
export interface SourceRecord extends Source, FactRef {}

/** What is told of a fact. The first three say that there is access. */
export type TellingKind = "opened" | "reopened" | "changed" | "resolved" | "archived" | "gone";

/** What a destination knows. */
export interface Told {
  /** The last one that certainly arrived. */
  last?: Telling & { at: string };
  /** Those that perhaps arrived after it: claimed, and not recorded. */
  maybe: Telling[];
}

export interface Telling {
  /** The fact it was about: another one where a permission was changed since. */
  of: string;
  kind: TellingKind;
  sequence: number;
}

export interface Pending {
  sequence: number;
  /** Since when something is untold. */
  at: string;
  /** Destinations to tell now. What each is told, `kindFor` says. */
  to: string[];
  /** Destinations that wait for a digest. */
  held: string[];
}

/** Somebody publishes. */
export interface Lease {
  owner: string;
  until: string;
}

/** How long a claim lasts. A function runs at most 60 seconds. */
export const leaseSeconds = 90;

export function sourceKey({ analyzer, findingId }: { analyzer: string; findingId: string }): string {
  return `${analyzer}#${findingId}`;
}

export function isOpening(kind: TellingKind): boolean {
  return kind === "opened" || kind === "reopened" || kind === "changed";
}
