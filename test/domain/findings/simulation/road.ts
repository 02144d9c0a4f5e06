import { claim, messageId, record, type Due } from "../../../../domain/findings/claim";
import type { Fact, FactRef } from "../../../../domain/findings/fact";
import { factRefOf } from "../../../../domain/findings/identity";
import type { IntakeMessage } from "../../../../domain/findings/intakeMessage";
import type { Decide, Heard, Reading } from "../../../../domain/findings/step";
import { isNews, vanished } from "../../../../domain/findings/sweep";
import { takeIn } from "../../../../domain/findings/takeIn";
import type { ScanReport } from "../../../../domain/scanner/scanReport";
import type { Random } from "./random";
import type { Table } from "./table";
import { analyzers, type Truth } from "./truth";

export const destinations = ["queue", "mail"];

/** What the functions do, with a stop at every step, so that others can come in between and whoever does it can be killed. */
export interface World {
  truth: Truth;
  table: Table;
  now: () => Date;
  decide: Decide;
  send: (message: IntakeMessage) => void;
  deliver: (due: Due, fact: Fact) => void;
  /** Facts that a write turned from open to resolved, with what was read for it. */
  resolved: (fact: Fact, readings: readonly Reading[]) => void;
  /** Taken away by the control. */
  hasLease: boolean;
}

export type Work = Generator<undefined, "done" | "later">;

export function* consume(world: World, message: IntakeMessage, worker: Worker): Work {
  switch (message.kind) {
    case "observation":
      return yield* takeInAndTell(world, { observation: message.observation }, worker);
    case "gone":
      return yield* takeInAndTell(world, { gone: message }, worker);
    case "tell":
      return yield* tell(world, message.fact, worker);
    case "digest":
      return yield* digest(world, message.destination, worker);
    case "report": {
      let outcome: "done" | "later" = "done";
      const { findings, because, analyzedAt = because.at } = message.report;
      const scan = { call: "PutKeyPolicy", at: because.at, analyzedAt };
      for (const observation of findings) if ((yield* takeInAndTell(world, { observation, scan }, worker)) === "later") outcome = "later";
      return outcome;
    }
    case "call":
    case "reread":
      return "done";
  }
}

/** What a kill leaves behind. */
export interface Worker {
  owner: string;
  /** Published, and not recorded yet. */
  unrecorded: string[];
  /** Claimed, and not recorded yet: perhaps told. */
  holdsClaim: boolean;
}

function* takeInAndTell(world: World, heard: Heard, worker: Worker): Work {
  const { table, now, decide } = world;
  for (;;) {
    const { facts, subject } = factsOf(table, heard);
    if (subject === undefined) return "done";
    yield;
    const readings: Reading[] = [];
    let step = takeIn(facts, heard, readings, { now: now(), decide });
    while (step.step === "read") {
      for (const ask of step.asks) {
        yield;
        readings.push({ ask, observations: world.truth.list(ask.analyzer, ask.resource) });
      }
      step = takeIn(facts, heard, readings, { now: now(), decide });
    }
    if (step.step === "later") return "later";
    yield;
    if (!table.write(step.facts, step.sources)) continue;
    for (const fact of step.facts)
      if (fact.state === "resolved" && facts.find((one) => one.fact === fact.fact)?.state === "open") world.resolved(fact, readings);
    yield;
    let outcome: "done" | "later" = "done";
    for (const fact of table.subject(subject)) if ((yield* tell(world, fact, worker)) === "later") outcome = "later";
    return outcome;
  }
}

function factsOf(table: Table, heard: Heard): { facts: Fact[]; subject: string | undefined } {
  const { analyzer, findingId } = "gone" in heard ? heard.gone : heard.observation;
  const known = table.source(analyzer, findingId);
  if ("gone" in heard) return { facts: known === undefined ? [] : table.subject(known.subject), subject: known?.subject };
  const { subject } = factRefOf(heard.observation);
  const elsewhere = known === undefined || known.subject === subject ? [] : table.subject(known.subject);
  return { facts: [...table.subject(subject), ...elsewhere], subject };
}

