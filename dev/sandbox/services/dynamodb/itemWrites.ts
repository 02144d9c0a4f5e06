import type { ReturnValue } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../service";
import type { World } from "../../world/world";
import type { Stored } from "../storing/stored";
import { fulfils, parseCondition, type Condition } from "./expressions/condition";
import { Placeholders, type Given, type Path } from "./expressions/reader";
import { parseUpdate } from "./expressions/update";
import { assertItem, assertKey, itemsOf, keyText, namesOf, type Table } from "./tables";
import { assertValue, invalid, type Item } from "./values";

/** What one write asks for, as PutItem, UpdateItem, DeleteItem and the parts of a transaction have it. */
export interface WriteRequest extends Given {
  ConditionExpression?: string;
  ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
}

/** A write that has been read and can be done. */
export interface Write {
  table: Stored<Table>;
  /** Of the item, in the table. */
  key: string;
  /** What becomes of the item; undefined: it goes. @throws AwsError */
  apply(before: Item | undefined): Item | undefined;
  condition?: Condition;
  returnsOld: boolean;
  /** What an update changes. */
  paths: Path[];
}

export function putting(table: Stored<Table>, item: Item, request: WriteRequest): Write {
  Object.values(item).forEach(assertValue);
  assertItem(table, item);
  return write(table, item, request, [], () => item);
}

export function deleting(table: Stored<Table>, key: Item, request: WriteRequest): Write {
  assertKey(table, key);
  return write(table, key, request, [], () => undefined);
}

export function checking(table: Stored<Table>, key: Item, request: WriteRequest): Write {
  assertKey(table, key);
  return write(table, key, request, [], (before) => before);
}

export function updating(table: Stored<Table>, key: Item, request: WriteRequest & { UpdateExpression?: string }): Write {
  assertKey(table, key);
  const placeholders = new Placeholders(request);
  const update = parseUpdate(request.UpdateExpression, placeholders);
  const ofKey = update.paths.find(([name]) => namesOf(table.settings.key).includes(name));
  if (ofKey)
    throw invalid(`One or more parameter values were invalid: Cannot update attribute ${ofKey[0]}. This attribute is part of the key`);
  const apply = (before: Item | undefined) => {
    const after = update.apply(before ?? key);
    assertItem(table, after);
    return after;
  };
  return write(table, key, request, update.paths, apply, placeholders);
}

/** @throws AwsError ConditionalCheckFailedException, with the item where that is asked for */
export function outcomeOf(world: World, { table, key, condition, returnsOld, apply }: Write): { before?: Item; after?: Item } {
  const before = itemsOf(world, table).get(key);
  if (condition && !fulfils(before ?? {}, condition)) {
    const members = returnsOld && before ? { Item: before } : {};
    throw new AwsError("ConditionalCheckFailedException", "The conditional request failed", members);
  }
  return { before, after: apply(before) };
}

export function commit({ table, key }: Write, after: Item | undefined): void {
  if (after) table.settings.items.set(key, after);
  else table.settings.items.delete(key);
}

/** What ReturnValues asks for. */
export function returned(kind: ReturnValue | undefined, { paths }: Write, { before, after }: { before?: Item; after?: Item }) {
  const item = kind?.endsWith("_OLD") ? before : kind?.endsWith("_NEW") ? after : undefined;
  if (!item) return {};
  if (kind?.startsWith("ALL")) return { Attributes: item };
  return { Attributes: Object.fromEntries(paths.flatMap(([name]) => (item[name] ? [[name, item[name]]] : []))) };
}

function write(
  table: Stored<Table>,
  keyed: Item,
  request: WriteRequest,
  paths: Path[],
  apply: Write["apply"],
  placeholders = new Placeholders(request),
): Write {
  const { ConditionExpression, ReturnValuesOnConditionCheckFailure } = request;
  const condition =
    ConditionExpression === undefined ? undefined : parseCondition("ConditionExpression", ConditionExpression, placeholders);
  placeholders.assertAllUsed();
  const returnsOld = ReturnValuesOnConditionCheckFailure === "ALL_OLD";
  return { table, key: keyText(table.settings.key, keyed), apply, condition, returnsOld, paths };
}
