import { readFact, writeFacts } from "../../aws/findings/facts/factItems";
import { ConcurrentChange, type Table } from "../../aws/findings/facts/table";
import { NotTaken } from "../../aws/findings/notTaken";
import { describeError } from "../../aws/callErrors";
import { claim, hold, record, type Due } from "../../domain/findings/claim";
import type { Fact, FactRef } from "../../domain/findings/fact";
import type { Telemetry } from "../telemetry";
import { GivenBack } from "./givenBack";

export interface TellingWork extends Pick<Telemetry, "log" | "measure"> {
  table: Table;
  /** Names of all destinations. */
  configured: readonly string[];
  /** Which of these must not be told one by one now: they are sent a digest. */
  overLimit(destinations: readonly string[]): Promise<string[]>;
  /** @throws NotTaken if certainly nobody got it, any other error if somebody may have. */
  publish(due: Due, fact: Fact): Promise<void>;
  now(): Date;
  newId(): string;
}

/**
 * Tells every destination what is pending for it: claims, publishes, records. Who was not reached stays pending.
 *
 * @throws GivenBack while somebody else publishes; an Error if a destination was not reached.
 */
export async function tell(ref: FactRef, work: TellingWork): Promise<void> {
  const owner = work.newId();
  const { due, fact } = await claimed(ref, owner, work);
  if (due.length === 0) return;
  const attempts = await Promise.all(due.map((one) => attempt(one, fact, work)));
  const published = attempts.flatMap(({ due, error }) => (error === undefined ? [due] : []));
  const refused = attempts.flatMap(({ due, error }) => (error instanceof NotTaken ? [due] : []));
  await changed(ref, work, (stored) => ({ fact: record(stored, owner, { published, refused }, work.now()), result: undefined }));
  const failed = attempts.filter(({ error }) => error !== undefined);
  if (failed.length > 0)
    throw new Error(failed.map(({ due, error }) => `Destination ${due.destination} was not told: ${describeError(error)}`).join(" "));
}

/** Facts that have something to tell at once. */
export function isToTell({ pending }: Fact): boolean {
  return pending !== undefined && pending.to.length > 0;
}

async function claimed(ref: FactRef, owner: string, work: TellingWork): Promise<{ due: Due[]; fact: Fact }> {
  return changed(ref, work, async (stored) => {
    const now = work.now();
    const limited = await work.overLimit(stored.pending?.to ?? []);
    const fact = limited.length === 0 ? stored : hold(stored, limited, now);
    const made = claim(fact, { owner, now, configured: work.configured });
    if (made.claim === "leased") throw new GivenBack(`the fact is being told by somebody else until ${made.until}`);
    if (made.claim === "made") return { fact: made.fact, result: { due: made.due, fact: made.fact } };
    return { fact: made.fact ?? fact, result: { due: [], fact } };
  });
}

async function attempt(due: Due, fact: Fact, { publish, log, measure }: TellingWork): Promise<{ due: Due; error?: unknown }> {
  const about = { fact: fact.fact, ...due };
  try {
    await publish(due, fact);
    log.info("told", about);
    measure("NotificationsSent", 1);
    return { due };
  } catch (error) {
    log.error(`not told: ${describeError(error)}`, about);
    measure("NotificationsFailed", 1);
    return { due, error };
  }
}

const attempts = 8;

/**
 * Reads a fact, changes it, stores it, until nobody came in between. A change that gives back what it was given stores nothing.
 *
 * @throws GivenBack if somebody always does; Error if there is no such fact.
 */
export async function changed<Result>(
  ref: FactRef,
  { table }: Pick<TellingWork, "table">,
  change: (fact: Fact) => Promise<{ fact: Fact; result: Result }> | { fact: Fact; result: Result },
): Promise<Result> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const stored = await readFact(table, ref);
    if (stored === undefined) throw new Error(`There is no fact ${ref.fact} of subject ${ref.subject}.`);
    const { fact, result } = await change(stored);
    try {
      if (fact !== stored) await writeFacts(table, [fact]);
      return result;
    } catch (error) {
      if (!(error instanceof ConcurrentChange)) throw error;
    }
  }
  throw new GivenBack(`fact ${ref.fact} was changed by others ${attempts} times in a row`);
}
