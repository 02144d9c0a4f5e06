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
const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, { error: `expected one of ${values.join(", ")}` });

export const optStatuses = ["ENABLED", "ENABLED_BY_DEFAULT", "ENABLING", "DISABLING", "DISABLED"] as const;

const unusedAccess = section({
  unusedAccessAge: z.int({ error: "expected a number of days" }),
  analysisRule: section({
    exclusions: z.array(section({ accountIds: texts.optional(), resourceTags: z.array(tags).optional() })),
  }).optional(),
});
const internalAccess = section({
  analysisRule: section({
    inclusions: z.array(section({ accountIds: texts.optional(), resourceTypes: texts.optional(), resourceArns: texts.optional() })),
  }).optional(),
});
const configuration = z.union([section({ unusedAccess }), section({ internalAccess })], {
  error: "expected unusedAccess or internalAccess",
});

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
  type: oneOf(
    "ACCOUNT",
    "ORGANIZATION",
    "ORGANIZATION_UNUSED_ACCESS",
    "ORGANIZATION_INTERNAL_ACCESS",
    "ACCOUNT_UNUSED_ACCESS",
    "ACCOUNT_INTERNAL_ACCESS",
  ),
  status: oneOf("ACTIVE", "CREATING", "DISABLED", "FAILED"),
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
      state: oneOf("ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"),
      ou: text,
      tags: tags.optional(),
      tagsUnreadable: text.optional(),
      regions: section({
        ENABLED: regionList,
        ENABLED_BY_DEFAULT: regionList,
        ENABLING: regionList,
        DISABLING: regionList,
        DISABLED: regionList,
      }).optional(),
      regionsUnreadable: text.optional(),
      analyzers: z.array(analyzer, { error: "expected a list of analyzers" }).default([]),
      regionsWithoutAnalyzer: regionList,
      analyzersUnreadable: z
        .array(section({ reason: text, regions: z.array(regionCode) }), { error: "expected a list of reasons and Regions" })
        .optional(),
    }),
    { error: "expected a list of accounts" },
  ),
});
export type InventoryFile = z.output<typeof inventoryFileSchema>;
export type InventoryFileAccount = InventoryFile["accounts"][number];
