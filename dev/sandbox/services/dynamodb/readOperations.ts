import type * as sdk from "@aws-sdk/client-dynamodb";
import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import type { Asked, Call, Operations } from "../../service";
import type { World } from "../../world/world";
import { only } from "../storing/only";
import type { Stored } from "../storing/stored";
import { fulfils, parseCondition, pathsIn, type Condition } from "./expressions/condition";
import { projection } from "./expressions/paths";
import { Placeholders } from "./expressions/reader";
import { keyCondition } from "./keyCondition";
import { onEach, tableIn } from "./several";
import { assertKey, itemsOf, keyIn, keyText, namesOf, tables, type Index, type Key, type Table } from "./tables";
import { invalid, order, sizeOf, type Item } from "./values";

const getting = ["ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"];
const paging = ["TableName", "IndexName", "Limit", "ExclusiveStartKey", "FilterExpression", "ExpressionAttributeValues", "Select"];

export const readOperations: Operations<typeof sdk> = {
  GetItem: tables.on((table, input, { world }) => {
    only(input, [...getting, "TableName", "Key", "ReturnConsumedCapacity"]);
    assertKey(table, input.Key);
    const placeholders = new Placeholders(input);
    const project = projection(input.ProjectionExpression, placeholders);
    placeholders.assertAllUsed();
    const found = itemsOf(world, table).get(keyText(table.settings.key, input.Key));
    return found ? { Item: project(found) } : {};
  }),
  BatchGetItem: {
    authorize: ({ RequestItems }, call) => Object.keys(RequestItems).map((name) => onEach(name, call, "BatchGetItem")),
    handle({ RequestItems }, call) {
      const count = Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
      if (count === 0 || count > 100) throw invalid("Too many items requested for the BatchGetItem call");
      const Responses = Object.entries(RequestItems).map(([name, request]) => {
        only(request, [...getting, "Keys"]);
        const table = tableIn(name, call);
        const placeholders = new Placeholders(request);
        const project = projection(request.ProjectionExpression, placeholders);
        placeholders.assertAllUsed();
        request.Keys.forEach((key) => assertKey(table, key));
        const keys = request.Keys.map((key) => keyText(table.settings.key, key));
        if (new Set(keys).size < keys.length) throw invalid("Provided list of item keys contains duplicates");
        const items = itemsOf(call.world, table);
        return [
          name,
          keys
            .map((key) => items.get(key))
            .filter((item) => item !== undefined)
            .map(project),
        ] as const;
      });
      return { Responses: Object.fromEntries(Responses), UnprocessedKeys: {} };
    },
  },
  Query: {
    authorize: onTableOrIndex,
    handle(input, call) {
      only(input, [...getting, ...paging, "KeyConditionExpression", "ScanIndexForward", "ReturnConsumedCapacity"]);
      const { table, key, index } = placeOf(input, call);
      const placeholders = new Placeholders(input);
      const condition = keyCondition(input.KeyConditionExpression, key, placeholders);
      const direction = input.ScanIndexForward === false ? -1 : 1;
      const items = itemsIn(call.world, table, key)
        .filter((item) => fulfils(item, condition))
        .sort((a, b) => direction * compare(key, table.settings.key, a, b));
      const isAfter = (item: Item, start: Item) => direction * compare(key, table.settings.key, item, start) > 0;
      return pageOf(call.world, table, key, index, items, input, placeholders, isAfter);
    },
  },
  Scan: {
    authorize: onTableOrIndex,
    handle(input, call) {
      only(input, [...getting, ...paging, "ReturnConsumedCapacity"]);
      const { table, key, index } = placeOf(input, call);
      const items = itemsIn(call.world, table, key).sort((a, b) => scanOrder(table, a, b));
      const isAfter = (item: Item, start: Item) => scanOrder(table, item, start) > 0;
      return pageOf(call.world, table, key, index, items, input, new Placeholders(input), isAfter);
    },
  },
};

type Reading = Pick<QueryCommandInput, "IndexName" | "ConsistentRead"> & { TableName: string };

function onTableOrIndex({ TableName, IndexName }: Reading, call: Call): Asked {
  const asked = tables.asked({ TableName }, call);
  return IndexName === undefined ? asked : { ...asked, resource: `${asked.resource}/index/${IndexName}` };
}

