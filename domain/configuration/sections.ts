import { z } from "zod";
import { configurationSchema } from "./schema";

/**
 * What is well formed of a configuration, so that the rest of it can be checked although a part is wrong. A list or a mapping is always
 * there, perhaps empty; a single value that is missing or not well formed is undefined.
 */
export type Sections = WellFormed<z.output<typeof configurationSchema>>;

type WellFormed<T> = T extends string | number | boolean | undefined
  ? T | undefined
  : T extends readonly (infer Item)[]
    ? WellFormed<Item>[]
    : { [Key in keyof Required<T>]: WellFormed<Exclude<T[Key], undefined>> };

export function wellFormed(raw: unknown): Sections {
  return wellFormedPart(configurationSchema, raw) as Sections; // of each part only what its own schema takes
}

/** Mappings and lists member by member; everything else is taken as a whole or not at all. */
function wellFormedPart(schema: z.core.$ZodType, raw: unknown): unknown {
  const { def } = schema._zod as { def: z.core.$ZodTypes["_zod"]["def"] }; // told apart by its type
  switch (def.type) {
    case "optional":
    case "default":
    case "prefault":
      return wellFormedPart(def.innerType, raw === undefined ? z.safeParse(schema, undefined).data : raw);
    case "object": {
      const members = isMapping(raw) ? raw : {};
      return Object.fromEntries(Object.entries(def.shape).map(([key, part]) => [key, wellFormedPart(part, members[key])]));
    }
    case "array":
      return Array.isArray(raw) ? raw.map((item) => wellFormedPart(def.element, item)) : [];
    case "record":
      return Object.fromEntries(
        Object.entries(isMapping(raw) ? raw : {}).map(([key, value]) => [key, wellFormedPart(def.valueType, value)]),
      );
    case "pipe":
      return z.safeParse(schema, raw).data ?? emptyOf(def.in);
    default:
      return z.safeParse(schema, raw).data;
  }
}

/** A union is one value or a list of them, and ends as a list. */
function emptyOf({ _zod: { def } }: z.core.$ZodType): unknown {
  return def.type === "object" ? {} : def.type === "union" ? [] : undefined;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
