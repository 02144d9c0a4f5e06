import { z } from "zod";
import { section, whatever } from "./section";
import { account, ouPath, regionCode, tag } from "./values";

const destinationName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, {
  error: "expected a name of lower-case letters, digits and hyphens that begins with a letter, at most 32 characters",
});

/** Where a SecureString lies: a parameter of the home Region. */
const reference = /^ssm:\/[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/;
const references = "ssm: and a parameter's path, for example ssm:/security/pager";

/** Where messages go: one of four. */
type Destination = { sqs: string } | { email: string } | { https: string; secret: string } | { chat: true };

const destination = section({
  sqs: z
    .string({ error: "expected a queue's ARN" })
    .regex(/^arn:aws(-us-gov|-eusc|-cn)?:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?$/, {
      error: "expected a queue's ARN, for example arn:aws:sqs:eu-central-1:222222222222:findings",
    })
    .refine((arn) => !arn.endsWith(".fifo"), {
      error: "a FIFO queue, which a standard topic cannot deliver to; expected a standard queue",
    })
    .optional()
    .describe("ARN of a standard queue, in any account. It gets every message as JSON."),
  email: z
    .string({ error: "expected a mail address" })
    .regex(/^[^\s@,;<>"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, { error: "expected one mail address, for example security@example.com" })
    .max(254, { error: "expected at most 254 characters" })
    .optional()
    .describe("A mail address. Somebody confirms the subscription once."),
  https: z
    .string({ error: "expected a URL" })
    .superRefine((text, context) => {
      const message = urlMistake(text);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .optional()
    .describe("A URL that messages are posted to, or ssm: and the path of a SecureString that holds it."),
  secret: z
    .string({ error: `expected ${references}` })
    .regex(reference, { error: `expected ${references}; the secret itself never stands in this file` })
    .optional()
    .describe("With https: ssm: and the path of a SecureString in the home Region, whose value signs what is posted."),
  chat: z
    .literal(true, { error: "expected true" })
    .optional()
    .describe("A topic in the schema of Amazon Q Developer in chat applications, which a person connects to a room."),
})
  .refine((all) => [all.sqs, all.email, all.https, all.chat].filter((one) => one !== undefined).length === 1, {
    error: "expected exactly one of sqs, email, https, chat",
    when: whatever,
  })
  .refine((all) => (all.https === undefined) === (all.secret === undefined), {
    error: "expected https and secret together: what is posted is always signed",
    when: whatever,
  })
  .transform((all) => all as Destination); // exactly one, as was just made sure

function urlMistake(text: string): string | undefined {
  if (text.startsWith("ssm:")) return reference.test(text) ? undefined : `expected ${references}, or an https URL`;
  if (!URL.canParse(text)) return "expected a URL that begins with https://";
  const { protocol, username, password, hash } = new URL(text);
  if (protocol !== "https:") return "expected a URL that begins with https://";
  if (username !== "" || password !== "")
    return "a URL with a user or password in it; put the whole URL into a SecureString and name it as ssm:/...";
  return hash === "" ? undefined : "a URL with a part behind #, which is never sent";
}

/** One value or several: any of them. */
function anyOf<Value extends z.ZodType>(value: Value, what: string) {
  return z
    .union([value, z.array(value).min(1)], { error: `expected ${what}, or a list of such` })
    .transform((one): z.output<Value>[] => (Array.isArray(one) ? one : [one]) as z.output<Value>[]); // either it is the list or its only member
}

export const severities = ["critical", "high", "medium", "low"] as const;
export const openingStatuses = ["opened", "reopened", "changed"] as const;
export const findingTypes = [
  ...["ExternalAccess", "InternalAccess", "UnusedIAMRole", "UnusedIAMUserAccessKey", "UnusedIAMUserPassword", "UnusedPermission"],
  "Error",
] as const;

const where = section({
  public: z.boolean({ error: "expected true or false" }).optional().describe("Whether everybody has the access."),
  severity: anyOf(z.enum(severities), `one of ${severities.join(", ")}`).optional(),
  account: anyOf(account, "an account id: twelve digits in quotes").optional().describe("Owner of the resource."),
  ou: anyOf(ouPath, "an OU path, for example Workloads/Prod").optional().describe("OU of that account, nested ones included."),
  tag: anyOf(tag, "a tag with key and perhaps value").optional().describe("A tag of that account."),
  region: anyOf(regionCode, "a Region's code, for example eu-central-1").optional(),
  resourceType: anyOf(z.string().regex(/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/), "a type of resource, for example AWS::S3::Bucket").optional(),
  findingType: anyOf(z.enum(findingTypes), `one of ${findingTypes.join(", ")}`).optional(),
  status: anyOf(
    z.enum(openingStatuses),
    `one of ${openingStatuses.join(", ")}; of the end, whoever was told of the access is told, so that a route of it would never match`,
  )
    .optional()
    .describe("Whether the access is new, has come back, or is what a permission was changed to."),
})
  .refine((all) => Object.values(all).some((one) => one !== undefined), {
    error: "expected at least one condition; what goes everywhere stands in notifications.default",
    when: whatever,
  })
  .describe("All that is given must match; of a list, any of its members.");

const to = (what: string) =>
  z.array(z.string({ error: "expected a destination's name" }), { error: "expected a list of destinations" }).describe(what);

/** Who is told. Without it nothing of the findings road is deployed. */
export const notifications = section({
  destinations: z
    .record(destinationName, destination, { error: "expected names of destinations, each with what it is" })
    .describe("Where messages can go, by a name of your own."),
  default: to("Where goes what no route matches.").min(1, { error: "expected at least one destination: somebody has to be told" }),
  routes: z
    .array(
      section({
        where,
        to: to("Destinations that are told as well.").min(1, { error: "expected at least one destination" }),
      }),
      { error: "expected a list of routes" },
    )
    .default([])
    .describe("Each that matches adds its destinations."),
  start: z
    .enum(["quiet", "at-once"], { error: "expected quiet or at-once" })
    .default("quiet")
    .describe("quiet: what a new analyzer finds on its first day is told to people in digests, each hour."),
  alarms: to("Where alarms of the road itself go: email, sqs or chat. Without it: those among default.")
    .min(1, { error: "expected at least one destination, or leave alarms out" })
    .optional(),
}).describe("Who is told of findings. Without it nothing that tells is deployed.");

export const findings = section({
  withinOrganization: z
    .enum(["notify", "record", "ignore"], { error: "expected notify, record or ignore" })
    .default("ignore")
    .describe("Access that stays inside the organization: told, only kept on record, or not read in the members at all."),
}).describe("Which findings count.");
