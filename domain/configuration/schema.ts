import { z } from "zod";
import { analyzerTypes } from "../analyzer";
import { accountId, region } from "../identifiers";
import { ownerTag } from "../roles";
import type { Override } from "./configuration";
import { criterion } from "./criterion";
import { section } from "./section";

const account = z
  .string({ error: "expected an account id: twelve digits in quotes (without quotes YAML reads a number and drops leading zeros)" })
  .regex(/^\d{12}$/, { error: "expected an account id: twelve digits in quotes" })
  .transform(accountId);

const regionCode = z
  .string({ error: "expected a Region's code, for example eu-central-1" })
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, { error: "expected a Region's code, for example eu-central-1" })
  .transform(region);

const enabled = z.boolean({ error: "expected true or false" });
const sentence = (what: string) =>
  z
    .string({ error: `expected ${what} as text` })
    .trim()
    .min(1, { error: `expected ${what}; it is shown wherever somebody asks why` });
const tagKey = z
  .string({ error: "expected a tag's key" })
  .min(1, { error: "expected a tag's key" })
  .max(128, { error: "expected at most 128 characters" });
const tagValue = z
  .string({ error: "expected a tag's value as text; put numbers and true or false in quotes" })
  .max(256, { error: "expected at most 256 characters" });
const tag = section({ key: tagKey, value: tagValue.optional().describe("Any value of the key where this is left out.") });
const until = z.iso
  .date({ error: "expected a date that exists, as YYYY-MM-DD" })
  .describe("Last day (UTC) on which this holds, YYYY-MM-DD. Without it, until somebody takes it out.");

const organization = section({
  management: account.describe("The organization's management account."),
  delegatedAdministrator: account.describe(
    "The member that owns the organization's analyzers and runs everything that does not need the management account.",
  ),
  homeRegion: regionCode.describe("Where the roles' StackSet and the unused-access analyzer live. It also decides the partition."),
}).describe("Which organization this is.");

const access = section({
  rolePath: z
    .string({ error: "expected an IAM path such as /access-analyzer-org/" })
    .regex(/^\/([A-Za-z0-9+=,.@_-]+\/)*$/, { error: "expected an IAM path: begins and ends with a slash, for example /security/" })
    .max(512, { error: "expected at most 512 characters" })
    .default("/access-analyzer-org/")
    .describe("IAM path of every role of ours."),
  permissionsBoundary: z
    .string({ error: "expected a policy's ARN" })
    .regex(/^arn:aws(-us-gov|-cn)?:iam::(\d{12}|\{account\}|aws):policy\/.+$/, {
      error:
        "expected the ARN of an IAM policy, for example arn:aws:iam::{account}:policy/boundary, where {account} stands for each account's id",
    })
    .optional()
    .describe("ARN of a policy that bounds every role of ours; {account} stands for each account's id."),
  readRole: z
    .string({ error: "expected a role's name" })
    .regex(/^[A-Za-z0-9+=,.@_/-]+$/, {
      error: "expected a role's name, with its path if it has one, for example OrganizationAccountAccessRole",
    })
    .optional()
    .describe("A role that every account already has, for reading before our own roles exist."),
}).describe("The roles by which accounts are reached.");

const regions = section({
  exclude: z
    .array(section({ name: regionCode, reason: sentence("a reason") }), { error: "expected a list of Regions, each with name and reason" })
    .default([])
    .describe("Regions in which no account gets an analyzer. The home Region cannot be one of them."),
}).describe("Differences by Region.");

const analyzers = section({
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
            .array(z.enum(internalAccessResourceTypes(), { error: `expected one of ${internalAccessResourceTypes().join(", ")}` }), {
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
        }),
        { error: "expected a list" },
      )
      .default([])
      .describe("What is watched. Each entry narrows by all of its lists."),
  })
    .prefault({})
    .describe("Who inside the organization can reach chosen resources. Billed per resource each month, per Region."),
}).describe("What is analyzed. Whatever is billed is off unless it is stated.");

const archiveRule = section({
  name: z
    .string({ error: "expected a rule's name" })
    .regex(/^[A-Za-z][A-Za-z0-9_.-]{0,254}$/, {
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
    }),
}).describe("Findings that match every filter key are archived as they appear.");

const override = section({
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

const tags = z
  .record(
    tagKey
      .refine((key) => !/^aws:/i.test(key), { error: "expected a key that does not begin with aws:, which AWS keeps for itself" })
      .refine((key) => key !== ownerTag.key, { error: `expected another key: ${ownerTag.key} is how the product knows what is its own` }),
    tagValue,
    { error: "expected keys and values" },
  )
  .refine((all) => Object.keys(all).length <= 49, { error: "expected at most 49 tags: AWS takes 50, one is ours" });

const rollout = section({
  parallel: z
    .int({ error: "expected a whole number from 1 to 64" })
    .min(1, { error: "expected a whole number from 1 to 64" })
    .max(64, { error: "expected a whole number from 1 to 64" })
    .default(4)
    .describe("How many member stacks run at once."),
  settleSeconds: z
    .int({ error: "expected a whole number of seconds from 0 to 600" })
    .min(0, { error: "expected a whole number of seconds from 0 to 600" })
    .max(600, { error: "expected a whole number of seconds from 0 to 600" })
    .default(30)
    .describe("How long the service-linked role must exist before the first organization analyzer is created."),
}).describe("How deploy goes about it.");

/** organization.yaml, key by key. What one key says about another is in consistency.ts. */
export const configurationSchema = section({
  version: z.literal(1, { error: "expected 1" }).describe("Version of this file's form."),
  organization,
  access: access.prefault({}),
  regions: regions.prefault({}),
  existing: z
    .literal("keep", { error: "expected keep" })
    .default("keep")
    .describe("What happens to an analyzer of somebody else's that stands where ours would: it is kept, counted, and never touched."),
  analyzers: analyzers.prefault({}),
  archiveRules: z
    .array(archiveRule, { error: "expected a list of archive rules" })
    .default([])
    .describe("Archive rules beside the built-in one for our own roles."),
  overrides: z
    .array(override, { error: "expected a list of overrides" })
    .default([])
    .describe("Differences by account, tag or OU; the most specific one that speaks of a setting wins."),
  tags: tags.default({}).describe("AWS tags on everything the stacks create."),
  rollout: rollout.prefault({}),
}).describe("Which access analyzers an AWS organization is to have.");

/** @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_InternalAccessAnalysisRuleCriteria.html */
function internalAccessResourceTypes() {
  return [
    "AWS::S3::Bucket",
    "AWS::S3Express::DirectoryBucket",
    "AWS::RDS::DBSnapshot",
    "AWS::RDS::DBClusterSnapshot",
    "AWS::DynamoDB::Table",
    "AWS::DynamoDB::Stream",
  ] as const;
}
