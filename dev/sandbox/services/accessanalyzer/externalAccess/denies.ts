import { matches, parsePattern } from "../../../iam/policy/wildcard";
import { spared, type Limit } from "./limits";
import type { Selection, Statement, Who } from "./statements";

/** What an Allow still lets in after the denials of its policy. */
export interface Remaining {
  who: Who;
  actions: string[];
  /** Limits that the denials add; each entry is one way through all of them. */
  ways: Limit[][];
}

/** Denials that may not hold for a request (others' principals, some objects, keys that may be absent) take nothing away. */
export function afterDenies(who: Who, statement: Statement, denies: readonly Statement[], actions: string[]): Remaining[] {
  let left: Remaining[] = [{ who, actions, ways: [[]] }];
  for (const deny of denies.filter(({ resources }) => coversResources(resources, statement.resources)))
    left = left.flatMap((remaining) => afterDeny(remaining, deny));
  return left;
}

function afterDeny({ who, actions, ways }: Remaining, deny: Statement): Remaining[] {
  const kept = actions.filter((action) => !covers(deny.actions, action));
  const untouched = kept.length === 0 ? [] : [{ who, actions: kept, ways }];
  const denied = actions.filter((action) => !kept.includes(action));
  const limits = spared(deny.conditions);
  if (denied.length === 0 || !limits) return [{ who, actions, ways }];
  const through = limits.length === 0 ? [] : ways.flatMap((way) => limits.map((limit) => [...way, limit]));
  const names = deny.principals.items;
  if (deny.principals.kind === "these") {
    if (!names.some((named) => includes(named, who))) return [{ who, actions, ways }];
    return through.length === 0 ? untouched : [...untouched, { who, actions: denied, ways: through }];
  }
  // NotPrincipal: of everybody only those are left that it names.
  const excepted = who.kind === "everybody" ? names : names.some((named) => includes(named, who) || includes(who, named)) ? [who] : [];
  const left = excepted.map((each) => ({ who: each, actions: denied, ways }));
  return [...untouched, ...left, ...(through.length === 0 ? [] : [{ who, actions: denied, ways: through }])];
}

function includes(wide: Who, narrow: Who): boolean {
  if (wide.kind === "everybody") return true;
  if (wide.kind === "aws" && narrow.kind === "aws")
    return wide.value === narrow.value || (wide.value === wide.account && wide.account === narrow.account);
  return wide.kind === narrow.kind && "value" in wide && "value" in narrow && wide.value === narrow.value;
}

function coversResources(wide: Selection<string> | undefined, narrow: Selection<string> | undefined): boolean {
  if (!wide) return true;
  if (wide.kind === "allBut" || narrow?.kind === "allBut") return false;
  return narrow === undefined ? covers(wide, "*") : narrow.items.every((each) => covers(wide, each));
}

/** Whether a pattern of the selection takes in the whole of another pattern, whose * is more than one character. */
function covers({ kind, items }: Selection<string>, text: string): boolean {
  const longest = text.toLowerCase().replaceAll("*", "\0\0");
  const found = items.some((item) => {
    const pattern = parsePattern(item.toLowerCase());
    return pattern !== undefined && matches(pattern, longest);
  });
  return kind === "these" && found;
}
