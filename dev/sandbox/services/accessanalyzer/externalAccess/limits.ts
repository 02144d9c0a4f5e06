import { isOfServices, placeOf, type Place } from "./keys";
import type { Zone } from "./access";
import type { Condition, Statement } from "./statements";

/** A key that a request must carry with one of these values. */
export interface Limit {
  /** As the policy writes it. */
  key: string;
  values: string[];
  /** Whether * and ? stand for other characters. */
  hasWildcards: boolean;
}

/** Where one value of a limit leads: inside the zone of trust, to somebody outside, or to nobody in particular. */
export type Judgement = Place;

export function judge(limit: Limit, value: string, zone: Zone): Judgement {
  return placeOf(limit.key, value, limit.hasWildcards, zone);
}

/** What an Allow asks of whoever is let in. Conditions that everybody can meet, or that say who is not let in, limit nobody. */
export function limitsOf({ conditions }: Statement): Limit[] {
  return conditions.flatMap((condition) => {
    const hasWildcards = positive[condition.operator] ?? (isOfServices(condition.key) && isThere(condition) ? false : undefined);
    return hasWildcards !== undefined && mustBeThere(condition, conditions)
      ? { key: condition.key, values: condition.values, hasWildcards }
      : [];
  });
}

/**
 * What a Deny leaves: a request comes through when it meets one of these. Nothing where a condition is such that no key has to be there.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function spared(conditions: readonly Condition[]): Limit[] | undefined {
  const others = conditions.filter((condition) => !sparesServices(condition));
  const limits = others.map((condition): Limit | undefined => {
    const { operator, key, values, quantifier } = condition;
    if (operator === "bool" && values.every((value) => value === "false") && isAlwaysThere(key))
      return { key, values: ["true"], hasWildcards: false };
    const hasWildcards = negative[operator];
    return hasWildcards === undefined || quantifier === "foranyvalue" ? undefined : { key, values, hasWildcards };
  });
  return limits.includes(undefined) ? undefined : limits.filter((limit) => limit !== undefined);
}

/**
 * A Deny that spares AWS's services is one for everybody else. Who signs nothing has no PrincipalIsAWSService: IfExists denies him too.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice
 */
function sparesServices({ operator, key, values, ifExists }: Condition): boolean {
  if (operator === "null") return isOfServices(key) && values.every((value) => value === "true");
  return operator === "bool" && ifExists && same(key, "aws:PrincipalIsAWSService") && values.every((value) => value === "false");
}

/** Without the key IfExists and ForAllValues are true. */
function mustBeThere({ key, ifExists, quantifier }: Condition, all: readonly Condition[]): boolean {
  if (!ifExists && quantifier !== "forallvalues") return true;
  return isAlwaysThere(key) || all.some((other) => same(other.key, key) && isThere(other));
}

function isThere({ operator, values }: Condition): boolean {
  return operator === "null" && values.every((value) => value === "false");
}

function isAlwaysThere(key: string): boolean {
  return ["kms:CallerAccount", "elasticfilesystem:AccessedViaMountTarget"].some((each) => same(each, key));
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Operators, with whether * and ? are wildcards in their values. */
const positive: Partial<Record<string, boolean>> = {
  ...{ stringequals: false, stringequalsignorecase: false, stringlike: true },
  ...{ arnequals: true, arnlike: true, ipaddress: false, bool: false },
};
const negative: Partial<Record<string, boolean>> = {
  ...{ stringnotequals: false, stringnotequalsignorecase: false, stringnotlike: true },
  ...{ arnnotequals: true, arnnotlike: true, notipaddress: false },
};
