import { leaseSeconds, type Fact, type Telling } from "./fact";
import type { Access } from "./observation";
import { kindFor, previousFor, withPending } from "./pending";

/** One message to publish. Its id is `messageId`. */
export interface Due extends Telling {
  destination: string;
  /** What the destination may know in place of this fact, because a permission was changed: the message ends it. */
  previous: { fact: string; access: Access }[];
}

export type Claim =
  /** Store `fact`, then publish, then `record`. */
  | { claim: "made"; fact: Fact; due: Due[] }
  /** Somebody publishes: give the message back to the queue. */
  | { claim: "leased"; until: string }
  /** There is nothing to tell. `fact` is to be stored where it is there. */
  | { claim: "none"; fact?: Fact };

export interface Claimer {
  /** Different for every attempt. */
  owner: string;
  now: Date;
  /** Names of the destinations that the settings have. Others are forgotten. */
  configured: readonly string[];
  /** One destination's digest, in place of everybody who does not wait for one. */
  digest?: string;
}

/**
 * The right to publish, for as long as the lease lasts: while it does nobody else gets it. What is about to be told is written down first, so
 * that a later change counts with it even if whoever claimed was stopped.
 */
export function claim(stored: Fact, { owner, now, configured, digest }: Claimer): Claim {
  const fact = withoutForgotten(stored, configured, now);
  if (fact.lease !== undefined && Date.parse(fact.lease.until) > now.getTime()) return { claim: "leased", until: fact.lease.until };
  const { to = [], held = [] } = fact.pending ?? {};
  const destinations = digest === undefined ? to : held.filter((destination) => destination === digest);
  if (destinations.length === 0) return { claim: "none", ...(fact === stored ? {} : { fact }) };
  const due = destinations.map((destination) => ({
    destination,
    of: fact.fact,
    kind: kindFor(fact, destination),
    sequence: fact.sequence,
    previous: previousFor(fact, destination),
  }));
  const told = { ...fact.told };
  for (const { destination, of, kind, sequence } of due) {
    const telling = { of, kind, sequence };
    const known = told[destination];
    const others = (known?.maybe ?? []).filter((one) => !isSame(one, telling));
    const attempts = (known?.maybe ?? []).filter((one) => isSame(one, telling)).slice(0, 1); // one attempt without answer says as much as many
    told[destination] = { ...known, maybe: [...others, ...attempts, telling] };
  }
  const until = new Date(now.getTime() + leaseSeconds * 1000).toISOString();
  return { claim: "made", due, fact: { ...fact, told, lease: { owner, until } } };
}

/**
 * What was published is known from now on, and the lease ends. What was not published stays pending. Store it however often the fact has
 * changed in between: read, record, store.
 *
 * @param outcome `published`: it was taken. `refused`: certainly nobody got it. What is in neither list had no answer, and may have arrived.
 */
export function record(fact: Fact, owner: string, { published, refused }: Outcome, now: Date): Fact {
  const { lease, ...rest } = fact;
  const told = { ...fact.told };
  const at = now.toISOString();
  for (const { destination, of, kind, sequence } of published) told[destination] = { last: { of, kind, sequence, at }, maybe: [] };
  for (const telling of refused) {
    const { destination } = telling;
    const known = told[destination];
    const attempt = known?.maybe.findIndex((one) => isSame(one, telling));
    told[destination] = { ...known, maybe: known?.maybe.filter((_, index) => index !== attempt) ?? [] };
  }
  const arrived = published.map(({ destination }) => destination);
  const kept = lease === undefined || lease.owner === owner ? {} : { lease };
  return withPending({ ...rest, ...kept, told, held: fact.held.filter((destination) => !arrived.includes(destination)) }, at);
}

export interface Outcome {
  published: readonly Due[];
  refused: readonly Due[];
}

/** These destinations wait for their digest. */
export function hold(fact: Fact, destinations: readonly string[], now: Date): Fact {
  return withPending({ ...fact, held: [...new Set([...fact.held, ...destinations])].sort() }, now.toISOString());
}

/** Same for every attempt to tell the same thing: whoever receives it twice can know. */
export function messageId({ of, sequence, destination }: Due): string {
  return `${of}:${sequence}:${destination}`;
}

/** A destination that is configured no more is told nothing. */
function withoutForgotten(fact: Fact, configured: readonly string[], now: Date): Fact {
  const isKept = (destination: string) => configured.includes(destination);
  if ([...fact.audience, ...Object.keys(fact.told)].every(isKept)) return fact;
  const told = Object.fromEntries(Object.entries(fact.told).filter(([destination]) => isKept(destination)));
  return withPending({ ...fact, told, audience: fact.audience.filter(isKept), held: fact.held.filter(isKept) }, now.toISOString());
}

function isSame(one: Telling, other: Telling): boolean {
  return one.of === other.of && one.kind === other.kind && one.sequence === other.sequence;
}
