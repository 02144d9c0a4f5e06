import { describeError } from "../../aws/callErrors";
import { readUntold, writeFacts } from "../../aws/findings/facts/factItems";
import { ConcurrentChange, type Table } from "../../aws/findings/facts/table";
import { NotTaken } from "../../aws/findings/notTaken";
import { claim, record, type Outcome } from "../../domain/findings/claim";
import type { Fact } from "../../domain/findings/fact";
import type { Digest, DigestEntry } from "../../domain/findings/messages/digest";
import type { Telemetry } from "../telemetry";
import { changed } from "./tell";

export interface DigestWork extends Pick<Telemetry, "log" | "measure"> {
  table: Table;
  configured: readonly string[];
  compose(entries: readonly DigestEntry[], id: string): Digest<() => Promise<void>>;
  now(): Date;
  newId(): string;
  /** Whether more facts may be claimed. */
  hasTime(): boolean;
}

/** A transaction holds a hundred items. */
const inOne = 100;

/**
 * Tells one destination everything that waits for its digest. What somebody else has claimed meanwhile, what does not fit, and what time was too
 * short for is in the next one.
 *
 * @throws Error if the destination did not take it.
 */
export async function sendDigest(destination: string, work: DigestWork): Promise<void> {
  const owner = work.newId();
  const waiting = (await readUntold(work.table)).filter(({ pending }) => pending?.held.includes(destination));
  const entries: DigestEntry[] = [];
  for (let first = 0; first < waiting.length && work.hasTime(); first += inOne)
    entries.push(...(await claimed(waiting.slice(first, first + inOne), destination, owner, work)));
  if (entries.length === 0) return;
  const { message: send, told, left } = work.compose(entries, owner);
  const about = { destination, findings: told.length, left: left.length };
  try {
    await send();
  } catch (error) {
    work.log.error(`A digest was not sent: ${describeError(error)}`, about);
    work.measure("NotificationsFailed", 1);
    await recorded(left, "refused", owner, work);
    if (error instanceof NotTaken) await recorded(told, "refused", owner, work);
    throw error;
  }
  work.log.info("digest", about);
  work.measure("NotificationsSent", 1);
  await recorded(told, "published", owner, work);
  await recorded(left, "refused", owner, work);
}

/** Facts of the index are claimed as it has them: where it lags, the claim fails, and the fact is in the next digest. */
async function claimed(
  facts: readonly Fact[],
  digest: string,
  owner: string,
  { table, configured, now }: DigestWork,
): Promise<DigestEntry[]> {
  const claims = facts.flatMap((fact) => {
    const made = claim(fact, { owner, now: now(), configured, digest });
    return made.claim === "made" ? made.due.map((due) => ({ fact: made.fact, due })) : [];
  });
  const stored = await storedOf(
    table,
    claims.map(({ fact }) => fact),
  );
  return claims.flatMap(({ fact, due }) => {
    const found = stored.get(fact.fact);
    return found === undefined ? [] : [{ fact: found, due }];
  });
}

/** All at once where nobody comes in between, otherwise one by one. */
async function storedOf(table: Table, facts: readonly Fact[]): Promise<Map<string, Fact>> {
  try {
    return byId(await writeFacts(table, facts));
  } catch (error) {
    if (!(error instanceof ConcurrentChange)) throw error;
    if (facts.length === 1) return new Map();
  }
  const middle = Math.ceil(facts.length / 2);
  return new Map([...(await storedOf(table, facts.slice(0, middle))), ...(await storedOf(table, facts.slice(middle)))]);
}

/** What came in between is kept: the fact is read, recorded on, and stored. */
async function recorded(entries: readonly DigestEntry[], as: keyof Outcome, owner: string, work: DigestWork): Promise<void> {
  const recordOn = (fact: Fact, { due }: DigestEntry) => record(fact, owner, { published: [], refused: [], [as]: [due] }, work.now());
  for (let first = 0; first < entries.length; first += inOne) {
    const group = entries.slice(first, first + inOne);
    const stored = await storedOf(
      work.table,
      group.map((entry) => recordOn(entry.fact, entry)),
    );
    for (const entry of group)
      if (!stored.has(entry.fact.fact)) await changed(entry.fact, work, (fact) => ({ fact: recordOn(fact, entry), result: undefined }));
  }
}

function byId(facts: readonly Fact[]): Map<string, Fact> {
  return new Map(facts.map((fact) => [fact.fact, fact]));
}
