import { isInCidr } from "../../cidr";
import { matches, parsePattern, type Variables } from "./wildcard";

/** Whether one value of the request fits one value of the policy. */
export type Comparison = (requested: string, written: string, variables: Variables | undefined) => boolean;

export interface ConditionOperator {
  compare: Comparison;
  /** `...Not...`: holds when no written value fits, and when the key is absent. */
  negated: boolean;
  /** `...IfExists`: holds when the key is absent. */
  ifExists: boolean;
  quantifier?: "ForAllValues" | "ForAnyValue";
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export function conditionOperator(name: string): ConditionOperator | undefined {
  const [, quantifier, operator = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const comparison = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (!comparison) return undefined;
  return {
    compare: comparison,
    negated: operator.includes("Not"),
    ifExists: ifExists !== undefined,
    quantifier: quantifier === "ForAllValues" || quantifier === "ForAnyValue" ? quantifier : undefined,
  };
}

/** `Null` asks whether the key is there, so it compares nothing. */
export function isConditionOperator(name: string): boolean {
  return name === "Null" || conditionOperator(name) !== undefined;
}

/** Operators that AWS has and this sandbox does not. */
export function isKnownToAws(name: string): boolean {
  return /^(?:ForAllValues:|ForAnyValue:)?BinaryEquals(?:IfExists)?$/.test(name);
}

const same: Comparison = (requested, written, variables) => requested === literal(written, variables);
const sameIgnoringCase: Comparison = (requested, written, variables) =>
  requested.toLowerCase() === literal(written, variables)?.toLowerCase();
const like: Comparison = (requested, written, variables) => {
  const pattern = parsePattern(written, variables);
  return pattern !== undefined && matches(pattern, requested);
};
/** The six parts of an ARN are compared one by one, so that a wildcard cannot reach over a colon of the first five. */
const likeArn: Comparison = (requested, written, variables) => {
  const parts = arnParts(requested);
  const patterns = arnParts(written);
  return parts.length === patterns.length && patterns.every((pattern, i) => like(parts[i] ?? "", pattern, variables));
};

const comparisons: Record<string, Comparison> = {
  StringEquals: same,
  StringNotEquals: same,
  StringEqualsIgnoreCase: sameIgnoringCase,
  StringNotEqualsIgnoreCase: sameIgnoringCase,
  StringLike: like,
  StringNotLike: like,
  ArnEquals: likeArn,
  ArnLike: likeArn,
  ArnNotEquals: likeArn,
  ArnNotLike: likeArn,
  Bool: sameIgnoringCase,
  IpAddress: isInCidr,
  NotIpAddress: isInCidr,
  NumericEquals: numbers((a, b) => a === b),
  NumericNotEquals: numbers((a, b) => a === b),
  NumericLessThan: numbers((a, b) => a < b),
  NumericLessThanEquals: numbers((a, b) => a <= b),
  NumericGreaterThan: numbers((a, b) => a > b),
  NumericGreaterThanEquals: numbers((a, b) => a >= b),
  DateEquals: dates((a, b) => a === b),
  DateNotEquals: dates((a, b) => a === b),
  DateLessThan: dates((a, b) => a < b),
  DateLessThanEquals: dates((a, b) => a <= b),
  DateGreaterThan: dates((a, b) => a > b),
  DateGreaterThanEquals: dates((a, b) => a >= b),
};

/** Text in which only variables have a meaning: the pattern's wildcards stand for themselves. */
function literal(written: string, variables: Variables | undefined): string | undefined {
  if (!variables) return written;
  let missing = false;
  const text = written.replace(/\$\{[^}]*\}/g, (variable) => {
    const value = parsePattern(variable, variables);
    if (value === undefined) missing = true;
    return value?.filter((token) => typeof token === "string").join("") ?? "";
  });
  return missing ? undefined : text;
}

function numbers(compare: (requested: number, written: number) => boolean): Comparison {
  return (requested, written) => compare(Number(requested), Number(written));
}

function dates(compare: (requested: number, written: number) => boolean): Comparison {
  const time = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
  return (requested, written) => compare(time(requested), time(written));
}

/** A colon inside `${aws:PrincipalAccount}` parts nothing. */
function arnParts(arn: string): string[] {
  const parts = arn.split(/:(?![^{}]*\})/);
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
