import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { invalid, type Item } from "../values";
import { putAt, removeAt, valueAt } from "./paths";
import { Reader, type Path, type Placeholders } from "./reader";

/** Reads from the item as it was, writes into the item as it will be. */
interface Action {
  path: Path;
  apply(before: Item, after: Item): void;
}

export interface Update {
  paths: Path[];
  /** @throws AwsError where an action does not fit the item */
  apply(before: Item): Item;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
export function parseUpdate(text: string | undefined, placeholders: Placeholders): Update {
  const actions = text === undefined ? [] : actionsIn(new Reader("UpdateExpression", text, placeholders));
  const paths = actions.map(({ path }) => path);
  const overlap = paths.find((path, at) => paths.some((other, position) => position !== at && startsWith(other, path)));
  if (overlap) throw invalid(`Invalid UpdateExpression: Two document paths overlap with each other; path one: [${overlap.join(", ")}]`);
  return {
    paths,
    apply(before) {
      const after = structuredClone(before);
      // What is removed from a list is removed last, and from its end on, so that positions mean what they meant.
      for (const action of actions) action.apply(before, after);
      return after;
    },
  };
}

function actionsIn(reader: Reader): Action[] {
  const clauses = new Map<string, Action[]>();
  while (reader.next !== "") {
    const clause = reader.accept("SET", "REMOVE", "ADD", "DELETE");
    if (clause === undefined) throw reader.wrong();
    if (clauses.has(clause))
      throw invalid(`Invalid UpdateExpression: The "${clause}" section can only be used once in an update expression;`);
    clauses.set(
      clause,
      reader.list(() => readAction[clause as keyof typeof readAction](reader)), // accept gives one of them
    );
  }
  const removals = (clauses.get("REMOVE") ?? []).sort((a, b) => positionOf(b) - positionOf(a));
  return [...(clauses.get("SET") ?? []), ...(clauses.get("ADD") ?? []), ...(clauses.get("DELETE") ?? []), ...removals];
}

const readAction = {
  SET(reader: Reader): Action {
    const path = reader.path();
    reader.expect("=");
    const value = sum(reader);
    return { path, apply: (before, after) => putAt(after, path, value(before)) };
  },
  REMOVE(reader: Reader): Action {
    const path = reader.path();
    return { path, apply: (_before, after) => removeAt(after, path) };
  },
  ADD(reader: Reader): Action {
    const path = reader.path();
    const value = reader.value();
    return { path, apply: (before, after) => putAt(after, path, added(valueAt(before, path), value)) };
  },
  DELETE(reader: Reader): Action {
    const path = reader.path();
    const value = reader.value();
    return {
      path,
      apply(before, after) {
        const left = without(valueAt(before, path), value);
        if (left) putAt(after, path, left);
        else removeAt(after, path);
      },
    };
  },
};

type Term = (item: Item) => AttributeValue;

function sum(reader: Reader): Term {
  const left = term(reader);
  const sign = reader.accept("+", "-");
  if (sign === undefined) return left;
  const right = term(reader);
  return (item) => {
    const [a, b] = [left(item).N, right(item).N];
    if (a === undefined || b === undefined) throw invalid("An operand in the update expression has an incorrect data type");
    return { N: plus(a, sign === "+" ? b : b.startsWith("-") ? b.slice(1) : `-${b}`) };
  };
}

function term(reader: Reader): Term {
  if (reader.next.startsWith(":")) {
    const value = reader.value();
    return () => value;
  }
  const name = reader.accept("IF_NOT_EXISTS", "LIST_APPEND");
  if (name === undefined) {
    const path = reader.path();
    return (item) => {
      const found = valueAt(item, path);
      if (!found) throw invalid("The provided expression refers to an attribute that does not exist in the item");
      return found;
    };
  }
  reader.expect("(");
  const path = name === "IF_NOT_EXISTS" ? reader.path() : undefined;
  const first = path ? undefined : term(reader);
  reader.expect(",");
  const second = term(reader);
  reader.expect(")");
  if (path) return (item) => valueAt(item, path) ?? second(item);
  return (item) => {
    const [a, b] = [first?.(item).L, second(item).L];
    if (!a || !b) throw invalid("An operand in the update expression has an incorrect data type");
    return { L: [...a, ...b] };
  };
}

function added(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (value.N !== undefined && (existing === undefined || existing.N !== undefined)) return { N: plus(existing?.N ?? "0", value.N) };
  if (value.SS && (existing === undefined || existing.SS)) return { SS: [...new Set([...(existing?.SS ?? []), ...value.SS])] };
  if (value.NS && (existing === undefined || existing.NS)) return { NS: [...new Set([...(existing?.NS ?? []), ...value.NS])] };
  throw invalid("An operand in the update expression has an incorrect data type");
}

function without(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (existing === undefined) return undefined;
  const remaining = (set: string[], gone: string[] = []) => set.filter((each) => !gone.includes(each));
  if (existing.SS && value.SS) return nonEmpty({ SS: remaining(existing.SS, value.SS) });
  if (existing.NS && value.NS) return nonEmpty({ NS: remaining(existing.NS, value.NS) });
  throw invalid("An operand in the update expression has an incorrect data type");
}

function nonEmpty<Set extends { SS: string[] } | { NS: string[] }>(set: Set): Set | undefined {
  return Object.values(set).flat().length === 0 ? undefined : set;
}

function plus(a: string, b: string): string {
  const isWhole = (text: string) => /^-?\d+$/.test(text);
  return isWhole(a) && isWhole(b) ? String(BigInt(a) + BigInt(b)) : String(Number(a) + Number(b));
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, at) => path[at] === step);
}

function positionOf({ path }: Action): number {
  const last = path.at(-1);
  return typeof last === "number" ? last : -1;
}
