import { isOpening, type Fact, type Pending, type Telling, type TellingKind, type Told } from "./fact";
import type { Access } from "./observation";

/**
 * Who has to be told follows from what the fact is now and from what each destination may know. A destination that certainly knows the present
 * state is not told; one that perhaps heard of it, from somebody who was stopped between publishing and recording, is told again. So a newer change
 * takes the place of an untold one, and who never heard of the access hears nothing of its end.
 */
export function withPending(fact: Fact, now: string): Fact {
  const { pending: before, ...others } = fact;
  const known = new Set(Object.values(fact.told).flatMap((told) => heard(told).map(({ of }) => of)));
  const previous = Object.fromEntries(Object.entries(fact.previous).filter(([id]) => id !== fact.fact && known.has(id)));
  const rest = { ...others, previous };
  const due = dueDestinations(fact);
  const held = fact.held.filter((destination) => due.includes(destination));
  const to = due.filter((destination) => !held.includes(destination));
  if (due.length === 0) return { ...rest, held };
  const pending: Pending = { sequence: fact.sequence, at: before?.at ?? now, to, held };
  return { ...rest, held, pending };
}

/** What a destination that is due is told. */
export function kindFor(fact: Fact, destination: string): TellingKind {
  if (fact.state !== "open") return fact.state;
  const known = fact.told[destination];
  const latest = known?.last ?? known?.maybe.at(-1);
  if (latest === undefined) return "opened";
  if (heard(known).some(({ kind }) => !isOpening(kind))) return "reopened";
  if (latest.of !== fact.fact) return "changed";
  return latest.kind;
}

/** What a destination may know in place of this: what it is told now ends that. */
export function previousFor(fact: Fact, destination: string): { fact: string; access: Access }[] {
  const replaced = new Set(
    heard(fact.told[destination])
      .filter(({ of, kind }) => of !== fact.fact && isOpening(kind))
      .map(({ of }) => of),
  );
  return Object.entries(fact.previous)
    .filter(([id]) => replaced.has(id))
    .map(([id, access]) => ({ fact: id, access }));
}

/** What may have arrived at a destination. */
export function heard(told: Told | undefined): Telling[] {
  if (told === undefined) return [];
  return [...(told.last === undefined ? [] : [told.last]), ...told.maybe];
}

function dueDestinations(fact: Fact): string[] {
  return [...new Set([...fact.audience, ...Object.keys(fact.told)])].filter((destination) => isDue(fact, destination)).sort();
}

function isDue(fact: Fact, destination: string): boolean {
  const told = fact.told[destination];
  const known = heard(told);
  const knowsOfAccess = known.some(({ kind }) => isOpening(kind));
  if (fact.state !== "open") return knowsOfAccess;
  if (!fact.audience.includes(destination) && !knowsOfAccess) return false;
  return told?.last === undefined || known.some(({ of, kind }) => of !== fact.fact || !isOpening(kind));
}
