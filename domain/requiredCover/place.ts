import type { StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";
import { analyzableTypes } from "./analyzableTypes";

/** What decides where neither the resource nor its provider does. */
export interface DefaultPlace {
  account?: string;
  region?: string;
}

/** A part of a resource's place: its account or its Region. */
export interface PlacePart {
  /** `unknownValue`: not known before it is deployed. Undefined: nothing says it. */
  value: string | typeof unknownValue | undefined;
  /**
   * Resources with a key in common are in the same one: keys are the value, and the provider that decides it, of which AWS may say the
   * value of one resource and not yet of another. Empty: it cannot be compared.
   */
  keys: readonly string[];
}

/**
 * The account that a resource is in: by the ARN that AWS gave it or that it is set on, the accounts that its provider allows, the role that
 * this assumes, the default. An ARN among other inputs says nothing: whoever writes a program chooses them.
 */
export function accountOf(resource: StackResource, { account }: DefaultPlace): PlacePart {
  const { provider } = resource;
  const target = arnPart(targetArn(resource), 4);
  if (target !== undefined) return part(target);
  const recorded = arnPart(recordedArn(resource), 4);
  const said = ofProvider();
  const hasMoved = recorded !== undefined && typeof said === "string" && said !== recorded;
  return part(recorded ?? said, hasMoved ? undefined : provider?.urn);

  function ofProvider(): PlacePart["value"] {
    if (provider === undefined) return account;
    if (provider.inputs === undefined) return unknownValue;
    const allowed = allowedAccounts(provider.inputs["allowedAccountIds"]);
    const role = ofLastRole(provider.inputs);
    if (allowed === unknownValue) return role ?? unknownValue;
    const [only, ...others] = allowed;
    if (only !== undefined && others.length === 0) return only;
    if (role !== undefined) return role;
    const isDefault = !hasCredentials(provider.inputs) && (only === undefined || (account !== undefined && allowed.includes(account)));
    return isDefault ? account : undefined;
  }
}

/** The Region that a regional resource is in: by its own `region`, its ARN, its provider, the default. */
export function regionOf(resource: StackResource, { region }: DefaultPlace): PlacePart {
  const { inputs, outputs, provider } = resource;
  const own = valueOf(inputs?.["region"]);
  if (own !== undefined) return partOf(own);
  const target = arnPart(targetArn(resource), 3);
  if (target !== undefined) return part(target);
  const recorded = textOf(valueOf(outputs["region"])) ?? arnPart(recordedArn(resource), 3);
  if (inputs === undefined) return part(recorded ?? unknownValue);
  const said = ofProvider();
  const hasMoved = recorded !== undefined && typeof said === "string" && said !== recorded;
  return part(recorded ?? said, hasMoved ? undefined : provider?.urn);

  function ofProvider(): PlacePart["value"] {
    if (provider === undefined) return region;
    if (provider.inputs === undefined) return unknownValue;
    const value = valueOf(provider.inputs["region"]);
    return value === undefined ? region : (textOf(value) ?? unknownValue);
  }
}

/** A part that somebody names. */
export function partOf(value: unknown): PlacePart {
  return part(textOf(value) ?? unknownValue);
}

function part(value: PlacePart["value"], provider?: string): PlacePart {
  return { value, keys: [...(typeof value === "string" ? [value] : []), ...(provider === undefined ? [] : [provider])] };
}

/** The ARN that AWS gave the resource. An input of that name is none, whatever comes back. */
function recordedArn({ inputs, outputs }: StackResource): unknown {
  return inputs?.["arn"] === undefined ? outputs["arn"] : undefined;
}

/** The ARN of what the resource is set on, where its type takes one: AWS is called with it. */
function targetArn({ type, inputs }: StackResource): unknown {
  const input = analyzableTypes.get(type)?.arnInput;
  return input === undefined ? undefined : inputs?.[input];
}

function arnPart(arn: unknown, index: 3 | 4): string | undefined {
  return typeof arn === "string" && arn.startsWith("arn:") ? arn.split(":")[index] || undefined : undefined;
}

/** With credentials of its own a provider may be in any account: no default is about it. */
function hasCredentials(inputs: Record<string, unknown>): boolean {
  return ["profile", "accessKey", "secretKey", "token", "sharedConfigFiles", "sharedCredentialsFiles"].some(
    (name) => valueOf(inputs[name]) !== undefined && inputs[name] !== "[]",
  );
}

/** The accounts come as numbers or as text, in a list or in JSON, without leading zeros where they were numbers. */
function allowedAccounts(value: unknown): string[] | typeof unknownValue {
  const list = listOf(value);
  if (list === unknownValue || !list.every((one) => typeof one === "string" || typeof one === "number")) return unknownValue;
  return [...new Set(list.map((one) => String(one).padStart(12, "0")))];
}

/** Roles are assumed one after the other, the one for a token first: the last one's account is where calls go. */
function ofLastRole({ assumeRoles, assumeRoleWithWebIdentity }: Record<string, unknown>): string | typeof unknownValue | undefined {
  const ofToken = listOf(assumeRoleWithWebIdentity);
  const roles = listOf(assumeRoles);
  if (roles === unknownValue) return unknownValue;
  const last = roles.at(-1) ?? (ofToken === unknownValue ? unknownValue : ofToken.at(-1));
  const arn = typeof last === "object" && last !== null ? valueOf((last as Record<string, unknown>)["roleArn"]) : last;
  return arn === undefined ? undefined : (arnPart(arn, 4) ?? unknownValue);
}

/** A list, one in JSON, or the one that is not in a list. */
function listOf(value: unknown): unknown[] | typeof unknownValue {
  if (valueOf(value) === undefined) return [];
  if (typeof value === "string") return listOf(parsed(value));
  if (Array.isArray(value)) return value;
  return typeof value === "symbol" ? unknownValue : [value];
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

/** Nothing and the empty text are the same to a provider. */
function valueOf(value: unknown): unknown {
  return value === null || value === "" ? undefined : value;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
