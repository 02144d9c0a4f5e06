import { z } from "zod";
import { analyzerTypes } from "../analyzer";
import { criterion } from "./criterion";
import { section, whatever } from "./section";
import { sentence } from "./values";

export const archiveRule = section({
  name: z.string({ error: "expected a rule's name" }).regex(/^[A-Za-z][A-Za-z0-9_.-]{0,254}$/, {
    error: "expected a letter, then letters, digits, dots, underscores or hyphens, at most 255",
  }),
  reason: sentence("a reason"),
  analyzers: z
    .array(z.enum(analyzerTypes, { error: `expected one of ${analyzerTypes.join(", ")}` }), { error: "expected a list of analyzer types" })
    .min(1, { error: `expected at least one of ${analyzerTypes.join(", ")}` })
    .describe("Types of analyzers that carry the rule."),
  filter: z
    .record(z.string(), criterion, { error: "expected filter keys, each with its criterion" })
    .refine((filter) => Object.keys(filter).length > 0, {
      error: "expected at least one filter key: a rule without one would archive everything",
      when: whatever,
    }),
}).describe("Findings that match every filter key are archived as they appear.");
