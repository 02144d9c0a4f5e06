import type { StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";

/** What decides where neither the resource nor its provider does. */
export interface DefaultPlace {
  account?: string;
  region?: string;
}

/** A part of a resource's place: its account or its Region. */
export interface PlacePart {
  /** `unknownValue`: not known before it is deployed. Undefined: nothing says it. */
  value: string | typeof unknownValue | undefined;
  /** Equal for all that are in the same one: the value, or the provider that will decide it. Undefined: it cannot be compared. */
  key: string | undefined;
}

/** The account that a resource is in: by its ARN, the accounts that its provider allows, the role that it assumes, the default. */
export function accountOf({ inputs = {}, outputs, provider }: StackResource, { account }: DefaultPlace): PlacePart {
  const ofArn = arnPart(outputs, 4) ?? arnPart(inputs, 4);
  return part(ofArn ?? ofProvider() ?? account, provider?.urn);

  function ofProvider(): PlacePart["value"] {
    if (provider === undefined) return undefined;
    if (provider.inputs === undefined) return unknownValue;
    const said: PlacePart["value"][] = [onlyAllowed(provider.inputs["allowedAccountIds"]), ofLastRole(provider.inputs)];
    return said.find((one) => typeof one === "string") ?? said.find((one) => one !== undefined);
  }
}

/** The Region that a regional resource is in: by its own `region`, its ARN, its provider, the default. */
export function regionOf({ inputs, outputs, provider }: StackResource, { region }: DefaultPlace): PlacePart {
  const own = inputs?.["region"] ?? textOf(outputs["region"]);
  if (own !== undefined && own !== null && own !== "") return part(textOf(own) ?? unknownValue, undefined);
  if (inputs === undefined) return part(unknownValue, undefined);
  const ofArn = arnPart(outputs, 3) ?? arnPart(inputs, 3);
  return part(ofArn ?? ofProvider() ?? region, provider?.urn);

  function ofProvider(): PlacePart["value"] {
    if (provider === undefined) return undefined;
    if (provider.inputs === undefined) return unknownValue;
    const said = provider.inputs["region"];
    return said === undefined || said === null ? undefined : (textOf(said) ?? unknownValue);
  }
}

/** A part that somebody names. */
export function named(value: unknown): PlacePart {
  return part(textOf(value) ?? unknownValue, undefined);
}

function part(value: PlacePart["value"], provider: string | undefined): PlacePart {
  return { value, key: typeof value === "string" ? value : provider };
}

/** Inputs and outputs that are ARNs of the resource itself, or of what it belongs to. */
const arnNames = ["arn", "resourceArn", "secretArn"];

function arnPart(values: Record<string, unknown>, index: 3 | 4): string | undefined {
  const arns = arnNames.map((name) => textOf(values[name])).filter((value) => value?.startsWith("arn:"));
  return arns.map((arn) => arn?.split(":")[index]).find((part) => part !== undefined && part !== "");
}

/** The accounts come as numbers or as text, in a list or in JSON, without leading zeros where they were numbers. */
function onlyAllowed(value: unknown): PlacePart["value"] {
  const list = listOf(value);
  if (list === unknownValue) return unknownValue;
  const [only, ...others] = list;
  if (only === undefined || others.length > 0) return undefined;
  return typeof only === "string" || typeof only === "number" ? String(only).padStart(12, "0") : unknownValue;
}

/** Roles are assumed one after the other: the last one's account is where calls go. */
function ofLastRole(inputs: Record<string, unknown>): PlacePart["value"] {
  const roles = listOf(inputs["assumeRoles"]);
  if (roles === unknownValue) return unknownValue;
  const last = roles.at(-1);
  if (last === undefined) return undefined;
  const arn = typeof last === "object" && last !== null ? (last as Record<string, unknown>)["roleArn"] : last;
  return typeof arn === "string" ? arn.split(":")[4] : arn === undefined ? undefined : unknownValue;
}

function listOf(value: unknown): unknown[] | typeof unknownValue {
  if (value === undefined || value === null || value === "") return [];
  if (typeof value === "string") return listOf(parsed(value));
  if (Array.isArray(value)) return value;
  return typeof value === "number" ? [value] : unknownValue;
}

/** JSON keeps no leading zeros of numbers, and of text it does. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? [value] : value;
  } catch {
    return [text];
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
