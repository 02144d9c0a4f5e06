import { compare } from "../lists";
import type { Draft } from "./draft";
import { isOpening, type Fact, type Source, type SourceRecord, type Told } from "./fact";
import { heard, withPending } from "./pending";
import type { Decide, Step } from "./step";

/** Turns changed sources into facts with their next sequence, and what is to be told of them. */
export function changedFacts(draft: Draft, { now, decide }: { now: Date; decide: Decide }): Step {
  const changes = draft.changes();
  const facts = new Map(changes.map(({ after }) => [after.fact, after]));
  const opened = changes
    .filter(({ before, after }) => before?.state !== "open" && after.state === "open")
    .map(({ after }) => after)
    .sort((a, b) => compare(a.fact, b.fact));
  const resolved = changes.filter(({ before, after }) => before?.state === "open" && after.state === "resolved").map(({ after }) => after);

  // A changed permission: who was told of the old one is told of the change, and of nothing else.
  for (const old of resolved) {
    const successor = opened.find(({ subject }) => subject === old.subject);
    if (successor === undefined) continue;
    if (old.lease !== undefined && Date.parse(old.lease.until) > now.getTime())
      return { step: "later", why: `what fact ${old.fact} was is being told until ${old.lease.until}` };
    const [left, taken] = handedOver(facts.get(old.fact) ?? old, facts.get(successor.fact) ?? successor);
    facts.set(old.fact, left).set(successor.fact, taken);
  }

  const sources: SourceRecord[] = [];
  for (const { before, after } of changes) {
    for (const [key, source] of Object.entries(after.sources))
      if (source !== before?.sources[key]) sources.push({ ...source, subject: after.subject, fact: after.fact });
    const fact = facts.get(after.fact) ?? after;
    const decided = before?.state === after.state ? withNewSources(fact, before, decide) : withDecision(fact, before, now, decide);
    facts.set(after.fact, withPending(decided, now.toISOString()));
  }
  return { step: "write", facts: [...facts.values()], sources };
}

function withDecision(fact: Fact, before: Fact | undefined, now: Date, decide: Decide): Fact {
  const opening = Object.values(fact.told).some((told) => heard(told).some(({ of, kind }) => of !== fact.fact && isOpening(kind)))
    ? "changed"
    : before === undefined || fact.sequence === 0
      ? "opened"
      : "reopened";
  const next = { ...fact, sequence: fact.sequence + 1, since: sinceWhen(fact, before, now) };
  const { audience, held } = decide(next, fact.state === "open" ? opening : fact.state);
  const waiting = (before?.pending?.held ?? []).filter((destination) => fact.held.includes(destination));
  return {
    ...next,
    audience: fact.state === "open" ? audience : fact.audience,
    held: [...new Set([...waiting, ...held])].sort(),
  };
}

/** Another analyzer says so too: who is to know of its word as well is told, and nobody twice. */
function withNewSources(fact: Fact, before: Fact, decide: Decide): Fact {
  if (fact.state !== "open" || Object.keys(fact.sources).every((key) => before.sources[key] !== undefined)) return fact;
  const { audience, held } = decide(fact, "opened");
  const added = audience.filter((destination) => !fact.audience.includes(destination));
  if (added.length === 0) return fact;
  const waiting = held.filter((destination) => added.includes(destination));
  return { ...fact, audience: [...fact.audience, ...added].sort(), held: [...new Set([...fact.held, ...waiting])].sort() };
}

/** The first time, access is as old as the finding. */
function sinceWhen({ state, sources }: Fact, before: Fact | undefined, now: Date): string {
  const known = Object.values(sources);
  const times = (list: readonly Source[], which: "createdAt" | "updatedAt") => list.map((source) => source[which]).sort(compare);
  const active = known.filter(({ status, isDeleted, gone }) => status === "ACTIVE" && !isDeleted && !gone);
  const at =
    state === "open"
      ? before === undefined
        ? times(active, "createdAt")[0]
        : times(active, "updatedAt").at(-1)
      : state === "gone"
        ? undefined
        : times(known, "updatedAt").at(-1);
  return at ?? now.toISOString();
}

/** Destinations that may know of the old access know it as the new one's predecessor from now on. */
function handedOver(old: Fact, successor: Fact): [Fact, Fact] {
  const moving = Object.entries(old.told).filter(([, told]) => heard(told).some(({ kind }) => isOpening(kind)));
  if (moving.length === 0) return [old, successor];
  const left = Object.fromEntries(Object.entries(old.told).filter(([destination]) => !moving.some(([moved]) => moved === destination)));
  const taken = { ...successor.told };
  for (const [destination, told] of moving) taken[destination] = joined(taken[destination], told);
  return [
    { ...old, told: left },
    { ...successor, told: taken, previous: { ...successor.previous, ...old.previous, [old.fact]: old.access } },
  ];
}

function joined(own: Told | undefined, moved: Told): Told {
  const last = moved.last ?? own?.last;
  return { ...(last === undefined ? {} : { last }), maybe: [...(own?.maybe ?? []), ...moved.maybe] };
}
