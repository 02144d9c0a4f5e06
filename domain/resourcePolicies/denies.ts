import { unknownValue } from "../unknownValue";
import { leftByCondition } from "./conditions";
import { likePattern } from "../likePattern";
import type { Patterns, Statement, Value } from "./policyDocument";
import { reachOfPrincipal } from "./principals";
import { anyOf, everybody, onlyTrusted, undecided, type Reach } from "./reach";
import type { TrustedAccess } from "./trusted";

/**
 * Whom a Deny leaves of those whom an Allow lets in. Only a Deny for everybody, of all that the Allow allows, leaves fewer.
 *
 * @param hasResources whether Resource tells parts of the resource apart: a trust policy's and a key policy's does not
 */
export function leftByDeny(deny: Statement, allow: Statement, hasResources: boolean, trusted: TrustedAccess): Reach {
  const actions = covers(lowered(deny.actions), lowered(allow.actions), (pattern) => pattern.endsWith(":*"));
  // A part of the resources may be all that the actions can be about, and `*` the resource itself, by whatever name the Deny calls it.
  const resources = hasResources ? covers(deny.resources ?? all, allow.resources ?? all, () => true) : "yes";
  if (actions === "no" || actions === "partly" || resources === "no") return everybody(`${deny.name} denies something else`);
  const left = leftOf(deny, trusted);
  if (left.everybody.length > 0 || (actions === "yes" && resources === "yes")) return left;
  return undecided(`${deny.name} may deny it`);
}

/** Whom it leaves of whatever it denies. */
function leftOf(deny: Statement, trusted: TrustedAccess): Reach {
  const { principals, conditions } = deny;
  if (!principals.not && !principals.entries.some(({ type, value }) => type === "AWS" && value === "*"))
    return principals.entries.some(({ value }) => value === unknownValue)
      ? undecided(`whom ${deny.name} denies it is not known before it is deployed`)
      : everybody(`${deny.name} denies it to some only`);
  if (conditions === undefined) return undecided(`the conditions of ${deny.name} are not known before it is deployed`);
  const spared = principals.not ? principals.entries.map((entry) => reachOfPrincipal(entry, deny, trusted)) : [];
  return anyOf([onlyTrusted, ...spared, ...conditions.map((condition) => leftByCondition(condition, trusted))]);
}

const all: Patterns = { not: false, values: ["*"] };

function lowered({ not, values }: Patterns): Patterns {
  return { not, values: values.map((value) => (value === unknownValue ? value : value.toLowerCase())) };
}

/** How much patterns take in of what others do; `maybe` where it cannot be said. */
type Cover = "yes" | "partly" | "no" | "maybe";

/** @param isWhole whether a pattern may be all that `*` can be about */
function covers(outer: Patterns, inner: Patterns, isWhole: (pattern: string) => boolean): Cover {
  if (!outer.not && outer.values.includes("*")) return "yes";
  if (outer.not || outer.values.includes(unknownValue)) return "maybe";
  const whole = outer.values.some((pattern) => pattern !== unknownValue && isWhole(pattern)) ? "maybe" : "no";
  if (inner.not) return whole;
  const each = inner.values.map((one) => {
    if (one === unknownValue) return "maybe";
    return outer.values.some((pattern) => takesIn(pattern, one)) ? "yes" : one === "*" ? whole : "no";
  });
  if (each.every((one) => one === each[0])) return each[0] ?? "no";
  return each.includes("no") ? "partly" : "maybe";
}

/** A pattern takes in another where it matches the other's text, whose wildcards then stand behind its own. */
function takesIn(pattern: Value, inner: string): boolean {
  return pattern !== unknownValue && likePattern(pattern, inner);
}
