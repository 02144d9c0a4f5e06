import { readSource, readSubject, writeFacts } from "../../aws/findings/facts/factItems";
import { ConcurrentChange, type Table } from "../../aws/findings/facts/table";
import { sourceKey, type Fact, type SourceRecord } from "../../domain/findings/fact";
import { factRefOf } from "../../domain/findings/identity";
import type { Ask, Decide, Heard, Reading } from "../../domain/findings/step";
import { takeIn } from "../../domain/findings/takeIn";
import type { Telemetry } from "../telemetry";
import { GivenBack } from "./givenBack";

export interface IntakeWork extends Pick<Telemetry, "measure"> {
  table: Table;
  answer(ask: Ask): Promise<Reading>;
  decide(facts: readonly Fact[], heard: Heard): Promise<Decide>;
  now(): Date;
}

/** Writers of one fact that meet read again; more often than that somebody else is to try. */
const attempts = 4;
/** One for the finding's own analyzer, one for the others that know of the access; a fact has no more kinds of neighbours. */
const rounds = 4;

/**
 * Takes in what was heard of a finding, and reads anew where it must not be believed alone.
 *
 * @returns all facts of its subject as they are now.
 * @throws GivenBack where only time helps.
 */
export async function takeInMessage(heard: Heard, work: IntakeWork): Promise<Fact[]> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    // What is read of the analyzers counts only beside facts that were read before it.
    const facts = await factsBehind(heard, work.table);
    try {
      return await takeInto(facts, heard, work);
    } catch (error) {
      if (!(error instanceof ConcurrentChange)) throw error;
    }
  }
  throw new GivenBack(`the fact was changed by others ${attempts} times in a row`);
}

async function takeInto(facts: Fact[], heard: Heard, work: IntakeWork): Promise<Fact[]> {
  const decide = await work.decide(facts, heard);
  const readings: Reading[] = [];
  for (let round = 0; round < rounds; round++) {
    const step = takeIn(facts, heard, readings, { now: work.now(), decide });
    if (step.step === "later") throw new GivenBack(step.why);
    if (step.step === "write") {
      const written = await writeFacts(work.table, step.facts, step.sources);
      const archived = newlyArchived(facts, step.sources);
      if (archived > 0) work.measure("NewlyArchived", archived);
      return [...new Map([...facts, ...written].map((fact) => [fact.fact, fact])).values()];
    }
    for (const ask of step.asks) readings.push(await work.answer(ask));
  }
  throw new Error(`A message asked for more readings after ${rounds} rounds: ${JSON.stringify(heard)}`);
}

/** Somebody, or a rule, put them away: many at once are news. */
function newlyArchived(before: readonly Fact[], after: readonly SourceRecord[]): number {
  const known = new Map(before.flatMap(({ sources }) => Object.entries(sources)));
  const isArchived = (source: SourceRecord) => source.status === "ARCHIVED" && !source.isDeleted && !source.gone;
  return after.filter((source) => isArchived(source) && known.get(sourceKey(source))?.status === "ACTIVE").length;
}

/** The facts of the subject, and those among which the finding was until now. */
async function factsBehind(heard: Heard, table: Table): Promise<Fact[]> {
  const { analyzer, findingId } = "gone" in heard ? heard.gone : heard.observation;
  const source = await readSource(table, analyzer, findingId);
  const subjects = new Set([
    ...(source === undefined ? [] : [source.subject]),
    ...("observation" in heard ? [factRefOf(heard.observation).subject] : []),
  ]);
  return (await Promise.all([...subjects].map((subject) => readSubject(table, subject)))).flat();
}
