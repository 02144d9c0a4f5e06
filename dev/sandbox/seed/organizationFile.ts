import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { parsePolicy, type PolicyKind } from "../iam/policy/document";
import { partitionNames } from "../world/partitions";

/** An organization as a person describes it: what the sandbox starts with. */
export type OrganizationDescription = z.input<typeof organizationSchema>;
/** With every default filled in. */
export type CompleteOrganization = z.output<typeof organizationSchema>;
export type AccountDescription = z.output<typeof accountSchema>;

/** A description that cannot be used: reported with file, line, path, value and what would be right. */
export class OrganizationFileError extends Error {
  override readonly name = "OrganizationFileError";
}

/**
 * Reads an organization file (YAML).
 *
 * @throws OrganizationFileError
 */
export function readOrganizationFile(file: string): CompleteOrganization {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error && error.code === "ENOENT" ? "there is no such file" : String(error);
    throw new OrganizationFileError(`The organization file ${file} cannot be read: ${why}`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax) throw new OrganizationFileError(`${file}:${lines.linePos(syntax.pos[0]).line}: not YAML: ${syntax.message}`);
  const lineOf = (path: PropertyKey[]): number | undefined => {
    // A missing value has no line of its own: its parent's has to do.
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      const range = typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range) ? node.range : undefined;
      if (range) return lines.linePos(Number(range[0])).line;
    }
    return undefined;
  };
  return parseOrganization(document.toJS(), file, lineOf);
}

/**
 * Validates a description and fills in its defaults.
 *
 * @param source what errors call the description: the file's name.
 *
 * @throws OrganizationFileError
 */
export function parseOrganization(
  description: unknown,
  source = "the organization description",
  lineOf: (path: PropertyKey[]) => number | undefined = () => undefined,
): CompleteOrganization {
  const parsed = organizationSchema.safeParse(description);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map((issue) => {
    const line = lineOf(issue.path);
    return `${source}${line === undefined ? "" : `:${line}`}: ${issue.path.join(".") || "(top)"}: ${issue.message}`;
  });
  throw new OrganizationFileError(mistakes.join("\n"));
}

const accountId = z
  .string({ error: 'expected an account id in quotes: "111111111111"' })
  .regex(/^\d{12}$/, "expected twelve digits, quoted");
const region = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, "expected a Region's code, for example eu-central-1");
const policyDocument = z.record(z.string(), z.unknown());
const tags = z.record(z.string(), z.string()).default({});
const documents = z.record(z.string(), policyDocument).default({});

const userSchema = z.strictObject({
  name: z.string(),
  policies: documents,
  attachedPolicies: z.array(z.string()).default([]),
  /** Chosen freely by the sandbox when absent. */
  accessKey: z.strictObject({ accessKeyId: z.string().min(16), secretAccessKey: z.string().min(16) }).optional(),
});

const roleSchema = z.strictObject({
  name: z.string(),
  path: z
    .string()
    .regex(/^\/(.*\/)?$/, 'a path begins and ends with "/"')
    .default("/"),
  trustPolicy: policyDocument,
  policies: documents,
  attachedPolicies: z.array(z.string()).default([]),
});

const analyzerSchema = z.strictObject({
  name: z.string(),
  region,
  type: z
    .enum([
      "ACCOUNT",
      "ORGANIZATION",
      "ACCOUNT_UNUSED_ACCESS",
      "ORGANIZATION_UNUSED_ACCESS",
      "ACCOUNT_INTERNAL_ACCESS",
      "ORGANIZATION_INTERNAL_ACCESS",
    ])
    .default("ACCOUNT"),
  tags,
});

const accountSchema = z.strictObject({
  id: accountId,
  name: z.string().min(1),
  /** Default `<name>@example.com`. */
  email: z.string().optional(),
  /** Names of the organizational units from the root down, joined by "/"; empty directly under the root. */
  ou: z.string().default(""),
  state: z.enum(["ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"]).default("ACTIVE"),
  tags,
  /** Opt-in Regions that this account has enabled. */
  optedIn: z.array(region).default([]),
  /** An account that was invited has no OrganizationAccountAccessRole. */
  invited: z.boolean().default(false),
  users: z.array(userSchema).default([]),
  roles: z.array(roleSchema).default([]),
  /** Analyzers that were there before anybody used the product. */
  analyzers: z.array(analyzerSchema).default([]),
});

