import { z } from "zod";
import { internalAccessResourceTypes } from "./resourceTypes";
import { section, whatever } from "./section";
import { account, enabled, tag } from "./values";

export const analyzers = section({
  account: section({ enabled: enabled.default(true) })
    .prefault({})
    .describe("External access, seen from each account: one analyzer in every enabled Region of every account. Free."),
  organization: section({ enabled: enabled.default(true) })
    .prefault({})
    .describe("External access, seen from the organization: one in every enabled Region of the delegated administrator. Free."),
  unusedAccess: section({
    enabled: enabled.default(false),
    ageDays: z
      .int({ error: "expected a whole number of days from 1 to 365" })
      .min(1, { error: "expected a whole number of days from 1 to 365" })
      .max(365, { error: "expected a whole number of days from 1 to 365" })
      .default(90)
      .describe("Days without use after which access counts as unused."),
    regions: z
      .enum(["home", "all"], { error: "expected home or all" })
      .default("home")
      .describe("Findings do not differ by Region and every analyzer is billed: all multiplies the cost."),
    exclude: section({
      accounts: z
        .array(account, { error: "expected a list of account ids" })
        .max(2000, { error: "expected at most 2,000 accounts, which is what AWS takes" })
        .default([]),
      tags: z
        .array(tag, { error: "expected a list of tags, each with key and perhaps value" })
        .default([])
        .describe("Roles and users with one of these tags are not analyzed."),
    })
      .prefault({})
      .describe("Accounts, and roles and users by tag, that are not analyzed and not billed."),
  })
    .prefault({})
    .describe("Unused roles, keys, passwords and permissions. Billed per role and user each month, per analyzer."),
  internalAccess: section({
    enabled: enabled.default(false),
    include: z
      .array(
        section({
          accounts: z
            .array(account, { error: "expected a list of account ids" })
            .min(1, { error: "expected at least one account" })
            .optional(),
          resourceTypes: z
            .array(z.enum(internalAccessResourceTypes, { error: `expected one of ${internalAccessResourceTypes.join(", ")}` }), {
              error: "expected a list of resource types",
            })
            .min(1, { error: "expected at least one resource type" })
            .optional(),
          resourceArns: z
            .array(z.string({ error: "expected a resource's ARN" }).regex(/^arn:/, { error: "expected a resource's ARN" }), {
              error: "expected a list of ARNs",
            })
            .min(1, { error: "expected at least one ARN" })
            .optional(),
        }).refine((include) => Object.values(include).some((list) => list !== undefined), {
          error: "expected at least one of accounts, resourceTypes, resourceArns",
          when: whatever,
        }),
        { error: "expected a list" },
      )
      .default([])
      .describe("What is watched. Each entry narrows by all of its lists."),
  })
    .prefault({})
    .describe("Who inside the organization can reach chosen resources. Billed per resource each month, per Region."),
}).describe("What is analyzed. Whatever is billed is off unless it is stated.");
