import type { AttributeDefinition, CreateTableCommandInput, StreamSpecification, TimeToLiveSpecification } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { Storing, type Reference, type Stored } from "../storing/stored";
import { canonical, invalid, sizeOf, type Item } from "./values";

export interface Table {
  id: string;
  key: Key;
  attributes: AttributeDefinition[];
  indexes: Map<string, Index>;
  /** By their key, see {@link keyText}. */
  items: Map<string, Item>;
  billingMode: "PAY_PER_REQUEST" | "PROVISIONED";
  throughput?: CreateTableCommandInput["ProvisionedThroughput"];
  isDeletionProtected: boolean;
  tableClass?: string;
  /** The customer's key; absent for AWS's own. */
  kmsKeyArn?: string;
  encryptedByKms: boolean;
  recovery: { isEnabled: boolean; days: number };
  timeToLive?: TimeToLiveSpecification;
  stream?: Stored<{ specification: StreamSpecification }>;
  /** Answers of transactions that may be asked for again, by their token. */
  tokens: Map<string, { request: string; until: number }>;
}

export interface Key {
  hash: string;
  range?: string;
}

export interface Index extends Key {
  name: string;
  projection: { ProjectionType: string; NonKeyAttributes?: string[] };
}

export const tables = new Storing<Table, { TableName: string } | { ResourceArn: string }>({
  title: "dynamodb table",
  arn: (name, { partition, account, region }) => `arn:${partition}:dynamodb:${region}:${account}:table/${name}`,
  named: (input) => referenceOf("TableName" in input ? input.TableName : input.ResourceArn),
  missing: () => new AwsError("ResourceNotFoundException", "Requested resource not found"),
  invalidTags: "ValidationException",
});

/** A table by its name or ARN. */
export function referenceOf(text: string): Reference {
  const [, region, account, name] = /^arn:[^:]+:dynamodb:([^:]+):(\d{12}):table\/([^/]+)$/.exec(text) ?? [];
  return name === undefined ? { name: text } : { name, account, region };
}

/** The items that are there. What its time to live has ended is gone at once, where AWS takes days. */
export function itemsOf(world: World, { settings: { items, timeToLive } }: Stored<Table>): Map<string, Item> {
  const attribute = timeToLive?.Enabled === true ? timeToLive.AttributeName : undefined;
  if (attribute === undefined) return items;
  const now = world.clock.now().getTime() / 1000;
  for (const [key, item] of items) {
    const end = Number(item[attribute]?.N ?? NaN);
    // What ended longer than five years ago is taken for a mistake.
    if (end <= now && end > now - 5 * 365 * 86_400) items.delete(key);
  }
  return items;
}

/** @throws AwsError unless it is the table's key and nothing else */
export function assertKey({ settings: { key, attributes } }: Stored<Table>, given: Item): void {
  const names = [key.hash, ...(key.range === undefined ? [] : [key.range])];
  if (Object.keys(given).length !== names.length || names.some((name) => given[name] === undefined))
    throw invalid("The provided key element does not match the schema");
  for (const name of names) assertKeyValue(name, given, attributes, "key");
}

/** @throws AwsError for an item that the table cannot hold */
export function assertItem({ settings: { key, attributes, indexes } }: Stored<Table>, item: Item): void {
  for (const name of namesOf(key)) {
    if (item[name] === undefined) throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    assertKeyValue(name, item, attributes, "key");
  }
  for (const index of indexes.values())
    for (const name of namesOf(index)) if (item[name]) assertKeyValue(name, item, attributes, "Index Key", ` IndexName: ${index.name}`);
  if (sizeOf(item) > 400 * 1024) throw invalid("Item size has exceeded the maximum allowed size");
}

export function namesOf({ hash, range }: Key): string[] {
  return range === undefined ? [hash] : [hash, range];
}

export function keyIn(key: Key, item: Item): Item {
  return Object.fromEntries(namesOf(key).flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}

export function keyText(key: Key, item: Item): string {
  return canonical({ M: keyIn(key, item) });
}

function assertKeyValue(name: string, item: Item, attributes: AttributeDefinition[], what: string, where = ""): void {
  const expected = attributes.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? "S";
  const [actual, value] = Object.entries(item[name] ?? {})[0] ?? [];
  const start = "One or more parameter values were invalid";
  if (actual !== expected) throw invalid(`${start}: Type mismatch for ${what} ${name} expected: ${expected} actual: ${actual}${where}`);
  if (value === "" || (value instanceof Uint8Array && value.length === 0))
    throw invalid(`${start}: The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}${where}`);
}
