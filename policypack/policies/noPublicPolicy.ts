import type { PolicyConfigSchema, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { accountOf } from "../../domain/requiredCover/place";
import { accessTable } from "../../domain/resourcePolicies/accessTable";
import type { AccessException } from "../../domain/resourcePolicies/exceptions";
import { publicAccessOf, type PublicAccess } from "../../domain/resourcePolicies/judgeResource";
import { readPlan, type PlanFiles } from "../planFiles";
import { accountId, exceptions, owner, planFiles, texts } from "../schemas";
import { shownResource } from "../seenResources";
import { userGuide } from "./metadata";

interface Settings {
  accountId?: string;
  accounts?: string[];
  organizations?: string[];
  organizationPaths?: string[];
  vpcs?: string[];
  vpcEndpoints?: string[];
  cidrs?: string[];
  exceptions?: AccessException[];
  plan?: PlanFiles;
}

const configSchema: PolicyConfigSchema = {
  properties: {
    accountId: { ...accountId, description: "The account of resources whose provider does not say it." },
    accounts: { type: "array", items: accountId, description: "Further accounts that may have access." },
    organizations: { ...texts, description: "Organizations whose accounts may have access, o-..." },
    organizationPaths: { ...texts, description: "Units whose accounts may have access, o-.../r-.../ou-.../" },
    vpcs: { ...texts, description: "VPCs from which access may come, vpc-..." },
    vpcEndpoints: { ...texts, description: "VPC endpoints from which access may come, vpce-..." },
    cidrs: { ...texts, description: "Addresses from which access may come, as 203.0.113.0/24." },
    plan: planFiles("the organization and its accounts may have access."),
    exceptions: exceptions(
      "Access that somebody answers for.",
      { resource: { type: "string", description: "URN, type, or logical name with * and ?." }, owner },
      ["resource", "owner"],
    ),
  },
};

/** Stops what would give everybody access, or accounts that nobody named, before it is created. */
export const noPublicPolicy: ResourceValidationPolicy = {
  name: "no-public-policy",
  displayName: "No public access",
  description: "Resources give access to nobody outside of the accounts and organizations that are trusted.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["IAM Access Analyzer"],
  remediationSteps: "Name who is meant, limit it to your organization, or add an exception with owner, reason and end date.",
  url: userGuide("access-analyzer-resources.html"),
  configSchema,
  validateResource: (args, report) => judged(args, "violation").forEach((message) => report(message)),
};

/** Access of which no-public-policy cannot say whether it is meant. */
export const noPublicPolicyNotes: ResourceValidationPolicy = {
  name: "no-public-policy-notes",
  displayName: "No public access: notes",
  description: "What no-public-policy could not decide. Made mandatory, undecided blocks.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["IAM Access Analyzer"],
  remediationSteps: "See each note; what is not known in a preview is decided by `pulumi up`, before the resource is created.",
  url: userGuide("access-analyzer-resources.html"),
  configSchema,
  validateResource: (args, report) => judged(args, "note").forEach((message) => report(message)),
};

/** By URN, from no-public-policy to its notes, which follow it and need no settings of their own. Several resources are judged at once. */
const judgedAlready = new Map<string, PublicAccess[]>();

function judged(args: ResourceValidationArgs, level: PublicAccess["level"]): string[] {
  if (!accessTable.has(args.type)) return [];
  const access = (level === "note" ? judgedAlready.get(args.urn) : undefined) ?? judge(args);
  if (level === "violation") judgedAlready.set(args.urn, access);
  else judgedAlready.delete(args.urn);
  return access.filter((one) => one.level === level).map(({ message }) => message);
}

function judge(args: ResourceValidationArgs): PublicAccess[] {
  const { accountId, exceptions = [], plan, ...settings } = args.getConfig<Settings>();
  const today = new Date().toISOString().slice(0, 10);
  const resource = shownResource(args);
  const account = accountOf(resource, accountId === undefined ? {} : { account: accountId }).value;
  const known = plan === undefined ? undefined : organizationOf(plan, today);
  const { accounts = [], organizations = [], organizationPaths = [], vpcs = [], vpcEndpoints = [], cidrs = [] } = settings;
  const trusted = {
    ...(typeof account === "string" ? { ownAccount: account } : {}),
    accounts: [...accounts, ...(known?.accounts ?? [])],
    organizations: [...organizations, ...(known?.organizations ?? [])],
    ...{ organizationPaths, vpcs, vpcEndpoints, cidrs },
  };
  return publicAccessOf({ ...args, inputs: resource.inputs ?? {} }, { trusted, exceptions, today });
}

/** Nobody is trusted by a plan that cannot be read; plan-complete says what is wrong with it. */
function organizationOf(plan: PlanFiles, today: string): { accounts: string[]; organizations: string[] } | undefined {
  try {
    const { inventory } = readPlan(plan, today);
    return { accounts: inventory.accounts.map(({ id }) => id), organizations: [inventory.organization.id] };
  } catch {
    return undefined;
  }
}
