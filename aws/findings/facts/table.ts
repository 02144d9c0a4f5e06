import { GetItemCommand, QueryCommand, type DynamoDBClient, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { readPages } from "../../paging";
import { attributes, plainItem, type Json } from "../attributes";

/** The one table of the road. Its keys are `pk` and `sk`; each file of this folder has one kind of item. */
export interface Table {
  dynamo: DynamoDBClient;
  name: string;
}

export type Key = { pk: string; sk: string };
export type Item = { [name: string]: Json };

/** Somebody else wrote the item between reading and writing. Whoever meets it reads again, or gives the message back to the queue. */
export class ConcurrentChange extends Error {
  override readonly name = "ConcurrentChange";
}

/** As it is now, not as it may have been a moment ago. */
export async function readItem({ dynamo, name }: Table, key: Key): Promise<Item | undefined> {
  const { Item: item } = await dynamo.send(new GetItemCommand({ TableName: name, Key: attributes(key), ConsistentRead: true }));
  return item && plainItem(item);
}

/** All pages. */
export async function queryItems(
  { dynamo, name }: Table,
  query: Omit<QueryCommandInput, "TableName" | "ExpressionAttributeNames" | "ExpressionAttributeValues" | "ExclusiveStartKey">,
  values: { [placeholder: string]: Json },
): Promise<Item[]> {
  const items = await readPages(
    (start) =>
      dynamo.send(
        new QueryCommand({
          ...query,
          TableName: name,
          ExpressionAttributeNames: names(query.KeyConditionExpression),
          ExpressionAttributeValues: attributes(values),
          ...(start !== undefined && { ExclusiveStartKey: JSON.parse(start) as Record<string, never> }), // The last page's own words.
        }),
      ),
    ({ Items }) => Items,
    ({ LastEvaluatedKey: last }) => (last && Object.keys(last).length > 0 ? JSON.stringify(last) : undefined),
  );
  return items.map(plainItem);
}

/** `#name` stands for attribute `name`: many plain names are reserved words, and more may become some. */
export function names(expression = ""): Record<string, string> {
  return Object.fromEntries([...expression.matchAll(/#(\w+)/g)].map(([placeholder, name = ""]) => [placeholder, name]));
}

/** The condition that an item is stored as it was read: with this version, or not at all where that is 0. */
export function unchangedSince(version: number) {
  const ConditionExpression = version === 0 ? "attribute_not_exists(#pk)" : "#version = :read";
  return {
    ConditionExpression,
    ExpressionAttributeNames: names(ConditionExpression),
    ...(version > 0 && { ExpressionAttributeValues: attributes({ ":read": version }) }),
  };
}
