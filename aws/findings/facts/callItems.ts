import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { leaseSeconds } from "../../../domain/findings/fact";
import { attributes } from "../attributes";
import { names, readItem, type Item, type Key, type Table } from "./table";

/** Calls of CloudTrail that are told, or were: several rules may bring one. */
const key = (id: string): Key => ({ pk: `call#${id}`, sk: "call" });
/** Queues keep a message for less. */
const kept = 14 * 24 * 60 * 60;

/** The right to tell a call, for as long as the lease lasts. */
export async function claimCall(table: Table, id: string, now: Date): Promise<"claimed" | "told" | "leased"> {
  const until = new Date(now.getTime() + leaseSeconds * 1000).toISOString();
  const ConditionExpression = "attribute_not_exists(#pk) OR #until <= :now";
  const condition = {
    ConditionExpression,
    ExpressionAttributeNames: names(ConditionExpression),
    ExpressionAttributeValues: attributes({ ":now": now.toISOString() }),
  };
  try {
    await put(table, id, { until }, now, condition);
    return "claimed";
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (await readItem(table, key(id)))?.["until"] === undefined ? "told" : "leased";
  }
}

/** Nobody tells it any more. */
export async function recordCall(table: Table, id: string, now: Date): Promise<void> {
  await put(table, id, {}, now);
}

async function put({ dynamo, name: TableName }: Table, id: string, said: Item, now: Date, condition: object = {}): Promise<void> {
  const expires = Math.floor(now.getTime() / 1000) + kept;
  await dynamo.send(new PutItemCommand({ TableName, Item: attributes({ ...key(id), ...said, expires }), ...condition }));
}
