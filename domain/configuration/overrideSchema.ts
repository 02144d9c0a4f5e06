import { z } from "zod";
import type { AccountId } from "../identifiers";
import { section, whatever } from "./section";
import { account, enabled, excludedRegions, ouPath, sentence, tag } from "./values";

const until = z.iso
  .date({ error: "expected a date that exists, as YYYY-MM-DD" })
  .describe("Last day (UTC) on which this holds, YYYY-MM-DD. Without it, until it is taken out.");

/** Which accounts an override is for: one of the three. */
type Where = { account: AccountId } | { ou: string } | { tag: { key: string; value?: string } };

export const override = section({
  where: section({
    account: account.optional(),
    ou: ouPath.optional().describe("Names of the OUs from below the root down, joined by slashes. Nested OUs are included."),
    tag: tag.optional().describe("A tag of the account."),
  })
    .refine((where) => Object.values(where).filter((one) => one !== undefined).length === 1, {
      error: "expected exactly one of account, ou, tag",
      when: whatever,
    })
    .meta({ minProperties: 1, maxProperties: 1 })
    .transform((where) => where as Where), // exactly one, as was just made sure
  exempt: section({ reason: sentence("a reason"), owner: sentence("an owner: who answers for it"), until: until.optional() })
    .optional()
    .describe("No analyzer of ours in the account, and no unused-access analysis of it."),
  account: section({ enabled: enabled.describe("Whether the account has ACCOUNT analyzers.") }).optional(),
  unusedAccess: section({
    enabled: enabled.describe(
      "false puts the account among the exclusions of the unused-access analyzer; true takes back a less specific override.",
    ),
  }).optional(),
  scanner: section({ enabled: enabled.describe("Whether changes of policies are followed in the account.") }).optional(),
  regions: section({
    exclude: excludedRegions
      .min(1, { error: "expected at least one Region" })
      .describe("Regions without ACCOUNT analyzer, beside those that are excluded for everybody or by another override."),
  }).optional(),
})
  .refine(({ where: _, ...settings }) => Object.values(settings).some((setting) => setting !== undefined), {
    error: "expected at least one of exempt, account, unusedAccess, scanner, regions beside where",
    when: whatever,
  })
  .describe("A difference for some accounts. Account wins over tag, tag over OU, a deeper OU over the one around it.");
