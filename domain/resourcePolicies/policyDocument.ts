import { shortened } from "../configuration/quoted";
import { unknownValue } from "../unknownValue";

/** A text, or what is not known before it is deployed. */
export type Value = string | typeof unknownValue;

export interface Statement {
  /** As a message names it: `statement 2 (PublicRead)`. */
  name: string;
  effect: "Allow" | "Deny";
  /** With `not`: everybody but these. */
  principals: { not: boolean; entries: readonly Principal[] };
  actions: Patterns;
  /** Undefined where the statement names none. */
  resources: Patterns | undefined;
  /** Undefined where it is not known before it is deployed whether there are any. */
  conditions: readonly Condition[] | undefined;
}

export interface Principal {
  type: PrincipalType;
  value: Value;
}

/** With `not`: all but these. */
export interface Patterns {
  not: boolean;
  values: readonly Value[];
}

/** One key of one operator, as the policy spells them; the key is empty where it is not known yet. */
export interface Condition {
  operator: string;
  key: string;
  values: readonly Value[];
}

/** What cannot be read: AWS refuses it, or it is not known before it is deployed. */
export interface Unreadable {
  /** Undefined where it is the document itself. */
  statement: string | undefined;
  why: string;
}

/** Reads a policy as JSON text or as an object. Names of elements and keys are read in any case, as AWS does with condition keys, so that none is overlooked. */
export function policyDocument(document: unknown): { statements: Statement[]; unreadable: Unreadable[] } {
  const read = new Reading();
  read.document(document);
  return read;
}

class Reading {
  readonly statements: Statement[] = [];
  readonly unreadable: Unreadable[] = [];

  document(document: unknown): void {
    try {
      const value = typeof document === "string" ? parseJson(document) : document;
      const list = elementsOf(value, "the policy").get("statement");
      if (list === undefined) throw new Malformed("the policy has no Statement");
      if (list === unknownValue) throw new Malformed("the policy's statements are not known before it is deployed");
      (Array.isArray(list) ? list : [list]).forEach((statement, index) => this.statement(statement, `statement ${index + 1}`));
    } catch (error) {
      this.refused(error, undefined);
    }
  }

  statement(value: unknown, number: string): void {
    let name = number;
    try {
      const elements = elementsOf(value, "it");
      const sid = elements.get("sid");
      if (typeof sid === "string" && sid !== "") name = `${number} (${shortened(sid)})`;
      const actions = patternsOf(elements, "Action");
      if (actions === undefined) throw new Malformed("it has no Action");
      this.statements.push({
        name,
        effect: effectOf(elements.get("effect")),
        principals: principalsOf(elements),
        actions,
        resources: patternsOf(elements, "Resource"),
        conditions: conditionsOf(elements.get("condition")),
      });
    } catch (error) {
      this.refused(error, name);
    }
  }

  private refused(error: unknown, statement: string | undefined): void {
    if (!(error instanceof Malformed)) throw error;
    this.unreadable.push({ statement, why: error.message });
  }
}

class Malformed extends Error {}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Malformed("the policy is not JSON");
  }
}

/** What an object says, by names in small letters. */
function elementsOf(value: unknown, what: string): Map<string, unknown> {
  return new Map(namedIn(value, what).map(([name, element]) => [name.toLowerCase(), element]));
}

/** What an object says: no name twice, whatever its letters. */
function namedIn(value: unknown, what: string): [name: string, element: unknown][] {
  if (value === unknownValue) throw new Malformed(`${what} is not known before it is deployed`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Malformed(`${what} is no JSON object`);
  const named = Object.entries(value).filter(([, element]) => element !== undefined);
  const seen = new Set<string>();
  for (const [name] of named) {
    if (seen.has(name.toLowerCase())) throw new Malformed(`${what} has ${shortened(name)} twice`);
    seen.add(name.toLowerCase());
  }
  return named;
}

function effectOf(value: unknown): "Allow" | "Deny" {
  if (value === "Allow" || value === "Deny") return value;
  throw new Malformed(
    value === unknownValue ? "whether it allows or denies is not known before it is deployed" : "its Effect is neither Allow nor Deny",
  );
}

function patternsOf(elements: Map<string, unknown>, name: "Action" | "Resource"): Patterns | undefined {
  const [value, exception] = [elements.get(name.toLowerCase()), elements.get(`not${name.toLowerCase()}`)];
  if (value !== undefined && exception !== undefined) throw new Malformed(`it has ${name} and Not${name}`);
  if (value !== undefined) return { not: false, values: valuesOf(value, name) };
  return exception === undefined ? undefined : { not: true, values: valuesOf(exception, `Not${name}`) };
}

const principalTypes = ["AWS", "Service", "Federated", "CanonicalUser"] as const;
export type PrincipalType = (typeof principalTypes)[number];

function principalsOf(elements: Map<string, unknown>): Statement["principals"] {
  const [value, exception] = [elements.get("principal"), elements.get("notprincipal")];
  if (value !== undefined && exception !== undefined) throw new Malformed("it has Principal and NotPrincipal");
  if (value === undefined && exception === undefined) throw new Malformed("it has no Principal, which every policy of a resource needs");
  return { not: value === undefined, entries: entriesOf(value ?? exception) };
}

function entriesOf(value: unknown): Principal[] {
  if (value === unknownValue || value === "*") return [{ type: "AWS", value }];
  if (typeof value === "string") throw new Malformed(`its Principal is ${shortened(value)}: a text may only be *`);
  const entries = [...elementsOf(value, "its Principal")].flatMap(([name, values]): Principal[] => {
    const type = principalTypes.find((known) => known.toLowerCase() === name);
    if (type === undefined) throw new Malformed(`its Principal names ${shortened(name)}, which is no kind of principal`);
    return valuesOf(values, `Principal's ${type}`).map((one) => ({ type, value: one }));
  });
  if (entries.length === 0) throw new Malformed("its Principal is empty");
  return entries;
}

function conditionsOf(value: unknown): Condition[] | undefined {
  if (value === unknownValue) return undefined;
  if (value === undefined) return [];
  return namedIn(value, "its Condition").flatMap(([operator, keys]): Condition[] =>
    keys === unknownValue
      ? [{ operator, key: "", values: [unknownValue] }]
      : namedIn(keys, `its ${shortened(operator)}`).map(([key, values]) => ({ operator, key, values: valuesOf(values, shortened(key)) })),
  );
}

/** One value or a list of them; a number or a boolean is taken for its text. */
function valuesOf(value: unknown, what: string): Value[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw new Malformed(`its ${what} is an empty list`);
  return values.map((one) => {
    if (one === unknownValue) return unknownValue;
    if (typeof one === "string" || typeof one === "number" || typeof one === "boolean") return String(one);
    throw new Malformed(`its ${what} holds what is no text`);
  });
}
