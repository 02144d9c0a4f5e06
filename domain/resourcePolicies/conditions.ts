import { shortened } from "../configuration/quoted";
import { unknownValue } from "../unknownValue";
import { conditionKey, type ConditionKey } from "./conditionKeys";
import type { Condition, Statement, Value } from "./policyDocument";
import { anyOf, everybody, onlyTrusted, undecided, type Reach } from "./reach";
import type { TrustedAccess } from "./trusted";

/** What a value of a key lets in. */
type Reader = (key: string) => ConditionKey | undefined;

/** Whom each condition of an Allow lets in: all of them have to hold. */
export function reachOfConditions({ conditions }: Statement, trusted: TrustedAccess, readerOf: Reader = conditionKey): Reach[] {
  if (conditions === undefined) return [undecided("its conditions are not known before it is deployed")];
  const present = new Set(conditions.filter(demandsPresence).map(({ key }) => key.toLowerCase()));
  return conditions.map((condition) => reachOfCondition(condition, present, trusted, readerOf));
}

function reachOfCondition(condition: Condition, present: ReadonlySet<string>, trusted: TrustedAccess, readerOf: Reader): Reach {
  const { key } = condition;
  if (key === "") return undecided(`the keys of ${condition.operator} are not known before it is deployed`);
  const { name, ifExists, set } = operatorOf(condition.operator);
  const known = readerOf(key.toLowerCase());
  if (known === undefined) return everybody(`${shortened(key)} does not say who it is`);
  if (name === "null" && condition.values.includes(unknownValue))
    return undecided(`whether ${key} has to be there is not known before it is deployed`);
  if (name === "null")
    return demandsPresence(condition) && known.onlyOf === "awsServices" ? onlyTrusted : everybody(`Null does not say which ${key}`);
  if (negated.has(name)) return everybody(`${shortened(condition.operator)} lets in all but some`);
  if (ifExists && !present.has(key.toLowerCase())) return everybody(`${shortened(condition.operator)} lets in requests without ${key}`);
  if (set === "forallvalues" && !present.has(key.toLowerCase())) return everybody(`ForAllValues lets in requests without ${key}`);
  if (!known.operators.includes(name)) return undecided(`${shortened(condition.operator)} is no operator for ${key}`);
  return anyOf(condition.values.map((value) => reachOfValue(key, known, value, trusted)));
}

/**
 * Whom a condition of a Deny for everybody leaves: a Deny holds where all its conditions do, so that whoever fails one of them is left.
 */
export function leftByCondition(condition: Condition, trusted: TrustedAccess): Reach {
  const { key, values } = condition;
  if (key === "") return undecided(`the keys of ${condition.operator} are not known before it is deployed`);
  const { name, ifExists, set } = operatorOf(condition.operator);
  const known = conditionKey(key.toLowerCase());
  const text = values.length === 1 && values[0] !== unknownValue ? values[0]?.toLowerCase() : undefined;
  if (known === undefined) return everybody(`a Deny by ${shortened(key)} does not say who is left`);
  if (negated.has(name)) {
    // Without a key the negated operators hold, and so does ForAllValues; ForAnyValue does not.
    if (set === "foranyvalue") return everybody(`a Deny with ForAnyValue leaves requests without ${key}`);
    return anyOf(values.map((value) => reachOfValue(key, known, value, trusted)));
  }
  if (name === "null" && text === "true" && known.onlyOf === "awsServices") return onlyTrusted;
  if (name === "bool" && known.operators.includes("bool")) {
    if (text === "true") return everybody(`a Deny by ${key} leaves everybody else`);
    if (text !== "false") return undecided(`${key} is neither true nor false`);
    return ifExists || known.always
      ? onlyTrusted
      : undecided(`a Deny by ${key} may leave requests without that key: BoolIfExists does not`);
  }
  return known.operators.includes(name) || name === "null"
    ? everybody(`a Deny by ${key} leaves everybody else`)
    : undecided(`${shortened(condition.operator)} is no operator for ${key}`);
}

function reachOfValue(key: string, known: ConditionKey, value: Value, trusted: TrustedAccess): Reach {
  if (value === unknownValue) return undecided(`the value of ${key} is not known before it is deployed`);
  if (value.toLowerCase() === `\${${key.toLowerCase()}}`) return everybody(`${value} is always equal to itself`);
  const { everybody: all, outside, undecided: open } = known.reach(value, trusted);
  return {
    outside,
    everybody: all.map((why) => `${key}: ${shortened(why)}`),
    undecided: open.map((why) => `${key}: ${shortened(why)}`),
  };
}

/** `Null: false`: the key has to be there. */
function demandsPresence({ operator, values }: Condition): boolean {
  return operator.toLowerCase() === "null" && values.length === 1 && String(values[0]).toLowerCase() === "false";
}

interface Operator {
  name: string;
  ifExists: boolean;
  set: "forallvalues" | "foranyvalue" | undefined;
}

/** In small letters. */
function operatorOf(operator: string): Operator {
  const [, set, name = "", ifExists] = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/s.exec(operator.toLowerCase()) ?? [];
  return { name, ifExists: ifExists !== undefined, set: set === "forallvalues" || set === "foranyvalue" ? set : undefined };
}

const negated: ReadonlySet<string> = new Set([
  "stringnotequals",
  "stringnotequalsignorecase",
  "stringnotlike",
  "arnnotequals",
  "arnnotlike",
  "notipaddress",
]);
