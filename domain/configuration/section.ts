import { z } from "zod";
import { nearest } from "./nearest";

/** An object that refuses keys it does not know, and says which one was meant. One line of the message for each such key. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, known)).join("\n");
      return `expected a mapping with ${known.join(", ")}`;
    },
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `which is not a key of this section${meant === undefined ? "" : `, did you mean ${meant}?`} (allowed: ${known.join(", ")})`;
}
