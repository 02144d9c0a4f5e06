/** A statement of a stored policy, as the analysis looks at it. */
export interface Statement {
  effect: "Allow" | "Deny";
  principals: Selection<Who>;
  actions: Selection<string>;
  /** Absent where the policy speaks of its own resource only: trust policies, repositories. */
  resources?: Selection<string>;
  conditions: Condition[];
}

/** `Principal` or `NotPrincipal`, and so on. */
export interface Selection<T> {
  kind: "these" | "allBut";
  items: T[];
}

export type Who =
  | { kind: "everybody" }
  /** `account` is absent for the unique id of somebody who was deleted. */
  | { kind: "aws"; value: string; account?: string }
  | { kind: "federated"; value: string }
  | { kind: "canonical"; value: string }
  | { kind: "service" };

export interface Condition {
  /** In lower case, without quantifier and IfExists: `stringequals`. */
  operator: string;
  quantifier?: "foranyvalue" | "forallvalues";
  ifExists: boolean;
  key: string;
  values: string[];
}

/** A document in which nobody can tell who is let in. */
export class UnreadablePolicyError extends Error {
  override readonly name = "UnreadablePolicyError";
}

/** @throws UnreadablePolicyError */
export function statementsOf(text: string): Statement[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new UnreadablePolicyError("The policy is not JSON");
  }
  return some(record(document)["Statement"]).map((each) => statementOf(record(each)));
}

function statementOf(statement: Record<string, unknown>): Statement {
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny") throw new UnreadablePolicyError(`A statement has the effect ${String(effect)}`);
  const principals = selection(statement, "Principal", whoAre);
  const actions = selection(statement, "Action", texts);
  if (!principals || !actions) throw new UnreadablePolicyError("A statement lacks principals or actions");
  return {
    effect,
    principals,
    actions,
    resources: selection(statement, "Resource", texts),
    conditions: conditionsOf(statement["Condition"]),
  };
}

function selection<T>(statement: Record<string, unknown>, name: string, parse: (value: unknown) => T[]): Selection<T> | undefined {
  const allBut = statement[`Not${name}`];
  if (statement[name] !== undefined && allBut !== undefined) throw new UnreadablePolicyError(`A statement has both ${name} and Not${name}`);
  if (statement[name] !== undefined) return { kind: "these", items: parse(statement[name]) };
  return allBut === undefined ? undefined : { kind: "allBut", items: parse(allBut) };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function whoAre(value: unknown): Who[] {
  if (value === "*") return [{ kind: "everybody" }];
  return some(Object.entries(record(value))).flatMap(([type, named]) => texts(named).map((each) => whoIs(type, each)));
}

function whoIs(type: string, value: string): Who {
  switch (type) {
    case "AWS":
      return awsPrincipal(value);
    case "Service":
      return { kind: "service" };
    case "Federated":
      return { kind: "federated", value };
    case "CanonicalUser":
      return { kind: "canonical", value };
    default:
      throw new UnreadablePolicyError(`There are no principals of type ${type}`);
  }
}

/** The whole account is named by its id, whichever way the policy names it. */
export function awsPrincipal(value: string): Who {
  if (value === "*") return { kind: "everybody" };
  const account = /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(value)?.[1];
  return { kind: "aws", value: account !== undefined && value.endsWith(":root") ? account : value, account };
}

function conditionsOf(value: unknown): Condition[] {
  if (value === undefined) return [];
  return Object.entries(record(value)).flatMap(([written, block]) => {
    const [, quantifier, operator = "", ifExists] = /^(?:(foranyvalue|forallvalues):)?(.*?)(ifexists)?$/.exec(written.toLowerCase()) ?? [];
    return Object.entries(record(block)).map(([key, values]) => ({
      ...{ operator, ifExists: ifExists !== undefined, key, values: some(values).map(scalar) },
      ...(quantifier === "foranyvalue" || quantifier === "forallvalues" ? { quantifier } : {}),
    }));
  });
}

function texts(value: unknown): string[] {
  return some(value).map((each) => {
    if (typeof each === "string") return each;
    throw new UnreadablePolicyError("A statement names something that is no text");
  });
}

function scalar(value: unknown): string {
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  throw new UnreadablePolicyError("A condition has a value that is none");
}

/** One or several, but not none. */
function some<T>(value: T | T[]): T[] {
  const list = [value].flat() as T[]; // of T or of lists of T, flattened
  if (value === undefined || list.length === 0) throw new UnreadablePolicyError("A part of the policy is empty");
  return list;
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>; // just looked at
  throw new UnreadablePolicyError("A part of the policy that should be an object is none");
}
