import { z } from "zod";
import { ownerTag } from "../names";
import { analyzers } from "./analyzersSchema";
import { archiveRule } from "./archiveRuleSchema";
import { callers } from "./caller";
import { findings, notifications } from "./notificationsSchema";
import { override } from "./overrideSchema";
import { scanner } from "./scannerSchema";
import { section, whatever } from "./section";
import { account, excludedRegions, regionCode, tagKey, tagValue, withoutDots } from "./values";

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
    .refine(...withoutDots)
    .max(512, { error: "expected at most 512 characters" })
    .default("/access-analyzer-org/")
    .describe("IAM path of every role of ours."),
  permissionsBoundary: z
    .string({ error: "expected a policy's ARN" })
    .regex(/^arn:aws(-us-gov|-eusc|-cn)?:iam::(\d{12}|\{account\}|aws):policy\/.+$/, {
      error:
        "expected the ARN of an IAM policy, for example arn:aws:iam::{account}:policy/boundary, where {account} stands for each account's id",
    })
    .refine(...withoutDots)
    .optional()
    .describe("ARN of a policy that bounds every role of ours; {account} stands for each account's id."),
  rolesRegion: regionCode
    .optional()
    .describe("Where the roles' StackSet is made at the first roll-out; it stays there. Without it: the home Region of that time."),
  readRole: z
    .string({ error: "expected a role's name" })
    .regex(/^[A-Za-z0-9+=,.@_/-]+$/, {
      error: "expected a role's name, with its path if it has one, for example OrganizationAccountAccessRole",
    })
    .refine(...withoutDots)
    .optional()
    .describe("A role that every account already has, for reading before our own roles exist."),
  callers: callers.optional().describe("Who may become our roles. Without it: whom the delegated administrator's account allows to."),
}).describe("The roles by which accounts are reached.");

const regions = section({
  exclude: excludedRegions.default([]).describe("Regions in which no account gets an analyzer. The home Region cannot be one of them."),
  forwarders: section({
    exclude: excludedRegions
      .default([])
      .describe("Regions without rules that forward findings, for example because an SCP denies EventBridge: the sweep alone reads them."),
  }).prefault({}),
}).describe("Differences by Region.");

const proof = section({
  enabled: z
    .boolean({ error: "expected true or false" })
    .default(false)
    .describe("Whether there is a key, billed by AWS, and a role that signs proofs. It needs access.callers.prover."),
}).describe("The signed proof of coverage that audit --proof writes.");

const tags = z
  .record(
    tagKey
      .refine((key) => !/^aws:/i.test(key), { error: "expected a key that does not begin with aws:, which AWS keeps for itself" })
      .refine((key) => key !== ownerTag.key, { error: `expected another key: ${ownerTag.key} is how the product knows what is its own` }),
    tagValue,
    { error: "expected keys and values" },
  )
  .refine((all) => Object.keys(all).length <= 49, { error: "expected at most 49 tags: AWS takes 50, one is ours", when: whatever });

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
    .describe("What happens to an analyzer of another owner that stands where ours would: it is kept, counted, and never touched."),
  analyzers: analyzers.prefault({}),
  archiveRules: z
    .array(archiveRule, { error: "expected a list of archive rules" })
    .default([])
    .describe("Archive rules beside the built-in one for our own roles."),
  overrides: z
    .array(override, { error: "expected a list of overrides" })
    .default([])
    .describe("Differences by account, tag or OU; the most specific one that speaks of a setting wins."),
  notifications: notifications.optional(),
  findings: findings.prefault({}),
  scanner: scanner.prefault({}),
  proof: proof.prefault({}),
  tags: tags.default({}).describe("AWS tags on everything the stacks create."),
  rollout: rollout.prefault({}),
}).describe("Which access analyzers an AWS organization is to have.");
