import { messageId, type Due } from "../../../../domain/findings/claim";
import { isOpening, type Fact } from "../../../../domain/findings/fact";
import { factRefOf } from "../../../../domain/findings/identity";
import type { IntakeMessage } from "../../../../domain/findings/intakeMessage";
import type { Reading } from "../../../../domain/findings/step";
import { Random } from "./random";
import { consume, destinations, scan, sweep, type Work, type Worker, type World } from "./road";
import { Table } from "./table";
import { Truth } from "./truth";

export interface Outcome {
  /** What is wrong, in sentences; empty where all is right. */
  problems: string[];
  toldTwice: number;
  delivered: number;
  changes: number;
  kills: number;
}

interface Running {
  work: Work;
  message?: IntakeMessage;
  received: number;
  worker: Worker;
  startedAt: number;
}

/** What a function may run. */
const timeout = 60_000;

/** One schedule: things happen, two consumers and a sweep take turns at every step, some are killed; then everything is left to settle. */
export function simulate(seed: number, { hasLease }: { hasLease: boolean }): Outcome {
  const random = new Random(seed);
  let time = Date.parse("2026-11-20T00:00:00Z");
  const now = () => new Date(time);
  const truth = new Truth(random, now);
  const table = new Table();
  const problems: string[] = [];
  const deliveries: { due: Due; fact: Fact }[] = [];
  const killed = new Map<string, number>();
  const queue: { message: IntakeMessage; received: number }[] = [];
  const quietUntil = time + random.below(200) * 1000;
  const world: World = {
    truth,
    table,
    now,
    hasLease,
    decide: (fact) => ({
      audience: fact.access.kind === "external" && fact.access.actions.length > 1 ? destinations : ["queue"],
      held: time < quietUntil ? ["mail"] : [],
    }),
    send: (message) => queue.push({ message, received: 0 }),
    deliver: (due, fact) => deliveries.push({ due, fact }),
    resolved: (fact, readings) => problems.push(...saidActive(fact, readings)),
  };

  let running: Running[] = [];
  let attempts = 0;
  let kills = 0;
  let isCertain = true;
  const consumers = () => running.filter(({ message }) => message !== undefined).length;
  const start = (message: IntakeMessage, received: number) => {
    const worker: Worker = { owner: `consumer ${++attempts}`, unrecorded: [], holdsClaim: false };
    running.push({ work: consume(world, message, worker), message, received, worker, startedAt: time });
  };
  const step = (one: Running) => {
    const { done, value } = one.work.next();
    if (done !== true) return;
    running = running.filter((other) => other !== one);
    if (value === "later" && one.message !== undefined && one.received < 10)
      queue.push({ message: one.message, received: one.received + 1 });
  };
  const kill = (one: Running) => {
    running = running.filter((other) => other !== one);
    kills++;
    if (one.worker.holdsClaim) isCertain = false;
    for (const id of one.worker.unrecorded) killed.set(id, (killed.get(id) ?? 0) + 1);
    if (one.message !== undefined) queue.push({ message: one.message, received: one.received + 1 });
  };
  const take = () => {
    const [next] = queue.splice(random.below(queue.length), 1);
    if (next !== undefined) start(next.message, next.received);
  };
  const bring = () => {
    for (const observation of truth.events.splice(0))
      queue.push({ message: { kind: "observation", by: "event", observation }, received: 0 });
  };

  const happenings = 8 + random.below(16);
  for (let happened = 0; happened < happenings;) {
    time += random.below(random.chance(0.05) ? 60_000 : 700);
    for (const one of running.filter(({ startedAt }) => time - startedAt > timeout)) kill(one);
    const choice = random.below(40);
    if (choice < 3) {
      truth.happen();
      bring();
      happened++;
    } else if (choice === 3 && running.every(({ message }) => message !== undefined))
      running.push({ work: sweep(world), received: 0, worker: { owner: "sweep", unrecorded: [], holdsClaim: false }, startedAt: time });
    else if (choice < 12 && consumers() < 2) take();
    else if (choice === 13) scan(world, random);
    else if (choice === 12 && random.chance(0.3)) {
      const victim = random.pick(running);
      if (victim !== undefined) kill(victim);
    } else {
      const one = random.pick(running);
      if (one !== undefined) step(one);
    }
  }

  // Nothing happens any more, and nobody is killed: what is underway ends, and sweeps find the rest.
  truth.catchUp();
  for (let round = 0; round < 8; round++) {
    running.push({ work: sweep(world), received: 0, worker: { owner: "sweep", unrecorded: [], holdsClaim: false }, startedAt: time });
    while (running.length > 0 || queue.length > 0) {
      time += 100;
      if (consumers() < 2 && queue.length > 0) take();
      const one = random.pick(running);
      if (one !== undefined) step(one);
    }
    time += 100_000;
  }

  problems.push(...wrongStates(truth, table), ...wrongViews(table, deliveries, isCertain));
  const twice = repeatedIds(deliveries, killed);
  problems.push(...twice);
  const changes = deliveries.filter(({ due }) => due.kind === "changed").length;
  return { problems, toldTwice: twice.length, delivered: deliveries.length, changes, kills };
}

