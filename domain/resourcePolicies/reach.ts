import { compare } from "../lists";

/**
 * Whom a principal or a condition lets in, of those who are not trusted. Nothing in it: only who is trusted.
 *
 * A request passes a statement's principals, each of its conditions and every Deny: the statement reaches no further than the narrowest of them.
 */
export interface Reach {
  /** Anybody: who that is, or of a condition why it limits nobody. */
  everybody: readonly string[];
  /** Known and not trusted. */
  outside: readonly string[];
  /** Why it cannot be said. */
  undecided: readonly string[];
}

export const onlyTrusted: Reach = { everybody: [], outside: [], undecided: [] };

export function everybody(text: string): Reach {
  return { ...onlyTrusted, everybody: [text] };
}

export function outside(who: string): Reach {
  return { ...onlyTrusted, outside: [who] };
}

export function undecided(why: string): Reach {
  return { ...onlyTrusted, undecided: [why] };
}

/** Whoever one of them lets in. */
export function anyOf(reaches: readonly Reach[]): Reach {
  if (reaches.length === 1 && reaches[0] !== undefined) return reaches[0];
  return {
    everybody: [...new Set(reaches.flatMap((reach) => reach.everybody))],
    outside: [...new Set(reaches.flatMap((reach) => reach.outside))],
    undecided: [...new Set(reaches.flatMap((reach) => reach.undecided))],
  };
}

/** Of several that all have to let a request in, the one that lets in the fewest; of equals the first, then the same in any order of the others. */
export function narrowest(first: Reach, others: readonly Reach[]): Reach {
  const [other] =
    others.length < 2 ? others : [...others].sort((one, another) => byWidth(one, another) || compare(textOf(one), textOf(another)));
  return other !== undefined && byWidth(other, first) < 0 ? other : first;
}

function byWidth(one: Reach, other: Reach): number {
  const wider = width(one) - width(other);
  return wider !== 0 || width(one) === 3
    ? wider
    : one.undecided.length - other.undecided.length || one.outside.length - other.outside.length;
}

function width(reach: Reach): number {
  if (reach.everybody.length > 0) return 3;
  if (reach.outside.length > 0) return 2;
  return reach.undecided.length > 0 ? 1 : 0;
}

function textOf({ outside, undecided }: Reach): string {
  return [...outside, ...undecided].join();
}
