import type { MessageAttributeValue } from "@aws-sdk/client-sns";
import { AwsError } from "../../service";
import { invalid } from "./topics";

type Value = string | number | boolean | null;
type Test = (value: Value) => boolean;

/** By attribute: one of the tests has to hold for one of its values. `absent`: the attribute may be missing, or has to be. */
export type Filter = Map<string, { tests: Test[]; absent: boolean }>;

/**
 * A filter policy on message attributes.
 *
 * @throws AwsError InvalidParameter; NotImplemented for what the sandbox cannot match
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export function filterIn(text: string): Filter {
  const policy = parsed(text);
  const keys = Object.entries(policy);
  if (keys.length > 5) throw refused("Filter policy can not have more than 5 keys");
  const filter: Filter = new Map();
  let combinations = 1;
  for (const [name, conditions] of keys) {
    if (name === "$or") throw notImplemented(name);
    if (!Array.isArray(conditions)) throw refused(`"${name}" must be an array`);
    if (conditions.length === 0) throw refused(`Empty arrays are not allowed`);
    combinations *= conditions.length;
    const isAbsence = (condition: unknown) => isRecord(condition) && condition["exists"] === false;
    const tests = conditions.filter((condition) => !isAbsence(condition)).map(testOf);
    filter.set(name, { tests, absent: conditions.some(isAbsence) });
  }
  if (combinations > 150) throw refused("Filter policy is too complex");
  return filter;
}

export function matches(filter: Filter, attributes: Record<string, MessageAttributeValue>): boolean {
  return [...filter].every(([name, { tests, absent }]) => {
    const values = valuesOf(attributes[name]);
    return values === undefined ? absent : values.some((value) => tests.some((test) => test(value)));
  });
}

/** Attributes of binary values are not compared. */
function valuesOf(attribute: MessageAttributeValue | undefined): Value[] | undefined {
  const { DataType = "", StringValue = "" } = attribute ?? {};
  if (DataType === "String.Array") return JSON.parse(StringValue) as Value[]; // Publish has seen to it
  if (DataType.startsWith("Number")) return [Number(StringValue)];
  return DataType.startsWith("String") ? [StringValue] : undefined;
}

function testOf(condition: unknown): Test {
  if (isValue(condition)) return (value) => value === condition;
  const [entry, ...others] = isRecord(condition) ? Object.entries(condition) : [];
  if (!entry || others.length > 0) throw refused("Match value must be String, number, true, false, or null");
  const [operator, operand] = entry;
  if (operator === "exists" && operand === true) return () => true;
  if (operator === "prefix" && typeof operand === "string") return (value) => typeof value === "string" && value.startsWith(operand);
  if (operator === "suffix" && typeof operand === "string") return (value) => typeof value === "string" && value.endsWith(operand);
  if (operator === "equals-ignore-case" && typeof operand === "string")
    return (value) => typeof value === "string" && value.toLowerCase() === operand.toLowerCase();
  if (operator === "anything-but") {
    const excluded = (Array.isArray(operand) ? operand : [operand]).map(testOf);
    return (value) => !excluded.some((test) => test(value));
  }
  if (operator === "numeric" && Array.isArray(operand)) return numeric(operand);
  if (["cidr", "wildcard"].includes(operator)) throw notImplemented(operator);
  throw refused(`Unrecognized match type ${operator}`);
}

const comparisons: Record<string, (value: number, limit: number) => boolean> = {
  "=": (value, limit) => value === limit,
  ">": (value, limit) => value > limit,
  ">=": (value, limit) => value >= limit,
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
};

/** `["=", 5]`, `[">", 0, "<=", 10]` */
function numeric(operand: readonly unknown[]): Test {
  const pairs = Array.from({ length: Math.ceil(operand.length / 2) }, (_, index) => operand.slice(index * 2, index * 2 + 2));
  if (pairs.length < 1 || pairs.length > 2) throw refused("Value of numeric must be one comparison or two");
  const tests = pairs.map(([sign, limit]) => {
    const compare = comparisons[String(sign)];
    if (!compare || typeof limit !== "number") throw refused("Value of numeric must be an operator and a number");
    return (value: number) => compare(value, limit);
  });
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

function parsed(text: string): Record<string, unknown> {
  try {
    const policy: unknown = JSON.parse(text === "" ? "{}" : text);
    if (isRecord(policy)) return policy;
  } catch {
    // Refused below.
  }
  throw refused("failed to parse JSON.");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isValue(value: unknown): value is Value {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function refused(reason: string): AwsError {
  return invalid(`FilterPolicy: ${reason}`);
}

function notImplemented(operator: string): AwsError {
  return new AwsError("NotImplemented", `The sandbox organization does not implement ${operator} in a filter policy.`);
}
