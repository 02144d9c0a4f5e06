import { TransactionCanceledException, TransactWriteItemsCommand, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Fact, FactRef, SourceRecord } from "../../../domain/findings/fact";
import { attributes } from "../attributes";
import { ConcurrentChange, queryItems, readItem, unchangedSince, type Item, type Key, type Table } from "./table";

/** Facts, and beside them their sources under the analyzer, with which the sweep compares listings. Both are written together. */
const factKey = ({ subject, fact }: FactRef): Key => ({ pk: `subject#${subject}`, sk: `fact#${fact}` });
const sourceKey = (analyzer: string, findingId: string): Key => ({ pk: `analyzer#${analyzer}`, sk: `finding#${findingId}` });

/** DynamoDB's limit. */
const most = 100;

export async function readSubject(table: Table, subject: string): Promise<Fact[]> {
  const items = await queryItems(
    table,
    { KeyConditionExpression: "#pk = :pk", ConsistentRead: true },
    { ":pk": factKey({ subject, fact: "" }).pk },
  );
  return items.map(factOf);
}

export async function readFact(table: Table, ref: FactRef): Promise<Fact | undefined> {
  const item = await readItem(table, factKey(ref));
  return item && factOf(item);
}

export async function readSource(table: Table, analyzer: string, findingId: string): Promise<SourceRecord | undefined> {
  const item = await readItem(table, sourceKey(analyzer, findingId));
  return item && sourceOf(item);
}

/** Every finding of the analyzer that was ever recorded. */
export async function readSources(table: Table, analyzer: string): Promise<SourceRecord[]> {
  const { pk, sk } = sourceKey(analyzer, "");
  const query = { KeyConditionExpression: "#pk = :pk AND begins_with(#sk, :finding)", ConsistentRead: true };
  return (await queryItems(table, query, { ":pk": pk, ":finding": sk })).map(sourceOf);
}

/** Facts with something to tell, the oldest first. The index lags: what is done with a fact begins by reading it. */
export async function readUntold(table: Table): Promise<Fact[]> {
  const query = { IndexName: untoldIndex, KeyConditionExpression: "#untold = :untold" };
  return (await queryItems(table, query, { ":untold": untoldIndex })).map(factOf);
}

const untoldIndex = "untold";

/**
 * Writes all or nothing.
 *
 * @returns the facts as they are stored: each with the version that follows the one it was read with.
 * @throws ConcurrentChange if a fact is stored otherwise than it was read.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function writeFacts({ dynamo, name }: Table, facts: readonly Fact[], sources: readonly SourceRecord[] = []): Promise<Fact[]> {
  const stored = facts.map((fact) => ({ ...fact, version: fact.version + 1 }));
  const writes = [...stored.map((fact) => putFact(name, fact)), ...sources.map((source) => putSource(name, source))];
  if (writes.length === 0) return [];
  if (writes.length > most)
    throw new Error(`${writes.length} items would change at once, and a transaction of DynamoDB holds ${most}. Nothing was written.`);
  try {
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: writes }));
    return stored;
  } catch (error) {
    if (error instanceof TransactionCanceledException && error.CancellationReasons?.some(({ Code }) => isConflict(Code)))
      throw new ConcurrentChange("somebody else changed the fact meanwhile", { cause: error });
    throw error;
  }
}

function isConflict(code: string | undefined): boolean {
  return code === "ConditionalCheckFailed" || code === "TransactionConflict";
}

function putFact(TableName: string, fact: Fact): TransactWriteItem {
  const { pending, version } = fact;
  const isUntold = pending !== undefined && pending.to.length + pending.held.length > 0;
  const untold = isUntold ? { untold: untoldIndex, untoldSince: pending.at } : {};
  const Item = attributes({ ...factKey(fact), ...(JSON.parse(JSON.stringify(fact)) as Item), ...untold }); // A fact is JSON.
  return { Put: { TableName, Item, ...unchangedSince(version - 1) } };
}

function putSource(TableName: string, source: SourceRecord): TransactWriteItem {
  return { Put: { TableName, Item: attributes({ ...sourceKey(source.analyzer, source.findingId), ...source }) } };
}

// Nobody but writeFacts writes these items.
function factOf({ pk: _pk, sk: _sk, untold: _untold, untoldSince: _since, ...fact }: Item): Fact {
  return fact as unknown as Fact;
}
function sourceOf({ pk: _pk, sk: _sk, ...source }: Item): SourceRecord {
  return source as unknown as SourceRecord;
}
