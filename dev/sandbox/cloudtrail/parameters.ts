import type { Service } from "../service";
import type { Shape } from "../wire/schema";

/** A request or an answer as CloudTrail writes it: members in camel case, secrets hidden, bytes left out; null if nothing is left. */
export function parametersOf({ trail }: Pick<Service, "trail">, shape: Shape, value: unknown): unknown {
  if (shape.isUnitSchema()) return null;
  const written = write(shape, value);
  if (typeof written !== "object" || written === null || Object.keys(written).length === 0) return null;
  return Object.fromEntries(Object.entries(written).map(([name, each]) => [trail?.members?.[name] ?? name, each]));
}

function write(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null || shape.isBlobSchema()) return undefined;
  if (shape.getMergedTraits().sensitive) return "HIDDEN_DUE_TO_SECURITY_REASONS";
  if (value instanceof Date) return value.toISOString();
  if (shape.isListSchema()) return Array.isArray(value) ? value.map((each) => write(shape.getValueSchema(), each)) : undefined;
  if (shape.isMapSchema())
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, write(shape.getValueSchema(), each)]));
  if (!shape.isStructSchema()) return value;
  const members = [...shape.structIterator()].map(([name, member]): [string, unknown] => [
    lowerFirst(name),
    write(member, Reflect.get(value, name)),
  ]);
  return Object.fromEntries(members.filter(([, each]) => each !== undefined));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
