import type { RoadMetric } from "../../findings/metrics";
import type { AccountId, Region } from "../../identifiers";
import type { Readable } from "../../inventory/inventory";

/**
 * The findings road as it was found, each part by what of it matters: the reader says it in the same words as the plan does. Undefined: it is not
 * there.
 */
export interface FoundRoad {
  parts: ReadonlyMap<string, FoundPart>;
  /** By name of the topic. */
  subscriptions: ReadonlyMap<string, Readable<FoundSubscription[]>>;
  readAt: Date;
  /** How often each was counted in the three hours before. */
  counted: Readable<Partial<Record<RoadMetric, number>>>;
}

export type FoundPart = Readable<PartFacts | undefined> | { denied: string };

/** What of a part matters, by the words for it. Policy documents are what JSON.parse gives; a queue has the number of its `messages`, a schedule when it was `changedAt`. */
export type PartFacts = Readonly<Record<string, unknown>>;

export interface FoundSubscription {
  /** Absent while nobody has confirmed it. */
  arn?: string;
  protocol: string;
  endpoint: string;
  /** Whether nobody can end it without credentials of the account. Absent for one that is not confirmed. */
  isAuthenticated?: boolean;
  /** Why no more is known of it: SNS tells the account that subscribed, and no other. */
  unreadable?: string;
  filter?: unknown;
}

export const partKinds = ["bus", "rule", "queue", "topic", "key", "table", "function", "schedule", "alarm", "trail"] as const;
export type PartKind = (typeof partKinds)[number];

/** What is looked for. */
export interface PartName {
  kind: PartKind;
  name: string;
  region: Region;
  /** Of a rule: the bus that it is on; without it the default one. */
  bus?: string;
  /** Where it is not in the delegated administrator. */
  account?: AccountId;
}

export interface PlannedPart extends PartName {
  facts: PartFacts;
}

export function partKey({ kind, name, region, bus, account }: PartName): string {
  return `${kind} ${name} ${region} ${bus ?? ""} ${account ?? ""}`;
}
