import { unknownValue } from "../unknownValue";
import { limitingClaims } from "./federation";
import { some, type OutsideAccess } from "./outsideAccess";
import type { Value } from "./policyDocument";
import type { TrustedAccess } from "./trusted";

/** A resource's inputs, `unknownValue` wherever something is not known before it is deployed. */
export type Inputs = Readonly<Record<string, unknown>>;

/** How a type of resources gives access. */
export interface AccessInputs {
  /** The inputs that say it. */
  inputs: readonly string[];
  access: (inputs: Inputs, trusted: TrustedAccess) => Found[];
}

export interface Found {
  verdict: OutsideAccess["verdict"];
  /** To stand behind the resource's name, without its full stop. */
  text: string;
  /** What to do, beside an exception: to stand before ", or add an exception". */
  remedy: string;
}

/** Undefined where nothing is said; what is neither text nor a number is as good as not known. */
export function valueOf(inputs: Inputs, name: string): Value | undefined {
  const value = inputs[name];
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : unknownValue;
}

/** The items of a list; nothing where there is none, and one that is not known where the list is not. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [unknownValue];
}

/** What an object says; undefined for what is none. */
export function objectOf(value: unknown): Inputs | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Inputs) : undefined;
}

/** As a policy says it, or what is like one. */
export function found({ verdict, who, why }: OutsideAccess): Found {
  switch (verdict) {
    case "public": {
      const claims = limitingClaims(who);
      const remedy =
        claims.length === who.length
          ? `Limit it with ${claims.join(", ")}`
          : "Name who is meant in Principal, limit it with aws:PrincipalOrgID";
      return { verdict, text: `gives everybody access: ${why}`, remedy };
    }
    case "outside":
      return { verdict, text: `gives ${some(who, ", ")} access: ${why}`, remedy: "Take it out, configure it as trusted" };
    case "undecided":
      return { verdict, text: `may give others than the trusted access: ${why}`, remedy: "Name accounts or the organization" };
  }
}