function placeOf({ TableName, IndexName, ConsistentRead }: Reading, call: Call): { table: Stored<Table>; key: Key; index?: Index } {
  const table = tableIn(TableName, call);
  if (IndexName === undefined) return { table, key: table.settings.key };
  const index = table.settings.indexes.get(IndexName);
  if (!index) throw invalid(`The table does not have the specified index: ${IndexName}`);
  if (ConsistentRead === true) throw invalid("Consistent reads are not supported on global secondary indexes");
  return { table, key: index, index };
}

/** An index holds the items that have its key, and no others. */
function itemsIn(world: World, table: Stored<Table>, key: Key): Item[] {
  return [...itemsOf(world, table).values()].filter((item) => namesOf(key).every((name) => item[name] !== undefined));
}

/** By the sort key; what it leaves open, by the table's key. */
function compare(key: Key, tableKey: Key, a: Item, b: Item): number {
  const [one, other] = key.range === undefined ? [] : [a[key.range], b[key.range]];
  const byRange = one && other ? (order(one, other) ?? 0) : 0;
  if (byRange !== 0) return byRange;
  const [text, otherText] = [textOf(tableKey, a), textOf(tableKey, b)];
  return text < otherText ? -1 : text === otherText ? 0 : 1;
}

/** An item is one table's, and its key never changes. */
const texts = new WeakMap<Item, string>();

function textOf(tableKey: Key, item: Item): string {
  const text = texts.get(item) ?? keyText(tableKey, item);
  texts.set(item, text);
  return text;
}

function scanOrder({ settings: { key } }: Stored<Table>, a: Item, b: Item): number {
  return compare({ hash: key.hash }, key, a, b);
}

function pageOf(
  world: World,
  table: Stored<Table>,
  key: Key,
  index: Index | undefined,
  items: Item[],
  input: Pick<QueryCommandInput, "ProjectionExpression" | "FilterExpression" | "Limit" | "ExclusiveStartKey" | "Select">,
  placeholders: Placeholders,
  isAfter: (item: Item, start: Item) => boolean,
) {
  const project = projection(input.ProjectionExpression, placeholders);
  const filter = filterOf(input.FilterExpression, key, placeholders);
  placeholders.assertAllUsed();
  if (input.Limit !== undefined && input.Limit < 1) throw invalid("Limit must be greater than or equal to 1");
  const { ExclusiveStartKey: start } = input;
  const rest = start ? items.filter((item) => isAfter(item, assertStart(start, table, key))) : items;
  let size = 0;
  const count = rest.findIndex((item, at) => at + 1 === input.Limit || (size += sizeOf(item)) > world.settings.tablePageBytes);
  const read = count < 0 ? rest : rest.slice(0, count + 1);
  const found = read.filter((item) => filter === undefined || fulfils(item, filter));
  const last = count < 0 ? undefined : read.at(-1);
  return {
    ...{ Count: found.length, ScannedCount: read.length },
    ...(input.Select === "COUNT" ? {} : { Items: found.map((item) => project(index ? projected(index, table, item) : item)) }),
    ...(last ? { LastEvaluatedKey: { ...keyIn(table.settings.key, last), ...keyIn(key, last) } } : {}),
  };
}

function assertStart(start: Item, { settings }: Stored<Table>, key: Key): Item {
  const names = new Set([...namesOf(settings.key), ...namesOf(key)]);
  if (Object.keys(start).length === names.size && [...names].every((name) => start[name] !== undefined)) return start;
  throw invalid("The provided starting key is invalid");
}

function filterOf(text: string | undefined, key: Key, placeholders: Placeholders): Condition | undefined {
  if (text === undefined) return undefined;
  const filter = parseCondition("FilterExpression", text, placeholders);
  const ofKey = pathsIn(filter).find(([name]) => namesOf(key).includes(name));
  if (ofKey) throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${ofKey[0]}`);
  return filter;
}

/** What an index keeps of an item. */
function projected(index: Index, { settings: { key } }: Stored<Table>, item: Item): Item {
  const { ProjectionType, NonKeyAttributes = [] } = index.projection;
  if (ProjectionType === "ALL") return item;
  const kept = new Set([...namesOf(key), ...namesOf(index), ...(ProjectionType === "INCLUDE" ? NonKeyAttributes : [])]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)));
}
