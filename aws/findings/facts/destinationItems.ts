import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { attributes } from "../attributes";
import { ConcurrentChange, readItem, unchangedSince, type Item, type Key, type Table } from "./table";

const key = (destination: string): Key => ({ pk: `destination#${destination}`, sk: "destination" });
const attempts = 8;

/**
 * Changes what is kept of a destination: reads it, and stores what became of it, until nobody came in between.
 *
 * @param change gets undefined where nothing is kept yet. It stores nothing where it gives back what it was given.
 * @throws ConcurrentChange if somebody always comes in between.
 */
export async function changeDestination<State extends object, Result>(
  table: Table,
  destination: string,
  change: (state: State | undefined) => { state: State | undefined; result: Result },
): Promise<Result> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const item = await readItem(table, key(destination));
    const { version = 0, state: stored } = (item ?? {}) as { version?: number; state?: State }; // As it is written below.
    const { state, result } = change(stored);
    if (state === stored || state === undefined) return result;
    try {
      await table.dynamo.send(
        new PutItemCommand({
          TableName: table.name,
          Item: attributes({ ...key(destination), version: version + 1, state: JSON.parse(JSON.stringify(state)) as Item }),
          ...unchangedSince(version),
        }),
      );
      return result;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
  throw new ConcurrentChange(`what is kept of destination ${destination} was changed by others ${attempts} times in a row`);
}
