import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine and the provider exchange: JSON, in which a value that is not known yet is one of a few fixed strings. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = Record<string, Value | undefined>;

/** The engine's marks for "not known before the update", by the type that the value will have. They are part of its protocol. */
const unknownMarks = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** The mark for a value that only the update will tell. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: Value | undefined): boolean {
  return typeof value === "string" && unknownMarks.has(value);
}

/** Whether the value, or anything inside it, is not known yet. */
export function hasUnknowns(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasUnknowns);
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasUnknowns);
  return isUnknown(value);
}

/** Under this key the engine marks a wrapped value; the signature below says "secret". */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Reads a message's properties. Secrets are not asked for; one that comes wrapped all the same is unwrapped. */
export function fromStruct(struct: Struct | undefined): Properties {
  return unwrapped((struct?.toJavaScript() ?? {}) as Value) as Properties; // a Struct holds JSON and is an object at the top
}

export function toStruct(properties: Properties): Struct {
  const known = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Struct.fromJavaScript(Object.fromEntries(known) as Record<string, JavaScriptValue>); // undefined was taken out above
}

function unwrapped(value: Value): Value {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  if (value[signatureKey] === secretSignature) return unwrapped(value["value"] ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}

/** Absent, null, empty list and empty map are one and the same to the real provider. */
export function isEmpty(value: Value | undefined): value is undefined | null {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

export function text(value: Value | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** @throws if the property is not there: Check has seen to it, so that is a fault of the provider. */
export function requiredText(properties: Properties, name: string): string {
  const value = text(properties[name]);
  if (value === undefined) throw new Error(`"${name}" is missing`);
  return value;
}

export function flag(value: Value | undefined): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function numeric(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function texts(value: Value | undefined): string[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.filter((item) => typeof item === "string") : undefined;
}

export function list(value: Value | undefined): Properties[] {
  return Array.isArray(value) ? value.map(object) : [];
}

export function object(value: Value | undefined): Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/** Of what was found, the members that the program gives; all of them where it gives none. What it leaves out is AWS's to decide. */
export function asGiven(found: { [key: string]: Value }, given: Value | undefined): { [key: string]: Value } {
  const names = Object.keys(object(given));
  return names.length === 0 ? found : Object.fromEntries(Object.entries(found).filter(([name]) => names.includes(name)));
}

export function textMap(value: Value | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(object(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
