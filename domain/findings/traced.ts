import type { Fact, ScanTrace } from "./fact";
import { withPending } from "./pending";
import { compareTimes } from "./state";
import type { Heard, Step } from "./step";

/**
 * What a scan found says so, and waits for no digest: a state that begins with it, and one that people have yet to be told of. That is what the
 * analyzer dates after the change, and not long after it looked; of older findings of the resource the scan says nothing new, and newer ones
 * it did not find.
 *
 * @param facts as they are stored.
 */
export function tracedTo(heard: Heard, facts: readonly Fact[], step: Step, now: Date): Step {
  if (step.step !== "write" || !("observation" in heard) || heard.scan === undefined) return step;
  const { scan, observation } = heard;
  const before = new Map(facts.map((fact) => [fact.fact, fact]));
  const traced = [...new Map([...facts, ...step.facts].map((fact) => [fact.fact, fact])).values()]
    .filter((fact) => isFound(fact, observation.analyzer, scan))
    .filter((fact) => fact.state !== before.get(fact.fact)?.state || fact.held.length > 0)
    .map((fact) => withPending({ ...fact, held: [], scan }, now.toISOString()));
  return { ...step, facts: [...new Map([...step.facts, ...traced].map((fact) => [fact.fact, fact])).values()] };
}

function isFound({ sources }: Fact, analyzer: string, { at, analyzedAt }: ScanTrace): boolean {
  const until = new Date(Date.parse(analyzedAt) + writing).toISOString();
  return Object.values(sources).some(
    ({ analyzer: by, updatedAt }) => by === analyzer && compareTimes(updatedAt, at) >= 0 && compareTimes(updatedAt, until) <= 0,
  );
}

/** Milliseconds from an analysis to the date of what it found, at most. */
const writing = 60_000;
