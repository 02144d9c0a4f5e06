import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { randomUUID } from "node:crypto";
import { attributes } from "../attributes";
import { names, queryItems, type Table } from "./table";

/** One run through the findings of one analyzer. */
export interface SweepRun {
  analyzer: string;
  id: string;
}

const partition = ({ analyzer, id }: SweepRun) => `sweep#${analyzer}#${id}`;

/** An item holds 400 KB; an id takes 40 bytes. */
const idsInOne = 5_000;
const kept = 2 * 24 * 60 * 60;

/**
 * Keeps which findings were listed until a message goes on with the next page. Every call adds: a message that SQS delivers twice, and a listing
 * that starts over, take nothing away from what was listed.
 */
export async function recordListed({ dynamo, name }: Table, run: SweepRun, ids: readonly string[], now: Date): Promise<void> {
  const expires = Math.floor(now.getTime() / 1000) + kept;
  for (let first = 0; first < ids.length; first += idsInOne) {
    const UpdateExpression = "SET #ids = :ids, #expires = :expires";
    await dynamo.send(
      new UpdateItemCommand({
        TableName: name,
        Key: attributes({ pk: partition(run), sk: randomUUID() }),
        UpdateExpression,
        ExpressionAttributeNames: names(UpdateExpression),
        ExpressionAttributeValues: attributes({ ":ids": ids.slice(first, first + idsInOne), ":expires": expires }),
      }),
    );
  }
}

/** What the run has listed. */
export async function readListed(table: Table, run: SweepRun): Promise<string[]> {
  const query = { KeyConditionExpression: "#pk = :pk", ConsistentRead: true };
  const items = await queryItems(table, query, { ":pk": partition(run) });
  return items.flatMap(({ ids }) => ids as string[]); // As recordListed wrote them.
}
