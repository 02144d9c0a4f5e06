import { z } from "zod";
import { accountId, region } from "../identifiers";

const account = z.string({ error: "expected an account id" }).regex(/^\d{12}$/, { error: "expected an account id: twelve digits" }).transform(accountId);
const regionCode = z
  .string({ error: "expected a Region's code" })
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, { error: "expected a Region's code, for example eu-central-1" })
  .transform(region);
const regionList = z.array(regionCode, { error: "expected a list of Regions" }).optional();
const text = z.string({ error: "expected text" });
const texts = z.array(text, { error: "expected a list of texts" });
const tags = z.record(z.string(), text, { error: "expected tags: keys and values" });
const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) => z.enum(values, { error: `expected one of ${values.join(", ")}` });
const fields = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return `expected an object with ${Object.keys(shape).join(", ")}`;
      return issue.keys.map(() => `unknown key. Allowed here: ${Object.keys(shape).join(", ")}`).join("\n");
    },
  });

export const optStatuses = ["ENABLED", "ENABLED_BY_DEFAULT", "ENABLING", "DISABLING", "DISABLED"] as const;

const unusedAccess = fields({
  unusedAccessAge: z.int({ error: "expected a number of days" }),
  analysisRule: fields({ exclusions: z.array(fields({ accountIds: texts.optional(), resourceTags: z.array(tags).optional() })) }).optional(),
});
const internalAccess = fields({
  analysisRule: fields({
    inclusions: z.array(fields({ accountIds: texts.optional(), resourceTypes: texts.optional(), resourceArns: texts.optional() })),
  }).optional(),
});
const configuration = z.union([fields({ unusedAccess }), fields({ internalAccess })], { error: "expected unusedAccess or internalAccess" });

const owner = z.discriminatedUnion(
  "kind",
  [fields({ kind: z.literal("ours") }), fields({ kind: z.literal("service"), by: text }), fields({ kind: z.literal("other"), by: text.optional() })],
  { error: "expected kind ours, other (perhaps with by) or service (with by)" },
);

const analyzer = fields({
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
export const inventoryFileSchema = fields({
  version: z.literal(1, { error: "expected 1" }),
  organization: fields({
    id: text.regex(/^o-[a-z0-9]{10,32}$/, { error: "expected an organization's id, o-..." }),
    rootId: text.regex(/^r-[a-z0-9]{4,32}$/, { error: "expected a root's id, r-..." }),
    management: account,
    delegatedAdministrators: z
      .array(fields({ service: text, account }), { error: "expected a list of services and accounts" })
      .optional(),
    delegatedAdministratorsUnreadable: text.optional(),
  }),
  accounts: z.array(
    fields({
      id: account,
      name: text,
      state: oneOf("ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"),
      ou: text,
      tags: tags.optional(),
      tagsUnreadable: text.optional(),
      regions: fields({
        ENABLED: regionList,
        ENABLED_BY_DEFAULT: regionList,
        ENABLING: regionList,
        DISABLING: regionList,
        DISABLED: regionList,
      }).optional(),
      regionsUnreadable: text.optional(),
      analyzers: z.array(analyzer, { error: "expected a list of analyzers" }).default([]),
      regionsWithoutAnalyzer: regionList,
      analyzersUnreadable: z.array(fields({ reason: text, regions: z.array(regionCode) }), { error: "expected a list of reasons and Regions" }).optional(),
    }),
    { error: "expected a list of accounts" },
  ),
});
export type InventoryFile = z.output<typeof inventoryFileSchema>;
export type InventoryFileAccount = InventoryFile["accounts"][number];
