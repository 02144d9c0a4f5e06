import { UnknownValueError } from "@pulumi/policy";
import { unknownValue } from "../domain/unknownValue";

/** A resource's properties as plain values. What is not known yet, which throws when it is touched, is `unknownValue`. */
export function knownValues(props: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(props).map((name) => [name, known(() => props[name])]));
}

function known(read: () => unknown): unknown {
  const value = touched(read);
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => known(() => value[index]));
  if (typeof value === "object" && value !== null) return knownValues(value as Record<string, unknown>);
  return value;
}

function touched(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return unknownValue;
    throw error;
  }
}
