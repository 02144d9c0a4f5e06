import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** What an item of the table holds: JSON, in which an absent property may be written as undefined. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };
export type Attributes = Record<string, AttributeValue>;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
export function attribute(value: Json): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (isList(value)) return { L: value.map(attribute) };
  return { M: attributes(value) };
}

/** An item, or the values of an expression. */
export function attributes(values: { readonly [name: string]: Json | undefined }): Attributes {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, attribute(value)]])));
}

/** @throws Error for a type that nothing of ours writes. */
export function plain(value: AttributeValue): Json {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(plain);
  if (value.M !== undefined) return plainItem(value.M);
  throw new Error(`an item holds a value of a type that is not ours: ${Object.keys(value).join(", ")}`);
}

export function plainItem(item: Attributes): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