const serviceControlPolicySchema = z.strictObject({
  name: z.string(),
  description: z.string().default(""),
  content: policyDocument,
  /** "root", an OU's path or an account id. */
  targets: z.array(z.string()).default([]),
});

const organizationSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^o-[a-z0-9]{10,32}$/, "expected o- and 10 to 32 lower-case letters or digits")
      .default("o-sandbox0001"),
    rootId: z
      .string()
      .regex(/^r-[0-9a-z]{4,32}$/, "expected r- and 4 to 32 lower-case letters or digits")
      .default("r-sbox"),
    partition: z.enum(partitionNames).default("aws"),
    management: accountId,
    /** Where clients of the sandbox are pointed. */
    homeRegion: region,
    regions: z.strictObject({ enabledByDefault: z.array(region).min(1), optIn: z.array(region).default([]) }),
    /** OUs that hold no account yet, by path. */
    organizationalUnits: z.array(z.string()).default([]),
    accounts: z.array(accountSchema).min(1),
    serviceControlPolicies: z.array(serviceControlPolicySchema).default([]),
    /** Services with trusted access from the beginning. */
    trustedServices: z.array(z.string()).default([]),
    delegatedAdministrators: z.array(z.strictObject({ service: z.string(), account: accountId })).default([]),
  })
  .superRefine((organization, context) => {
    const complain = (path: PropertyKey[], message: string) => context.addIssue({ code: "custom", path, message });
    const ids = organization.accounts.map((account) => account.id);
    const known = new Set([...organization.regions.enabledByDefault, ...organization.regions.optIn]);
    if (!ids.includes(organization.management)) complain(["management"], `account ${organization.management} is not among the accounts`);
    organization.accounts.forEach((account, i) => {
      if (ids.indexOf(account.id) !== i) complain(["accounts", i, "id"], `account ${account.id} is there twice`);
      account.optedIn.forEach((name, j) => {
        if (!organization.regions.optIn.includes(name))
          complain(["accounts", i, "optedIn", j], `${name} is not listed under regions.optIn`);
      });
      account.analyzers.forEach(({ region: name }, j) => {
        if (!known.has(name)) complain(["accounts", i, "analyzers", j, "region"], `${name} is not a Region of this organization file`);
      });
    });
    if (!organization.regions.enabledByDefault.includes(organization.homeRegion)) {
      complain(["homeRegion"], `${organization.homeRegion} is not listed under regions.enabledByDefault`);
    }
    for (const { path, document, kind } of documentsOf(organization)) {
      try {
        parsePolicy(JSON.stringify(document), kind);
      } catch (error) {
        complain(path, error instanceof Error ? error.message : String(error));
      }
    }
    organization.delegatedAdministrators.forEach(({ account }, i) => {
      if (!ids.includes(account)) complain(["delegatedAdministrators", i, "account"], `account ${account} is not among the accounts`);
    });
  });

/** Every policy document of the description, with its place. */
function documentsOf(organization: {
  accounts: AccountDescription[];
  serviceControlPolicies: z.output<typeof serviceControlPolicySchema>[];
}): { path: PropertyKey[]; document: object; kind: PolicyKind }[] {
  const found: { path: PropertyKey[]; document: object; kind: PolicyKind }[] = [];
  organization.accounts.forEach(({ users, roles }, i) => {
    for (const [member, holders] of Object.entries({ users, roles })) {
      holders.forEach(({ policies }, j) => {
        for (const [name, document] of Object.entries(policies)) {
          found.push({ path: ["accounts", i, member, j, "policies", name], document, kind: "identity" });
        }
      });
    }
    roles.forEach(({ trustPolicy }, j) =>
      found.push({ path: ["accounts", i, "roles", j, "trustPolicy"], document: trustPolicy, kind: "trust" }),
    );
  });
  organization.serviceControlPolicies.forEach(({ content }, i) =>
    found.push({ path: ["serviceControlPolicies", i, "content"], document: content, kind: "scp" }),
  );
  return found;
}
