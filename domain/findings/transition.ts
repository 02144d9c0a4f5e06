import { compare } from "../lists";
import type { Draft } from "./draft";
import { isOpening, type Fact, type Source, type SourceRecord, type Telling, type Told } from "./fact";
import { heard, withPending } from "./pending";
import type { Decide, Step } from "./step";

/** Turns changed sources into facts with their next sequence, and what is to be told of them. */
export function changedFacts(draft: Draft, { now, decide }: { now: Date; decide: Decide }): Step {
  const changes = draft.changes();
  const facts = new Map(draft.facts().map((fact) => [fact.fact, fact]));
  const opened = changes
    .filter(({ before, after }) => before?.state !== "open" && after.state === "open")
    .map(({ after }) => after.fact)
    .sort(compare);
  const resolved = changes.filter(({ before, after }) => before?.state === "open" && after.state === "resolved");

  const moves: [from: string, to: string, move: Move][] = [
    ...opened.flatMap((back) => [...facts.keys()].map((sibling): [string, string, Move] => [sibling, back, broughtBack])),
    ...resolved.flatMap(({ after }) => opened.map((successor): [string, string, Move] => [after.fact, successor, handedOver])),
  ];
  for (const [from, to, move] of moves) {
    const [giver, taker] = [facts.get(from), facts.get(to)];
    if (giver === undefined || taker === undefined || giver === taker || giver.subject !== taker.subject) continue;
    const moved = move(giver, taker);
    if (moved === undefined) continue;
    if (giver.lease !== undefined && Date.parse(giver.lease.until) > now.getTime())
      return { step: "later", why: `fact ${giver.fact} is being told until ${giver.lease.until}` };
    facts.set(from, moved.giver).set(to, moved.taker);
  }

  const sources: SourceRecord[] = [];
  for (const { before, after } of changes) {
    for (const [key, source] of Object.entries(after.sources))
      if (source !== before?.sources[key]) sources.push({ ...source, subject: after.subject, fact: after.fact });
    const fact = facts.get(after.fact) ?? after;
    facts.set(after.fact, before?.state === after.state ? withNewSources(fact, before, decide) : withDecision(fact, before, now, decide));
  }
  const changed = [...facts.values()].filter((fact) => fact !== draft.before(fact.fact));
  return { step: "write", facts: changed.map((fact) => withPending(fact, now.toISOString())), sources };
}

function withDecision({ scan: _before, ...fact }: Fact, before: Fact | undefined, now: Date, decide: Decide): Fact {
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

/** How what destinations know goes from one fact of a subject to another; undefined where nothing does. */
type Move = (giver: Fact, taker: Fact) => { giver: Fact; taker: Fact } | undefined;

/**
 * A changed permission: who was told of the old access is told of the change, and of nothing else. Who knows of the new one already, be it as
 * the successor of a third one, is told of this end by itself.
 */
function handedOver(giver: Fact, taker: Fact): ReturnType<Move> {
  const moving = Object.entries(giver.told).filter(([destination, told]) => knowsAccess(told) && !knowsAccess(taker.told[destination]));
  if (moving.length === 0) return undefined;
  const left = Object.entries(giver.told).filter(([destination]) => !moving.some(([moved]) => moved === destination));
  const taken = moving.map(([destination, told]): [string, Told] => {
    const own = taker.told[destination];
    return [destination, toldOf(told.last ?? own?.last, [...(own?.maybe ?? []), ...told.maybe])];
  });
  return {
    giver: { ...giver, told: Object.fromEntries(left) },
    taker: {
      ...taker,
      told: { ...taker.told, ...Object.fromEntries(taken) },
      previous: { ...taker.previous, ...giver.previous, [giver.fact]: giver.access },
    },
  };
}

/** The old access is back while somebody still is to be told that it was changed: they know it. The change may have arrived: then it is back. */
function broughtBack(giver: Fact, taker: Fact): ReturnType<Move> {
  const isAbout = ({ of }: Telling) => of === taker.fact;
  const moving = Object.entries(giver.told).filter(
    ([destination, told]) => heard(told).some(isAbout) && !knowsAccess(taker.told[destination]),
  );
  if (moving.length === 0) return undefined;
  const [left, taken] = [{ ...giver.told }, { ...taker.told }];
  for (const [destination, { last, maybe }] of moving) {
    const isLast = last !== undefined && isAbout(last);
    left[destination] = toldOf(
      isLast ? undefined : last,
      maybe.filter((one) => !isAbout(one)),
    );
    const perhapsEnded: Telling[] = knowsAccess(left[destination]) ? [{ of: taker.fact, kind: "resolved", sequence: taker.sequence }] : [];
    taken[destination] = toldOf(isLast ? last : undefined, [...maybe.filter(isAbout), ...perhapsEnded]);
  }
  return { giver: { ...giver, told: left }, taker: { ...taker, told: taken } };
}

function knowsAccess(told: Told | undefined): boolean {
  return heard(told).some(({ kind }) => isOpening(kind));
}

function toldOf(last: Told["last"], maybe: Telling[]): Told {
  return { ...(last === undefined ? {} : { last }), maybe };
}
