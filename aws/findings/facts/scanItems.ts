import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { StartedScan } from "../../../domain/scanner/startedScan";
import { attributes } from "../attributes";
import { names, readItem, type Key, type Table } from "./table";

/** The scan of one resource by one analyzer. */
export interface ScanRef {
  resource: string;
  analyzer: string;
}

const key = ({ resource, analyzer }: ScanRef): Key => ({ pk: `scan#${resource}`, sk: `analyzer#${analyzer}` });
const kept = 24 * 60 * 60;

/** The newest scan that has no report yet. */
export async function readStartedScan(table: Table, scan: ScanRef): Promise<StartedScan | undefined> {
  const { call, at, startedAt } = (await readItem(table, key(scan))) ?? {};
  // Nobody but these functions writes the item: with all three, or as one that is over.
  return startedAt === undefined ? undefined : ({ call, at, startedAt } as StartedScan);
}

/** Later scans, and one of the same change that is over, stay on record: messages come twice and in any order. */
export async function recordStartedScan(table: Table, scan: ScanRef, started: StartedScan, now: Date): Promise<void> {
  await put(table, scan, { ...started }, "#at < :at", now);
}

/** What the analyzer finds from now on is no work of this scan. */
export async function recordEndedScan(table: Table, scan: ScanRef, { at }: Pick<StartedScan, "at">, now: Date): Promise<void> {
  await put(table, scan, { at }, "#at <= :at", now);
}

async function put(
  { dynamo, name }: Table,
  scan: ScanRef,
  said: { at: string } & Partial<StartedScan>,
  isOlder: string,
  now: Date,
): Promise<void> {
  const ConditionExpression = `attribute_not_exists(#pk) OR ${isOlder}`;
  const expires = Math.floor(now.getTime() / 1000) + kept;
  try {
    await dynamo.send(
      new PutItemCommand({
        TableName: name,
        Item: attributes({ ...key(scan), ...said, expires }),
        ConditionExpression,
        ExpressionAttributeNames: names(ConditionExpression),
        ExpressionAttributeValues: attributes({ ":at": said.at }),
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
