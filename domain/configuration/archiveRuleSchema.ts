import { z } from "zod";
import { analyzerTypes } from "../analyzer";
import { criterion } from "./criterion";
import { section, whatever } from "./section";
import { account, ouPath, regionCode, sentence } from "./values";

export const archiveRule = section({
  name: z.string({ error: "expected a rule's name" }).regex(/^[A-Za-z][A-Za-z0-9_.-]{0,254}$/, {
    error: "expected a letter, then letters, digits, dots, underscores or hyphens, at most 255",
  }),
  reason: sentence("a reason"),
  analyzers: z
    .array(z.enum(analyzerTypes, { error: `expected one of ${analyzerTypes.join(", ")}` }), { error: "expected a list of analyzer types" })
    .min(1, { error: `expected at least one of ${analyzerTypes.join(", ")}` })
    .describe("Types of analyzers that carry the rule."),
  where: section({
    accounts: z
      .array(account, { error: "expected a list of account ids" })
      .min(1, { error: "expected at least one account" })
      .optional()
      .describe("Accounts whose ACCOUNT analyzers carry the rule."),
    ous: z
      .array(ouPath, { error: "expected a list of OU paths" })
      .min(1, { error: "expected at least one OU path" })
      .optional()
      .describe("The same by OU, nested ones included. Together with accounts: those of either."),
    regions: z
      .array(regionCode, { error: "expected a list of Regions" })
      .min(1, { error: "expected at least one Region" })
      .optional()
      .describe("Regions whose analyzers carry the rule."),
  })
    .refine((where) => Object.values(where).some((list) => list !== undefined), {
      error: "expected at least one of accounts, ous, regions",
      when: whatever,
    })
    .optional()
    .describe("Which analyzers of these types carry the rule; without it, all of them."),
  filter: z
    .record(z.string(), criterion, { error: "expected filter keys, each with its criterion" })
    .refine((filter) => Object.keys(filter).length > 0, {
      error: "expected at least one filter key: a rule without one would archive everything",
      when: whatever,
    }),
}).describe("Findings that match every filter key are archived as they appear.");
