import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { StartedScan } from "../../../domain/scanner/startedScan";
import { attributes } from "../attributes";
import { queryItems, unchangedSince, type Item, type Key, type Table } from "./table";

/** Scans of one resource by one analyzer. */
export interface ScanRef {
  resource: string;
  analyzer: string;
}

/** One for each call, as it stands in `at`. */
const key = ({ resource, analyzer }: ScanRef, at: string): Key => ({ pk: `scan#${resource}`, sk: `analyzer#${analyzer}#${at}` });
const kept = 24 * 60 * 60;

/** Scans that have no report yet, nor one of a later call: the newest call first. */
export async function readStartedScans(table: Table, scan: ScanRef): Promise<StartedScan[]> {
  const { pk, sk } = key(scan, "");
  const query = { KeyConditionExpression: "#pk = :pk AND begins_with(#sk, :analyzer)", ConsistentRead: true };
  const items = (await queryItems(table, query, { ":pk": pk, ":analyzer": sk })) as unknown as (StartedScan | Ended)[]; // as written below
  const newest = [...items].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const ended = newest.findIndex((item) => !("startedAt" in item));
  return newest.slice(0, ended < 0 ? undefined : ended).filter((item) => "startedAt" in item);
}

/** What is over stays so: messages come twice and in any order. */
export async function recordStartedScan(table: Table, scan: ScanRef, started: StartedScan, now: Date): Promise<void> {
  try {
    await put(table, scan, { ...started }, now, unchangedSince(0));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** What the analyzer finds from now on is no work of this scan, nor of those before it. */
export async function recordEndedScan(table: Table, scan: ScanRef, { at }: Ended, now: Date): Promise<void> {
  await put(table, scan, { at }, now);
}

type Ended = Pick<StartedScan, "at">;

async function put({ dynamo, name }: Table, scan: ScanRef, said: Item & Ended, now: Date, condition: object = {}): Promise<void> {
  const expires = Math.floor(now.getTime() / 1000) + kept;
  await dynamo.send(new PutItemCommand({ TableName: name, Item: attributes({ ...key(scan, said.at), ...said, expires }), ...condition }));
}
