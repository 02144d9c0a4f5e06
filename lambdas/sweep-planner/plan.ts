import { describeError } from "../../aws/callErrors";
import type { QueueDepth } from "../../aws/findings/queueDepth";
import { peopleOf } from "../../domain/findings/decide";
import type { Fact } from "../../domain/findings/fact";
import type { OwnMessage } from "../../domain/findings/intakeMessage";
import { knownAnalyzers } from "../../domain/findings/knownAnalyzers";
import { deadLetterQueues, findingsRoad, type RoadQueue } from "../../domain/findings/road";
import type { RoadSettings } from "../../domain/findings/settings";
import type { SweepMessage } from "../sweepMessage";
import type { Telemetry } from "../telemetry";

export interface PlannerWork extends Pick<Telemetry, "log" | "measure"> {
  settings: RoadSettings;
  toSweep(messages: readonly SweepMessage[]): Promise<void>;
  toIntake(messages: readonly OwnMessage[]): Promise<void>;
  untold(): Promise<Fact[]>;
  depthOf(queue: RoadQueue): Promise<QueueDepth>;
  now(): Date;
  newId(): string;
}

/**
 * What happens every hour. Each part is done whether or not another one can be.
 *
 * @throws AggregateError of what failed, so that the run counts as failed; what was done may be done again.
 */
export async function planSweep(work: PlannerWork): Promise<void> {
  const parts = [planListings(work), sendUntold(work), sendDigests(work), measureDeadLetters(work)];
  const failures = (await Promise.allSettled(parts)).flatMap((part) => (part.status === "rejected" ? [part.reason as unknown] : []));
  if (failures.length > 0)
    throw new AggregateError(
      failures,
      `Of the hourly work ${failures.length} of ${parts.length} parts failed: ${failures.map(describeError).join("; ")}`,
    );
}

async function planListings({ settings, toSweep, measure, now, newId }: PlannerWork): Promise<void> {
  const sweep = { id: newId(), startedAt: now().toISOString() };
  await toSweep(knownAnalyzers(settings).map(({ arn }) => ({ analyzer: arn, sweep })));
  measure("SweepPlanned", 1);
}

/** Milliseconds after which nobody is on the way to tell it. */
const overdue = 2 * 60_000;

async function sendUntold({ untold, toIntake, measure, now }: PlannerWork): Promise<void> {
  const facts = await untold();
  const waiting = facts.flatMap(({ subject, fact, pending }) =>
    pending && pending.to.length > 0 ? [{ ref: { subject, fact }, age: now().getTime() - Date.parse(pending.at) }] : [],
  );
  measure("UntoldFacts", facts.length);
  measure("UntoldAgeSeconds", Math.max(0, ...waiting.map(({ age }) => Math.round(age / 1000))));
  await toIntake(waiting.filter(({ age }) => age > overdue).map(({ ref: fact }) => ({ kind: "tell", fact }) as const));
}

/** A digest with nothing in it is not sent. */
async function sendDigests({ settings, toIntake }: PlannerWork): Promise<void> {
  await toIntake(peopleOf(settings).map((destination) => ({ kind: "digest", destination }) as const));
}

/** @throws AggregateError where a queue could not be read: what is not known is not called empty. */
async function measureDeadLetters({ settings, depthOf, log, measure }: PlannerWork): Promise<void> {
  const road = findingsRoad(settings);
  const queues = deadLetterQueues(road, settings.ruleRegions);
  const depths = await Promise.allSettled(queues.map(depthOf));
  let messages = 0;
  let oldest = 0;
  const failures: unknown[] = [];
  for (const [index, depth] of depths.entries()) {
    const { name, region } = queues[index] ?? road.intakeDeadLetters;
    if (depth.status === "rejected") {
      failures.push(new Error(`${name} in ${region}: ${describeError(depth.reason)}`, { cause: depth.reason }));
      continue;
    }
    if (depth.value.messages > 0) log.error("There are dead letters.", { queue: name, region, ...depth.value });
    messages += depth.value.messages;
    oldest = Math.max(oldest, depth.value.oldestSeconds ?? 0);
  }
  measure("DeadLetters", messages);
  measure("DeadLetterAgeSeconds", oldest);
  if (failures.length > 0) throw new AggregateError(failures, failures.map(describeError).join("; "));
}
