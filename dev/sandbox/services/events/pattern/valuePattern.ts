import { isCidr, isInCidr } from "../../../cidr";

/** A field's value in an event: fields hold no objects and lists, these lead to further fields. */
export type Leaf = string | number | boolean | null;

/** `absent`: fits when the event has no such field. */
export type ValuePattern = "absent" | ((value: Leaf) => boolean);

/** A pattern that EventBridge refuses, and why. */
export class EventPatternError extends Error {
  override readonly name = "EventPatternError";
}

export function isValuePattern(value: object): boolean {
  return Object.keys(value).every((name) => Object.hasOwn(operators, name));
}

/** One element of a field's list in a pattern. @throws EventPatternError */
export function parseValuePattern(element: unknown): ValuePattern {
  if (isLeaf(element)) return (value) => value === element;
  const [name, argument] = onlyEntry(element);
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) throw new EventPatternError(`Unrecognized match type ${name}`);
  return operator(argument);
}

const operators: Record<string, (argument: unknown) => ValuePattern> = {
  exists(argument) {
    if (typeof argument !== "boolean") throw new EventPatternError("exists match pattern must be either true or false.");
    return argument ? () => true : "absent";
  },
  numeric,
  cidr(argument) {
    const range = text("cidr", argument);
    if (!isCidr(range)) throw new EventPatternError("Malformed CIDR, one '/' required");
    return (value) => typeof value === "string" && isInCidr(value, range);
  },
  "anything-but"(argument) {
    const fits = isRecord(argument) ? anyText(argument) : anyLeaf(argument);
    return (value) => !fits(value);
  },
  prefix: (argument) => ofText({ prefix: argument }),
  suffix: (argument) => ofText({ suffix: argument }),
  wildcard: (argument) => ofText({ wildcard: argument }),
  "equals-ignore-case": (argument) => ofText({ "equals-ignore-case": argument }),
};

function anyLeaf(argument: unknown): (value: Leaf) => boolean {
  const all = Array.isArray(argument) ? argument : [argument];
  const types = new Set(all.map((each) => typeof each));
  if (all.length === 0 || types.size > 1 || !all.every((each) => typeof each === "string" || typeof each === "number"))
    throw new EventPatternError("Value of anything-but must be an array or single string/number value.");
  const values: readonly Leaf[] = all;
  return (value) => values.includes(value);
}

/** Inside anything-but an operator on text takes a list as well. */
function anyText(argument: Record<string, unknown>): (value: Leaf) => boolean {
  const [name, given] = onlyEntry(argument);
  const all = (Array.isArray(given) ? given : [given]).map((each) => ofText({ [name]: each }));
  if (all.length === 0) throw new EventPatternError("Empty arrays are not allowed");
  return (value) => all.some((fits) => fits(value));
}

function ofText(pattern: Record<string, unknown>): (value: Leaf) => boolean {
  const [name, argument] = onlyEntry(pattern);
  const compare = textOperator(name, argument);
  return (value) => typeof value === "string" && compare(value);
}

function textOperator(name: string, argument: unknown): (value: string) => boolean {
  switch (name) {
    case "prefix":
    case "suffix": {
      const isLoose = isRecord(argument);
      const part = isLoose ? lower(text(name, ignoringCase(argument))) : text(name, argument);
      const seen = isLoose ? lower : (value: string) => value;
      return name === "prefix" ? (value) => seen(value).startsWith(part) : (value) => seen(value).endsWith(part);
    }
    case "equals-ignore-case": {
      const written = lower(text(name, argument));
      return (value) => lower(value) === written;
    }
    case "wildcard":
      return wildcard(text(name, argument));
    default:
      throw new EventPatternError(`Unrecognized match type ${name}`);
  }
}

function ignoringCase(argument: Record<string, unknown>): unknown {
  const [name, given] = onlyEntry(argument);
  if (name !== "equals-ignore-case") throw new EventPatternError(`Unsupported expression ${name} of a prefix or suffix`);
  return given;
}

/** `*` stands for any run of characters, `\*` and `\\` for themselves. */
function wildcard(pattern: string): (value: string) => boolean {
  const tokens = pattern.match(/\\.|[^]/gsu) ?? [];
  const bad = tokens.find((token) => token === "\\" || (token.length > 1 && token.startsWith("\\") && token !== "\\*" && token !== "\\\\"));
  if (bad !== undefined) throw new EventPatternError("Invalid escape character");
  if (tokens.some((token, i) => token === "*" && tokens[i + 1] === "*")) throw new EventPatternError("Consecutive wildcard characters");
  const parts = tokens.reduce<string[]>(
    (all, token) => (token === "*" ? [...all, ""] : [...all.slice(0, -1), all.at(-1) + token.replace(/^\\(?=.)/s, "")]),
    [""],
  );
  return (value) => fitsParts(value, parts);
}

function fitsParts(value: string, parts: string[]): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

function numeric(argument: unknown): ValuePattern {
  if (!Array.isArray(argument) || argument.length === 0) throw new EventPatternError("Value of numeric must be an array.");
  const pairs = Array.from({ length: Math.ceil(argument.length / 2) }, (_, i): [unknown, unknown] => [
    argument[2 * i],
    argument[2 * i + 1],
  ]);
  const tests = pairs.map(([operator, bound]) => {
    if (typeof operator !== "string" || !Object.hasOwn(comparisons, operator))
      throw new EventPatternError(`Unrecognized numeric range operator: ${String(operator)}`);
    if (typeof bound !== "number" || Math.abs(bound) > 5e9)
      throw new EventPatternError("Value of numeric must be a number between -5.0E9 and 5.0E9");
    return { operator, bound };
  });
  const [low, high] = tests;
  const isRange = low?.operator.startsWith(">") && high?.operator.startsWith("<");
  if (tests.length > 2 || (tests.length === 2 && !isRange)) throw new EventPatternError("Too many elements in numeric expression");
  if (low && high && low.bound >= high.bound) throw new EventPatternError("Bottom must be less than top");
  return (value) => typeof value === "number" && tests.every(({ operator, bound }) => comparisons[operator]?.(value, bound));
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function text(name: string, argument: unknown): string {
  if (typeof argument !== "string" || (argument === "" && name !== "equals-ignore-case"))
    throw new EventPatternError(`${name} match pattern must be a string`);
  return argument;
}

function onlyEntry(element: unknown): [string, unknown] {
  const entries = isRecord(element) ? Object.entries(element) : [];
  const [first] = entries;
  if (!first || entries.length > 1) throw new EventPatternError("Only one key allowed in match expression");
  return first;
}

function lower(value: string): string {
  return value.toLowerCase();
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
