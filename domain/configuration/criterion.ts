import { z } from "zod";
import { section, whatever } from "./section";

const values = z
  .array(
    z
      .string({ error: 'expected text; put true, false and numbers in quotes, for example isPublic: { eq: ["false"] }' })
      .min(1, { error: "expected text" }),
    {
      error: "expected a list of texts",
    },
  )
  .min(1, { error: "expected at least one value" })
  .max(20, { error: "expected at most 20 values, which is what AWS takes; write a second rule for the rest" });

/** @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Criterion.html */
export const criterion = section({
  eq: values.optional().describe("Equals one of these."),
  neq: values.optional().describe("Equals none of these."),
  contains: values.optional().describe("Contains one of these."),
  exists: z.boolean({ error: "expected true or false" }).optional().describe("The finding has the key at all, or does not."),
}).refine((criterion) => Object.values(criterion).some((operator) => operator !== undefined), {
  error: "expected at least one of eq, neq, contains, exists",
  when: whatever,
});
