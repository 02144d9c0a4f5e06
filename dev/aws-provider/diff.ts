import { allInputs } from "./check";
import type { Input, ResourceType } from "./resourceType";
import { isEmpty, isUnknown, type Properties, type Value } from "./values";

export interface PropertyDiff {
  /** `tags.owner`, `filters[0].eqs[1]` */
  path: string;
  kind: "add" | "delete" | "update";
  replaces: boolean;
}

/**
 * What differs between the recorded state and the inputs. It compares with the state, not with the inputs of the last time, so that
 * what was changed in AWS and noticed by a refresh is set right again.
 *
 * @param ignored paths that the program wants ignored; nothing at or below one of them is ever reported.
 */
export function diff(type: ResourceType, state: Properties, inputs: Properties, ignored: string[] = []): PropertyDiff[] {
  return Object.entries(allInputs(type)).flatMap(([property, input]) => {
    const news = inputs[property];
    if (input.computed && news === undefined) return [];
    return differences(normal(state[property], input), normal(news, input), property, [])
      .filter(({ path }) => !ignored.some((prefix) => isWithin(path, prefix)))
      .map((found) => ({ ...found, replaces: input.forceNew ?? false }));
  });
}

function differences(
  old: Value | undefined,
  news: Value | undefined,
  path: string,
  found: Omit<PropertyDiff, "replaces">[],
): Omit<PropertyDiff, "replaces">[] {
  if (isUnknown(news)) return [...found, { path, kind: isEmpty(old) ? "add" : "update" }];
  if (isEmpty(old) && isEmpty(news)) return found;
  if (isEmpty(old)) return [...found, { path, kind: "add" }];
  if (isEmpty(news)) return [...found, { path, kind: "delete" }];
  if (Array.isArray(old) && Array.isArray(news)) {
    const length = Math.max(old.length, news.length);
    return Array.from({ length }, (_, index) => index).reduce(
      (all, index) => differences(old[index], news[index], `${path}[${index}]`, all),
      found,
    );
  }
  if (isObject(old) && isObject(news)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(news)])].sort();
    return keys.reduce((all, key) => differences(old[key], news[key], `${path}${step(key)}`, all), found);
  }
  return equal(old, news) ? found : [...found, { path, kind: "update" }];
}

/** Numbers and booleans may come as text, as in a policy document or from a program that read them from a file. */
function equal(old: Value, news: Value): boolean {
  return old === news || (typeof old !== "object" && typeof news !== "object" && String(old) === String(news));
}

function isObject(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function step(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function isWithin(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`);
}

function normal(value: Value | undefined, input: Input): Value | undefined {
  if (value === undefined || isUnknown(value)) return value;
  if (input.kind === "set" && Array.isArray(value)) return [...value].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  if (input.kind === "archive") return isObject(value) ? value["hash"] : value;
  if (typeof value !== "string") return value;
  if (input.kind === "policy") return meaning(value, unordered);
  if (input.kind === "template") return meaning(value, (parsed) => parsed);
  return value;
}

function meaning(document: string, simplified: (parsed: Value) => Value): string {
  try {
    return canonical(simplified(JSON.parse(document) as Value)); // JSON is what a Value is
  } catch {
    return document;
  }
}

/** A policy document without what has no meaning: the order of lists, and a list around a single entry. */
function unordered(value: Value): Value {
  if (Array.isArray(value)) {
    const items = value.map(unordered);
    return items.length === 1 && items[0] !== undefined ? items[0] : items.sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  }
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unordered(inner)]));
  return value;
}

function canonical(value: Value | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (isObject(value)) {
    return `{${Object.keys(value)
      .filter((key) => !isEmpty(value[key]))
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
      .join()}}`;
  }
  return JSON.stringify(value ?? null);
}
