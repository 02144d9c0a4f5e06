import { notImplemented, validationError } from "../errors";
import { isObject, type Template } from "./document";

/** Where a template is evaluated: in one account and Region, with values for its parameters. */
export interface Scope {
  template: Template;
  parameters: Record<string, unknown>;
  /** `AWS::AccountId` and the like. */
  pseudo: Record<string, string>;
  /** What made resources are known by: their `Ref` and their attributes, by logical id. */
  made: Map<string, { ref: string; attributes: Record<string, string> }>;
}

const noValue = Symbol("AWS::NoValue");

/**
 * A value of the template with its functions carried out.
 *
 * @throws ValidationError for a function the sandbox does not know, or a name that the template does not have
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  const result = walk(value, scope);
  return result === noValue ? undefined : result;
}

export function conditionHolds(name: string, scope: Scope): boolean {
  if (!(name in scope.template.conditions)) throw validationError(`Template format error: Unresolved condition ${name}.`);
  return walk(scope.template.conditions[name], scope) === true;
}

/** Logical ids that a value refers to, so that resources are made in order. @throws as {@link evaluate}, for unknown functions */
export function references(value: unknown, template: Template): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => references(item, template));
  if (!isObject(value)) return [];
  const known = (name: unknown) => (typeof name === "string" && name in template.resources ? [name] : []);
  return Object.entries(value).flatMap(([key, inner]) => {
    assertKnown(key, Object.keys(value).length);
    if (key === "Ref") return known(inner);
    if (key === "Fn::GetAtt") return known(getAttParts(inner)[0]);
    if (key === "Fn::Sub") {
      const [text, own] = subParts(inner);
      return [...placeholders(text).flatMap((name) => known(name.split(".")[0])), ...references(own, template)];
    }
    return references(inner, template);
  });
}

function walk(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, scope)).filter((item) => item !== noValue);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const [key = ""] = keys;
  if (keys.length === 1) {
    assertKnown(key, 1);
    const call = Object.hasOwn(functions, key) ? functions[key] : undefined;
    if (call) return call(value[key], scope);
    // A policy statement with nothing but a Condition is no template condition, but `Condition: name` inside one is.
    if (key === "Condition" && typeof value[key] === "string") return conditionHolds(value[key], scope);
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const result = walk(inner, scope);
      return result === noValue ? [] : [[name, result]];
    }),
  );
}

const functions: Record<string, (argument: unknown, scope: Scope) => unknown> = {
  Ref: (name, scope) => ref(String(name), scope),
  "Fn::GetAtt": (argument, scope) => {
    const [name = "", attribute = ""] = getAttParts(argument);
    return attributeOf(name, attribute, scope);
  },
  "Fn::Sub": (argument, scope) => {
    const [text, own] = subParts(argument);
    const values = isObject(own) ? own : {};
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in values) return String(walk(values[name], scope));
      const dot = name.indexOf(".");
      return String(dot < 0 ? ref(name, scope) : attributeOf(name.slice(0, dot), name.slice(dot + 1), scope));
    });
  },
  "Fn::Join": (argument, scope) => {
    const [separator, items] = list(argument, "Fn::Join", 2);
    const values = walk(items, scope);
    if (!Array.isArray(values))
      throw validationError("Template error: every Fn::Join object requires two parameters, a string delimiter and a list of strings.");
    return values.map(String).join(String(separator));
  },
  "Fn::If": (argument, scope) => {
    const [condition, yes, no] = list(argument, "Fn::If", 3);
    return walk(conditionHolds(String(condition), scope) ? yes : no, scope);
  },
  "Fn::Equals": (argument, scope) => {
    const [a, b] = list(argument, "Fn::Equals", 2).map((item) => walk(item, scope));
    return String(a) === String(b);
  },
  "Fn::And": (argument, scope) => list(argument, "Fn::And").every((item) => walk(item, scope) === true),
  "Fn::Or": (argument, scope) => list(argument, "Fn::Or").some((item) => walk(item, scope) === true),
  "Fn::Not": (argument, scope) => walk(list(argument, "Fn::Not", 1)[0], scope) !== true,
};

function ref(name: string, scope: Scope): unknown {
  if (name === "AWS::NoValue") return noValue;
  if (name in scope.pseudo) return scope.pseudo[name];
  if (name in scope.parameters) return scope.parameters[name];
  const made = scope.made.get(name);
  if (made) return made.ref;
  throw validationError(`Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template.`);
}

function attributeOf(name: string, attribute: string, scope: Scope): string {
  const made = scope.made.get(name);
  if (!made) throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${name}.`);
  const value = made.attributes[attribute];
  if (value === undefined)
    throw validationError(`Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt.`);
  return value;
}

function assertKnown(key: string, siblings: number): void {
  if (siblings === 1 && /^Fn::/.test(key) && !Object.hasOwn(functions, key)) throw notImplemented(`template function ${key}`);
}

function getAttParts(argument: unknown): string[] {
  if (Array.isArray(argument)) return argument.map(String);
  const [name = "", ...attribute] = String(argument).split(".");
  return [name, attribute.join(".")];
}

function subParts(argument: unknown): [string, unknown] {
  return Array.isArray(argument) ? [String(argument[0]), argument[1]] : [String(argument), undefined];
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => match[1] ?? "");
}

function list(argument: unknown, name: string, length?: number): unknown[] {
  if (Array.isArray(argument) && (length === undefined || argument.length === length)) return argument;
  throw validationError(`Template error: ${name} needs a list${length === undefined ? "" : ` of ${length}`}.`);
}
