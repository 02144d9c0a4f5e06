import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { attributes } from "../attributes";
import { queryItems, type Table } from "./table";

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
 * Keeps which findings were listed until a message goes on with the next page. Written again, the same part says the same.
 *
 * @param part which message of the run wrote it, from 0.
 */
export async function recordListed({ dynamo, name }: Table, run: SweepRun, part: number, ids: readonly string[], now: Date): Promise<void> {
  for (let first = 0; first < ids.length; first += idsInOne) {
    const sk = `${part}.${first / idsInOne}`;
    const expires = Math.floor(now.getTime() / 1000) + kept;
    const Item = attributes({ pk: partition(run), sk, ids: ids.slice(first, first + idsInOne), expires });
    await dynamo.send(new PutItemCommand({ TableName: name, Item }));
  }
}

/** What all parts of the run have listed. */
export async function readListed(table: Table, run: SweepRun): Promise<string[]> {
  const query = { KeyConditionExpression: "pk = :pk", ConsistentRead: true };
  const items = await queryItems(table, query, { ":pk": partition(run) });
  return items.flatMap(({ ids }) => ids as string[]); // As recordListed wrote them.
}
