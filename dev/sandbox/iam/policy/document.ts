import { isConditionOperator, isKnownToAws } from "./conditionOperators";

/** A policy document, taken apart and checked. */
export interface Policy {
  /** Variables have a meaning in version 2012-10-17 only. */
  variables: boolean;
  statements: Statement[];
}

export interface Statement {
  sid?: string;
  effect: "Allow" | "Deny";
  actions: Selection<string>;
  /** Absent in trust policies, and in policies of resources that have no place for it. */
  resources?: Selection<string>;
  /** Policies on resources only. */
  principals?: Selection<PrincipalPattern>;
  conditions: Condition[];
}

/** `Action` or `NotAction`, and so on. */
export interface Selection<T> {
  kind: "these" | "allBut";
  items: T[];
}

/** `other`: somebody of another identity provider, who never calls here. */
export type PrincipalPattern = { kind: "everybody" } | { kind: "aws" | "service"; value: string } | { kind: "other" };

export interface Condition {
  operator: string;
  key: string;
  values: string[];
}

/** Where a document stands decides which elements it must and must not have. `resource`: on any resource but roles and keys. */
export type PolicyKind = "identity" | "trust" | "key" | "resource" | "scp";

/** A document that AWS refuses, with AWS's words where they are known. */
export class PolicySyntaxError extends Error {
  override readonly name = "PolicySyntaxError";
}

/** A document that AWS takes and the sandbox cannot evaluate: refused, never ignored. */
export class UnsupportedPolicyError extends Error {
  override readonly name = "UnsupportedPolicyError";
}

/**
 * @throws PolicySyntaxError
 * @throws UnsupportedPolicyError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(text: string, kind: PolicyKind): Policy {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new PolicySyntaxError("Syntax errors in policy.");
  }
  if (!isRecord(document)) throw new PolicySyntaxError("Syntax errors in policy.");
  onlyKeys(document, ["Version", "Id", "Statement"]);
  const version = document["Version"] ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") throw new PolicySyntaxError("The policy must contain a valid version string");
  const statements = asList(document["Statement"]);
  if (statements.length === 0) throw new PolicySyntaxError("Syntax errors in policy.");
  const parsed = statements.map((statement) => parseStatement(statement, kind));
  const sids = parsed.flatMap(({ sid }) => sid ?? []);
  if (new Set(sids).size < sids.length) throw new PolicySyntaxError("Statement IDs (SID) in a single policy must be unique.");
  return { variables: version === "2012-10-17", statements: parsed };
}

function parseStatement(statement: unknown, kind: PolicyKind): Statement {
  if (!isRecord(statement)) throw new PolicySyntaxError("Syntax errors in policy.");
  onlyKeys(statement, ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"]);
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny") throw new PolicySyntaxError("Syntax errors in policy.");
  const actions = selection(statement, "Action", strings);
  if (!actions) throw new PolicySyntaxError("Policy statement must contain actions.");
  actions.items.forEach((action) => {
    if (action !== "*" && !/^[\w-]+:[\w*?]+$/.test(action))
      throw new PolicySyntaxError("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  });

  const resources = selection(statement, "Resource", strings);
  const principals = selection(statement, "Principal", principalPatterns);
  if (kind === "trust" && resources) throw new PolicySyntaxError("Has prohibited field Resource");
  if (kind !== "trust" && kind !== "resource" && !resources) throw new PolicySyntaxError("Policy statement must contain resources.");
  const namesPrincipals = kind === "trust" || kind === "key" || kind === "resource";
  if (!namesPrincipals && principals) throw new PolicySyntaxError("Policy document should not specify a principal.");
  if (namesPrincipals && !principals) throw new PolicySyntaxError("Missing required field Principal");
  resources?.items.forEach((resource) => {
    if (resource !== "*" && !/^arn:/.test(resource) && !resource.startsWith("*")) {
      throw new PolicySyntaxError(`Resource ${resource} must be in ARN format or "*".`);
    }
  });
  const sid = typeof statement["Sid"] === "string" ? statement["Sid"] : undefined;
  return { sid, effect, actions, resources, principals, conditions: conditions(statement["Condition"]) };
}

function selection<T>(statement: Record<string, unknown>, name: string, parse: (value: unknown) => T[]): Selection<T> | undefined {
  const these = statement[name];
  const allBut = statement[`Not${name}`];
  if (these !== undefined && allBut !== undefined) throw new PolicySyntaxError("Syntax errors in policy.");
  if (these !== undefined) return { kind: "these", items: parse(these) };
  return allBut === undefined ? undefined : { kind: "allBut", items: parse(allBut) };
}

function principalPatterns(value: unknown): PrincipalPattern[] {
  if (value === "*") return [{ kind: "everybody" }];
  if (!isRecord(value)) throw new PolicySyntaxError("Syntax errors in policy.");
  onlyKeys(value, ["AWS", "Service", "Federated", "CanonicalUser"]);
  return Object.entries(value).flatMap(([type, named]) =>
    strings(named).map((each): PrincipalPattern => {
      if (type === "Service") return { kind: "service", value: each };
      if (type !== "AWS") return { kind: "other" };
      return each === "*" ? { kind: "everybody" } : { kind: "aws", value: awsPrincipal(each) };
    }),
  );
}

function awsPrincipal(value: string): string {
  if (/^\d{12}$/.test(value) || /^arn:[^:]+:(iam|sts)::\d{12}:(root$|user\/|role\/|assumed-role\/)/.test(value)) return value;
  throw new PolicySyntaxError(`Invalid principal in policy: "AWS":"${value}"`);
}

function conditions(value: unknown): Condition[] {
  if (value === undefined) return [];
  if (!isRecord(value)) throw new PolicySyntaxError("Syntax errors in policy.");
  return Object.entries(value).flatMap(([operator, block]) => {
    if (!isConditionOperator(operator)) {
      if (isKnownToAws(operator))
        throw new UnsupportedPolicyError(`The sandbox organization does not evaluate condition operator ${operator}`);
      throw new PolicySyntaxError(`Invalid Condition type : ${operator}.`);
    }
    if (!isRecord(block)) throw new PolicySyntaxError("Syntax errors in policy.");
    return Object.entries(block).map(([key, values]) => ({ operator, key, values: asList(values).map(String) }));
  });
}

function strings(value: unknown): string[] {
  const list = asList(value);
  if (list.length === 0 || !list.every((each) => typeof each === "string")) throw new PolicySyntaxError("Syntax errors in policy.");
  return list;
}

function asList(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function onlyKeys(record: Record<string, unknown>, keys: string[]): void {
  if (Object.keys(record).some((key) => !keys.includes(key))) throw new PolicySyntaxError("Syntax errors in policy.");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
