import type { Shape } from "./schema";

/** How deep a request may be nested. No service of AWS takes more. */
const deepest = 64;

/**
 * Refuses a value that is not of the type that the schema says. The SDK's codecs let such values through: they trust their own serializers.
 *
 * @throws TypeError with the member's path.
 */
export function assertTyped(shape: Shape, value: unknown, path = "", depth = 0): void {
  if (value === undefined || value === null || shape.isUnitSchema() || shape.isDocumentSchema()) return;
  if (depth > deepest) throw new TypeError(`${path} is nested too deeply`);
  const check = (is: boolean) => {
    if (!is) throw new TypeError(`${path || "the input"} is of another type`);
  };
  if (shape.isListSchema()) {
    check(Array.isArray(value));
    for (const [index, item] of (value as unknown[]).entries()) {
      check(item !== undefined && item !== null);
      assertTyped(shape.getValueSchema(), item, `${path}.${index}`, depth + 1);
    }
    return;
  }
  if (shape.isMapSchema() || shape.isStructSchema()) {
    check(typeof value === "object" && !Array.isArray(value));
    if (shape.isMapSchema())
      for (const [key, item] of Object.entries(value)) assertTyped(shape.getValueSchema(), item, `${path}.${key}`, depth + 1);
    else for (const [name, member] of shape.structIterator()) assertTyped(member, own(value, name), join(path, name), depth + 1);
    return;
  }
  if (shape.isStringSchema()) check(typeof value === "string");
  else if (shape.isBooleanSchema()) check(typeof value === "boolean");
  else if (shape.isNumericSchema()) check(typeof value === "number" && Number.isFinite(value));
  else if (shape.isBlobSchema()) check(value instanceof Uint8Array);
  else if (shape.isTimestampSchema()) check(value instanceof Date && !Number.isNaN(value.getTime()));
}

/** Whether some text in the value has a character that no XML document can carry: answers in XML could not give it back. */
export function hasUnprintable(value: unknown): boolean {
  if (typeof value === "string") return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(value);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  return Object.entries(value).some(([key, inner]) => hasUnprintable(key) || hasUnprintable(inner));
}

function own(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
