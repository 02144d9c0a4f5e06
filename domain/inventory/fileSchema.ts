import { z } from "zod";
import { section } from "../configuration/section";
import { accountId, region } from "../identifiers";

const account = z
  .string({ error: "expected an account id" })
  .regex(/^\d{12}$/, { error: "expected an account id: twelve digits" })
  .transform(accountId);
const regionCode = z
  .string({ error: "expected a Region's code" })
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, { error: "expected a Region's code, for example eu-central-1" })
  .transform(region);
const regionList = z.array(regionCode, { error: "expected a list of Regions" }).optional();
const text = z.string({ error: "expected text" });
const texts = z.array(text, { error: "expected a list of texts" });
const tags = z.record(z.string(), text, { error: "expected tags: keys and values" });

/** The groups of Regions that come first, in this order; statuses that this version does not know follow. */
export const optStatuses: readonly string[] = ["ENABLED", "ENABLED_BY_DEFAULT", "ENABLING", "DISABLING", "DISABLED"];

/** What this version reads is checked; what AWS has added since is kept. */
const open = <Shape extends z.ZodRawShape>(shape: Shape) => z.looseObject(shape, { error: "expected a mapping" });
const unusedAccess = open({
  unusedAccessAge: z.int({ error: "expected a number of days" }).optional(),
  analysisRule: open({
    exclusions: z
      .array(open({ accountIds: texts.optional(), resourceTags: z.array(tags, { error: "expected a list of tags" }).optional() }), {
        error: "expected a list of exclusions",
      })
      .optional(),
  }).optional(),
});
const internalAccess = open({
  analysisRule: open({
    inclusions: z
      .array(open({ accountIds: texts.optional(), resourceTypes: texts.optional(), resourceArns: texts.optional() }), {
        error: "expected a list of inclusions",
      })
      .optional(),
  }).optional(),
});
const configuration = open({ unusedAccess: unusedAccess.optional(), internalAccess: internalAccess.optional() });

const owner = z.discriminatedUnion(
  "kind",
  [
    section({ kind: z.literal("ours") }),
    section({ kind: z.literal("service"), by: text }),
    section({ kind: z.literal("other"), by: text.optional() }),
  ],
  { error: "expected kind ours, other (perhaps with by) or service (with by)" },
);

const analyzer = section({
  region: regionCode,
  name: text,
  type: text,
  status: text,
  statusReason: text.optional(),
  owner,
  tags: tags.default({}),
  configuration: configuration.optional(),
});

/**
 * inventory.json. Shorter than the inventory in memory, and made for reading differences: Regions stand in groups by their opt status, an
 * analyzer is one line, and Regions without one are one line together.
 */
export const inventoryFileSchema = section({
  version: z.literal(1, { error: "expected 1" }),
  organization: section({
    id: text.regex(/^o-[a-z0-9]{10,32}$/, { error: "expected an organization's id, o-..." }),
    rootId: text.regex(/^r-[a-z0-9]{4,32}$/, { error: "expected a root's id, r-..." }),
    management: account,
    delegatedAdministrators: z.array(section({ service: text, account }), { error: "expected a list of services and accounts" }).optional(),
    delegatedAdministratorsUnreadable: text.optional(),
    rolesRegions: regionList,
    rolesRegionsUnreadable: text.optional(),
  }),
  accounts: z.array(
    section({
      id: account,
      name: text,
      state: text,
      ou: text,
      tags: tags.optional(),
      tagsUnreadable: text.optional(),
      regions: z
        .record(text, z.array(regionCode, { error: "expected a list of Regions" }), { error: "expected Regions by their opt status" })
        .optional(),
      regionsUnreadable: text.optional(),
      analyzers: z.array(analyzer, { error: "expected a list of analyzers" }).default([]),
      regionsWithoutAnalyzer: regionList,
      analyzersUnreadable: z
        .array(section({ reason: text, regions: z.array(regionCode, { error: "expected a list of Regions" }) }), {
          error: "expected a list of reasons and Regions",
        })
        .optional(),
    }),
    { error: "expected a list of accounts" },
  ),
});
export type InventoryFile = z.output<typeof inventoryFileSchema>;
export type InventoryFileAccount = InventoryFile["accounts"][number];