function* tell(world: World, ref: { fact: string }, worker: Worker): Work {
  const made = yield* claimed(world, ref, worker);
  if (typeof made === "string") return made;
  for (const due of made.due) {
    yield;
    world.deliver(due, made.fact);
    worker.unrecorded.push(messageId(due));
  }
  yield* recorded(world, ref, made.due, worker);
  return "done";
}

function* claimed(
  world: World,
  ref: { fact: string },
  worker: Worker,
  digestOf?: string,
): Generator<undefined, "done" | "later" | { fact: Fact; due: Due[] }> {
  for (;;) {
    const stored = world.table.fact(ref);
    if (stored === undefined) return "done";
    yield;
    const made = claim(world.hasLease ? stored : withoutLease(stored), {
      owner: worker.owner,
      now: world.now(),
      configured: destinations,
      ...(digestOf === undefined ? {} : { digest: digestOf }),
    });
    if (made.claim === "leased") return "later";
    if (made.claim === "none") return "done";
    yield;
    if (!world.table.write([made.fact])) continue;
    worker.holdsClaim = true;
    return made;
  }
}

function withoutLease(fact: Fact): Fact {
  const free = { ...fact };
  delete free.lease;
  return free;
}

function* recorded(world: World, ref: { fact: string }, published: Due[], worker: Worker): Generator<undefined, void> {
  for (;;) {
    yield;
    const stored = world.table.fact(ref);
    if (stored === undefined) return;
    yield;
    if (!world.table.write([record(stored, worker.owner, { published, refused: [] }, world.now())])) continue;
    worker.unrecorded = worker.unrecorded.filter((id) => !published.some((due) => messageId(due) === id));
    worker.holdsClaim = worker.unrecorded.length > 0;
    return;
  }
}

function* digest(world: World, destination: string, worker: Worker): Work {
  const entries: { fact: Fact; due: Due[] }[] = [];
  for (const fact of world.table.heldFor(destination)) {
    const made = yield* claimed(world, fact, worker, destination);
    if (typeof made !== "string") entries.push(made);
  }
  yield;
  for (const { fact, due } of entries)
    for (const one of due) {
      world.deliver(one, fact);
      worker.unrecorded.push(messageId(one));
    }
  for (const { fact, due } of entries) yield* recorded(world, fact, due, worker);
  return "done";
}

/** What the scanner brings of one resource: what AWS lists of it now, be it news or not. */
export function scan({ truth, now, send }: World, random: Random): void {
  const analyzer = random.pick(analyzers.filter((one) => !truth.deletedAnalyzers.has(one)));
  const about = random.pick(truth.list(analyzer ?? ""));
  if (analyzer === undefined || about === undefined) return;
  const { resource, resourceType, account, region } = about;
  const analyzedAt = now().toISOString();
  const at = new Date(now().getTime() - random.below(60_000)).toISOString();
  const report: ScanReport = {
    ...{ schemaVersion: "1", outcome: "scanned", resource, resourceType, account, region, analyzer, analyzedAt },
    ...{ because: { call: "PutKeyPolicy", at }, findings: truth.list(analyzer, resource) },
  };
  send({ kind: "report", report });
}

/** Planner and workers in one. */
export function* sweep(world: World): Work {
  const { truth, table, now, send } = world;
  for (const analyzer of analyzers) {
    if (truth.deletedAnalyzers.has(analyzer)) continue;
    const startedAt = now();
    const ids = truth.list(analyzer).map(({ findingId }) => findingId);
    const listed = new Set<string>();
    for (const id of ids) {
      if (id.endsWith("3")) yield;
      const finding = truth.list(analyzer).find(({ findingId }) => findingId === id);
      if (finding === undefined) continue;
      listed.add(id);
      if (isNews(finding, table.source(analyzer, id))) send({ kind: "observation", by: "sweep", observation: finding });
    }
    if (truth.deletedAnalyzers.has(analyzer)) continue;
    yield;
    const missing = vanished(table.sourcesOf(analyzer), listed, startedAt);
    if ("gone" in missing)
      for (const { findingId } of missing.gone) send({ kind: "gone", analyzer, findingId, sweepStartedAt: startedAt.toISOString() });
  }
  for (const { subject, fact } of table.untold()) send({ kind: "tell", fact: { subject, fact } satisfies FactRef });
  for (const destination of destinations) send({ kind: "digest", destination });
  return "done";
}
