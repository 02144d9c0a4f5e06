import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { canonical, equal, invalid, order, typeOf, type Item } from "../values";
import { valueAt } from "./paths";
import { Reader, type Path, type Placeholders } from "./reader";

export type Operand = { path: Path } | { value: AttributeValue } | { sizeOf: Path };

export type Condition =
  | { kind: "AND" | "OR"; of: [Condition, Condition] }
  | { kind: "NOT"; of: Condition }
  | { kind: "compare"; operator: string; left: Operand; right: Operand }
  | { kind: "BETWEEN"; left: Operand; low: Operand; high: Operand }
  | { kind: "IN"; left: Operand; list: Operand[] }
  | { kind: "function"; name: string; path: Path; argument?: Operand };

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
export function parseCondition(kind: string, text: string, placeholders: Placeholders): Condition {
  const reader = new Reader(kind, text, placeholders);
  const parsed = disjunction(reader);
  reader.assertEnd();
  return parsed;
}

/** Whether an item fulfils it; one that is not there has no attributes. */
export function fulfils(item: Item, condition: Condition): boolean {
  const at = (operand: Operand) => valueOf(item, operand);
  switch (condition.kind) {
    case "AND":
      return condition.of.every((each) => fulfils(item, each));
    case "OR":
      return condition.of.some((each) => fulfils(item, each));
    case "NOT":
      return !fulfils(item, condition.of);
    case "compare":
      return compares(condition.operator, at(condition.left), at(condition.right));
    case "BETWEEN":
      return compares(">=", at(condition.left), at(condition.low)) && compares("<=", at(condition.left), at(condition.high));
    case "IN":
      return condition.list.some((each) => compares("=", at(condition.left), at(each)));
    case "function":
      return applies(condition.name, valueAt(item, condition.path), condition.argument && at(condition.argument));
  }
}

/** Every path in it. */
export function pathsIn(condition: Condition): Path[] {
  const of = (operand: Operand | undefined) =>
    operand && "path" in operand ? [operand.path] : operand && "sizeOf" in operand ? [operand.sizeOf] : [];
  switch (condition.kind) {
    case "AND":
    case "OR":
      return condition.of.flatMap(pathsIn);
    case "NOT":
      return pathsIn(condition.of);
    case "compare":
      return [...of(condition.left), ...of(condition.right)];
    case "BETWEEN":
      return [...of(condition.left), ...of(condition.low), ...of(condition.high)];
    case "IN":
      return [condition.left, ...condition.list].flatMap(of);
    case "function":
      return [condition.path, ...of(condition.argument)];
  }
}

const functions: Record<string, { takesArgument: boolean }> = {
  attribute_exists: { takesArgument: false },
  attribute_not_exists: { takesArgument: false },
  attribute_type: { takesArgument: true },
  begins_with: { takesArgument: true },
  contains: { takesArgument: true },
};

function disjunction(reader: Reader): Condition {
  let left = conjunction(reader);
  while (reader.accept("OR")) left = { kind: "OR", of: [left, conjunction(reader)] };
  return left;
}

function conjunction(reader: Reader): Condition {
  let left = negation(reader);
  while (reader.accept("AND")) left = { kind: "AND", of: [left, negation(reader)] };
  return left;
}

function negation(reader: Reader): Condition {
  return reader.accept("NOT") ? { kind: "NOT", of: negation(reader) } : simple(reader);
}

function simple(reader: Reader): Condition {
  if (reader.accept("(")) {
    const inner = disjunction(reader);
    reader.expect(")");
    return inner;
  }
  const name = Object.keys(functions).find((each) => each.toUpperCase() === reader.next);
  if (name !== undefined) return functionCall(reader, name);
  const left = operandIn(reader);
  if (reader.accept("BETWEEN")) {
    const low = operandIn(reader);
    reader.expect("AND");
    return { kind: "BETWEEN", left, low, high: operandIn(reader) };
  }
  if (reader.accept("IN")) {
    reader.expect("(");
    const list = reader.list(() => operandIn(reader));
    reader.expect(")");
    return { kind: "IN", left, list };
  }
  const operator = reader.accept("=", "<>", "<", "<=", ">", ">=");
  if (operator === undefined) throw reader.wrong();
  return { kind: "compare", operator, left, right: operandIn(reader) };
}

function functionCall(reader: Reader, name: string): Condition {
  if (reader.take() !== name) throw invalid(`Invalid ${reader.kind}: Invalid function name; names of functions are in small letters`);
  reader.expect("(");
  const path = reader.path();
  const takesArgument = functions[name]?.takesArgument === true;
  if (takesArgument) reader.expect(",");
  const argument = takesArgument ? operandIn(reader) : undefined;
  reader.expect(")");
  return { kind: "function", name, path, argument };
}

function operandIn(reader: Reader): Operand {
  if (reader.next.startsWith(":")) return { value: reader.value() };
  if (!reader.accept("SIZE")) return { path: reader.path() };
  reader.expect("(");
  const path = reader.path();
  reader.expect(")");
  return { sizeOf: path };
}

function valueOf(item: Item, operand: Operand): AttributeValue | undefined {
  if ("value" in operand) return operand.value;
  if ("path" in operand) return valueAt(item, operand.path);
  const size = sizeOfValue(valueAt(item, operand.sizeOf));
  return size === undefined ? undefined : { N: String(size) };
}

function sizeOfValue(value: AttributeValue | undefined): number | undefined {
  if (value?.S !== undefined) return Buffer.byteLength(value.S);
  if (value?.M) return Object.keys(value.M).length;
  return (value?.B ?? value?.SS ?? value?.NS ?? value?.BS ?? value?.L)?.length;
}

/** An attribute that is not there is unequal to everything and comparable with nothing. */
function compares(operator: string, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  const same = left !== undefined && right !== undefined && equal(left, right);
  if (operator === "=" || operator === "<>") return same === (operator === "=");
  const ordered = left && right ? order(left, right) : undefined;
  if (ordered === undefined) return false;
  if (operator === "<" || operator === "<=") return ordered < 0 || (operator === "<=" && ordered === 0);
  return ordered > 0 || (operator === ">=" && ordered === 0);
}

function applies(name: string, value: AttributeValue | undefined, argument: AttributeValue | undefined): boolean {
  if (name === "attribute_exists" || name === "attribute_not_exists") return (value !== undefined) === (name === "attribute_exists");
  if (value === undefined || argument === undefined) return false;
  if (name === "attribute_type") return typeOf(value) === argument.S;
  if (name === "begins_with") return value.S !== undefined && argument.S !== undefined && value.S.startsWith(argument.S);
  if (value.S !== undefined) return argument.S !== undefined && value.S.includes(argument.S);
  const members: AttributeValue[] = [
    ...(value.L ?? []),
    ...(value.SS ?? []).map((S) => ({ S })),
    ...(value.NS ?? []).map((N) => ({ N })),
    ...(value.BS ?? []).map((B) => ({ B })),
  ];
  return members.some((member) => canonical(member) === canonical(argument));
}
