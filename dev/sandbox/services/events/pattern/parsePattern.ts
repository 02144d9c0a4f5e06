import { EventPatternError, isValuePattern, parseValuePattern, type ValuePattern } from "./valuePattern";

/** An event pattern taken apart: the event has to satisfy all conditions of at least one alternative. Without `$or` there is one. */
export interface EventPattern {
  alternatives: Condition[][];
}

/** One of the patterns has to fit the field. */
export interface Condition {
  /** `detail.requestParameters.bucketName`: a dot in a name and a step down are the same. */
  path: string;
  patterns: ValuePattern[];
}

/** @throws EventPatternError @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
export function parseEventPattern(text: string): EventPattern {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw new EventPatternError("Filter is not valid JSON");
  }
  if (!isRecord(pattern)) throw new EventPatternError("Filter is not an object");
  return { alternatives: within(pattern, "") };
}

function within(pattern: Record<string, unknown>, path: string): Condition[][] {
  if (Object.keys(pattern).length === 0) throw new EventPatternError("Empty objects are not allowed");
  const parts = Object.entries(pattern).map(([name, value]) =>
    name === "$or" ? either(value, path) : field(value, path === "" ? name : `${path}.${name}`),
  );
  return parts.reduce(together, [[]]);
}

function field(value: unknown, path: string): Condition[][] {
  if (isRecord(value)) return within(value, path);
  if (!Array.isArray(value)) throw new EventPatternError(`"${lastOf(path)}" must be an object or an array`);
  if (value.length === 0) throw new EventPatternError("Empty arrays are not allowed");
  return [[{ path, patterns: value.map((each) => parseValuePattern(each)) }]];
}

function either(value: unknown, path: string): Condition[][] {
  if (!Array.isArray(value) || value.length < 2 || !value.every((each) => isRecord(each) && !isValuePattern(each)))
    throw new EventPatternError("There must have at least 2 Objects in $or relationship");
  return value.flatMap((each: Record<string, unknown>) => within(each, path));
}

function together(some: Condition[][], others: Condition[][]): Condition[][] {
  if (some.length * others.length > mostAlternatives) throw new EventPatternError("Too many combinations of $or");
  return some.flatMap((one) => others.map((other) => [...one, ...other]));
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-complex-example-or */
const mostAlternatives = 1000;

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
