import { createHash } from "node:crypto";
import type { Input, ResourceType } from "./resourceType";
import { hasUnknowns, isEmpty, isUnknown, unknown, type Properties, type Value } from "./values";

export interface Failure {
  property: string;
  reason: string;
}

export interface Checked {
  inputs: Properties;
  failures: Failure[];
}

/** Where the resource stands when its inputs are checked. */
export interface Subject {
  urn: string;
  name: string;
  /** The inputs of the last update; absent for a new resource. */
  old?: Properties;
  /** The engine's seed for what is random: equal in preview and update. */
  seed: Uint8Array;
}

/** Fills in names and defaults, and finds what is wrong with the inputs. Values that are not known yet are let through. */
export function check(type: ResourceType, given: Properties, subject: Subject): Checked {
  const inputs = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => name !== "__defaults" && value !== undefined && value !== null),
  );
  const failures: Failure[] = [];
  for (const property of Object.keys(inputs)) {
    if (!(property in allInputs(type))) {
      failures.push({ property, reason: `"${property}" of ${type.token} is not implemented by this provider` });
    }
  }
  for (const [property, input] of Object.entries(allInputs(type))) {
    inputs[property] ??= madeUp(input, property, subject);
    // A policy may be given as an object; AWS takes text. One that is not known in every part is not known at all.
    if (input.kind === "policy" && typeof inputs[property] === "object")
      inputs[property] = hasUnknowns(inputs[property]) ? unknown : JSON.stringify(inputs[property]);
    const value = inputs[property];
    if (value === undefined) {
      if (input.required)
        failures.push({
          property,
          reason: `Missing required argument. The argument "${property}" is required, but no definition was found.`,
        });
      continue;
    }
    const reason = wrong(input, property, value) ?? conflict(input, property, inputs);
    if (reason) failures.push({ property, reason });
  }
  return { inputs, failures };
}

/** The type's own inputs and, for a regional one, `region`. */
export function allInputs(type: ResourceType): Record<string, Input> {
  if (type.scope === "global") return type.inputs;
  const region: Input = {
    computed: true,
    forceNew: true,
    matches: { pattern: /^[a-z]{2,4}(-[a-z]+)+-\d+$/, rule: "must be a valid AWS Region" },
  };
  return { ...type.inputs, region };
}

function madeUp(input: Input, property: string, subject: Subject): Value | undefined {
  if (input.default !== undefined) return input.default;
  if (!input.autoName) return undefined;
  const old = subject.old?.[property];
  if (typeof old === "string") return old;
  // Stable for one seed: the name that a preview shows is the one that the update gives.
  const random = createHash("sha256").update(subject.seed).update(subject.urn).digest("hex").slice(0, 7);
  const start = subject.name.slice(0, input.autoName.maxLength - 8);
  return `${input.autoName.lowerCase ? start.toLowerCase() : start}-${random}`;
}

function wrong(input: Input, property: string, value: Value): string | undefined {
  if (typeof value !== "string" || isUnknown(value)) return undefined;
  if (input.oneOf && !input.oneOf.includes(value)) {
    return `expected ${property} to be one of ${JSON.stringify(input.oneOf)}, got ${value}`;
  }
  if (input.matches && !input.matches.pattern.test(value))
    return `invalid value for ${property} (${input.matches.rule}), got ${JSON.stringify(value)}`;
  return input.kind === "policy" ? invalidJson(property, value) : undefined;
}

function invalidJson(property: string, value: string): string | undefined {
  try {
    JSON.parse(value);
    return undefined;
  } catch (error) {
    return `"${property}" contains an invalid JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function conflict(input: Input, property: string, inputs: Properties): string | undefined {
  const other = input.conflictsWith?.find((name) => !isEmpty(inputs[name]));
  return other && `"${property}": conflicts with ${other}`;
}