/** A fact was called resolved: everybody who knows of it was asked, and nobody said ACTIVE. */
function saidActive(fact: Fact, readings: readonly Reading[]): string[] {
  return Object.values(fact.sources).flatMap(({ analyzer, gone, isDeleted, status }) => {
    const reading = readings.find(({ ask }) => ask.analyzer === analyzer);
    const active = reading?.observations.find((one) => one.status === "ACTIVE" && factRefOf(one).fact === fact.fact);
    if (active !== undefined) return [`${fact.fact} was resolved while ${analyzer} said ACTIVE`];
    return reading === undefined && !gone && !isDeleted ? [`${fact.fact} was resolved without asking ${analyzer} (${status})`] : [];
  });
}

function wrongStates(truth: Truth, table: Table): string[] {
  const problems: string[] = [];
  const byFact = new Map<string, string[]>();
  for (const finding of truth.all()) {
    const { fact } = factRefOf(finding);
    byFact.set(fact, [...(byFact.get(fact) ?? []), finding.status]);
  }
  for (const [fact, statuses] of byFact) {
    // Of a deleted analyzer only an event tells, and it may be lost: what it said last stands.
    const lost = Object.values(table.fact({ fact })?.sources ?? {}).filter(
      ({ analyzer, gone, isDeleted }) => truth.deletedAnalyzers.has(analyzer) && !gone && !isDeleted,
    );
    const all = [...statuses, ...lost.map(({ status }) => status)];
    const right = all.includes("ACTIVE") ? "open" : all.includes("ARCHIVED") ? "archived" : "resolved";
    const found = table.fact({ fact })?.state;
    if (found !== right) problems.push(`${fact} is ${found ?? "not known"} and should be ${right}`);
  }
  for (const fact of table.facts.values()) {
    if (byFact.has(fact.fact) || fact.state !== "open") continue;
    if (!Object.values(fact.sources).some(({ analyzer }) => truth.deletedAnalyzers.has(analyzer)))
      problems.push(`${fact.fact} is open, and nobody says so`);
  }
  for (const { fact, pending } of table.facts.values())
    if (pending !== undefined) problems.push(`${fact} is untold: ${JSON.stringify(pending)}`);
  return problems;
}

/** What a destination believes after all that it was told. Word by word only where nobody was stopped between claim and record. */
function wrongViews(table: Table, deliveries: readonly { due: Due }[], isCertain: boolean): string[] {
  const problems: string[] = [];
  for (const destination of destinations) {
    const open = new Map<string, string>();
    const heard = deliveries.filter(({ due }) => due.destination === destination);
    for (const { due } of heard) {
      if (isCertain && isOpening(due.kind) && open.has(due.of))
        problems.push(`${destination} heard of ${due.of} as ${due.kind}, and knew it`);
      if (isCertain && !isOpening(due.kind) && !open.has(due.of) && due.previous.every(({ fact }) => !open.has(fact)))
        problems.push(`${destination} heard that ${due.of} is ${due.kind}, and did not know of it`);
      if (isCertain && due.kind === "changed" && due.previous.every(({ fact }) => !open.has(fact)))
        problems.push(`${destination} heard that ${due.of} was changed, and did not know of what`);
      for (const { fact } of due.previous) open.delete(fact);
      if (isOpening(due.kind)) open.set(due.of, messageId(due));
      else open.delete(due.of);
    }
    for (const fact of table.facts.values()) {
      const isToKnow = fact.state === "open" && fact.audience.includes(destination);
      if (isToKnow && !open.has(fact.fact)) problems.push(`${destination} does not know that ${fact.fact} is open`);
      if (fact.state !== "open" && open.has(fact.fact)) problems.push(`${destination} does not know that ${fact.fact} is ${fact.state}`);
    }
  }
  return problems;
}

/** Told twice, but where somebody was killed between publishing and recording. */
function repeatedIds(deliveries: readonly { due: Due }[], killed: ReadonlyMap<string, number>): string[] {
  const counts = new Map<string, number>();
  for (const { due } of deliveries) counts.set(messageId(due), (counts.get(messageId(due)) ?? 0) + 1);
  return [...counts].filter(([id, count]) => count > 1 + (killed.get(id) ?? 0)).map(([id, count]) => `${id} was told ${count} times`);
}
