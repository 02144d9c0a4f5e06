import { z } from "zod";
import type { Override } from "./configuration";
import { section } from "./section";
import { account, enabled, sentence, tag } from "./values";

const until = z.iso
  .date({ error: "expected a date that exists, as YYYY-MM-DD" })
  .describe("Last day (UTC) on which this holds, YYYY-MM-DD. Without it, until somebody takes it out.");

export const override = section({
  where: section({
    account: account.optional(),
    ou: z
      .string({ error: "expected an OU path, for example Workloads/Prod" })
      .regex(/^[^/\s]([^/]*[^/\s])?(\/[^/\s]([^/]*[^/\s])?)*$/, {
        error:
          "expected the names of the OUs from below the root down, joined by slashes, none in front and none behind, for example Workloads/Prod",
      })
      .optional()
      .describe("Names of the OUs from below the root down, joined by slashes. Nested OUs are included."),
    tag: tag.optional().describe("A tag of the account."),
  })
    .meta({ minProperties: 1, maxProperties: 1 })
    .transform((where, context): Override["where"] => {
      const { account, ou, tag } = where;
      if (account !== undefined && ou === undefined && tag === undefined) return { account };
      if (ou !== undefined && account === undefined && tag === undefined) return { ou };
      if (tag !== undefined && account === undefined && ou === undefined) return { tag };
      context.addIssue({ code: "custom", message: "expected exactly one of account, ou, tag" });
      return z.NEVER;
    }),
  exempt: section({ reason: sentence("a reason"), owner: sentence("an owner: who answers for it"), until: until.optional() })
    .optional()
    .describe("No analyzer of ours in the account, and no unused-access analysis of it."),
  account: section({ enabled }).optional(),
  unusedAccess: section({ enabled }).optional(),
})
  .refine(({ exempt, account, unusedAccess }) => exempt !== undefined || account !== undefined || unusedAccess !== undefined, {
    error: "expected at least one of exempt, account, unusedAccess beside where",
  })
  .describe("A difference for some accounts. Account wins over tag, tag over OU, a deeper OU over the one around it.");
