import { z } from "zod";
import { nearest } from "./nearest";

/** An object that refuses keys it does not know. The message about such keys is the list of known ones: {@link unknownKey} makes a sentence of it. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") return known.join(" ");
      return `expected a mapping with ${known.join(", ")}`;
    },
  });
}

/** For a refinement that is to speak even where a part of the value is wrong: all mistakes are told at once. */
export function whatever({ value }: { value: unknown }): boolean {
  return typeof value === "object" && value !== null;
}

export function unknownKey(key: string, listed: string): string {
  const known = listed.split(" ");
  const meant = nearest(key, known);
  return `which is not a key of this section${meant === undefined ? "" : `, did you mean ${meant}?`} (allowed: ${known.join(", ")})`;
}
