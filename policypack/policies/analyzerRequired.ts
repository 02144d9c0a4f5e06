import type { PolicyConfigSchema, PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type * as liveLookModule from "../../aws/liveLook";
import type { Exemption } from "../../domain/requiredCover/exemptions";
import type { Evidence } from "../../domain/requiredCover/cover";
import { requiredCover, type CoverRequest, type CoverVerdict } from "../../domain/requiredCover/requiredCover";
import { accountId, exceptions, planFiles } from "../schemas";
import { keep, leaveOutSchema, stackResources } from "../seenResources";
import { isRolesStackSet, planEvidence, type PlanFiles } from "../planFiles";
import { proofEvidence, proofSchema, type ProofSettings } from "../proofFile";
import { userGuide, framework } from "./metadata";

interface Settings {
  accountId?: string;
  region?: string;
  members?: string[];
  proof?: ProofSettings;
  plan?: PlanFiles;
  live?: boolean;
  exemptions?: Exemption[];
  leaveOut?: string[];
}

const configSchema: PolicyConfigSchema = {
  properties: {
    accountId: {
      ...accountId,
      description:
        "The account of resources whose provider does not say it with allowedAccountIds or a role, nor has credentials of its own.",
    },
    region: { type: "string", description: "The Region of resources that do not say it, nor their provider. Default: AWS_REGION." },
    members: {
      type: "array",
      items: accountId,
      description:
        "Accounts of one organization, the analyzer's own among them: an ORGANIZATION analyzer in the same stack covers them all.",
    },
    proof: proofSchema,
    plan: planFiles("only for its own stacks, whose other stacks bring analyzers too."),
    live: {
      type: "boolean",
      description:
        "Ask AWS for analyzers that nothing else shows, with the credentials that the engine has, in their own account. Default false.",
    },
    leaveOut: leaveOutSchema,
    exemptions: exceptions("Resources (by URN or logical name) or types that need no analyzer for a while.", {
      resource: { type: "string" },
      type: { type: "string" },
    }),
  },
};

/** The verdict of the stack under validation, from analyzer-required to its notes, which follow it. */
let lastVerdict: CoverVerdict | undefined;

/** Blocks a stack whose resources would be in an account and Region without an external access analyzer. */
export const analyzerRequired: StackValidationPolicy & ResourceValidationPolicy = {
  name: "analyzer-required",
  displayName: "External access analyzer required",
  description: "Resources that IAM Access Analyzer looks at are in an account and Region that has an external access analyzer.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework,
  tags: ["IAM Access Analyzer"],
  remediationSteps: "Add an analyzer of type ACCOUNT in that account and Region, or configure a signed proof that there is one.",
  url: userGuide("what-is-access-analyzer.html"),
  configSchema,
  validateResource: keep,
  validateStack: async ({ resources, getConfig }, report) => {
    lastVerdict = await judge(resources, getConfig<Settings>());
    for (const { urn, message } of lastVerdict.violations) report(message, urn);
  },
};

/** What analyzer-required could not decide, or accepts for the last time. */
export const analyzerRequiredNotes: StackValidationPolicy = {
  name: "analyzer-required-notes",
  displayName: "External access analyzer required: notes",
  description: "What analyzer-required could not decide. Made mandatory, undecided blocks.",
  enforcementLevel: "advisory",
  severity: "low",
  framework,
  tags: ["IAM Access Analyzer"],
  remediationSteps: "See each note; what is undecided in a preview is decided by `pulumi up`, after the creation.",
  url: userGuide("what-is-access-analyzer.html"),
  configSchema,
  validateStack: async ({ resources, getConfig }, report) => {
    const verdict = lastVerdict ?? (await judge(resources, getConfig<Settings>()));
    lastVerdict = undefined;
    for (const { urn, message } of verdict.notes) report(message, urn);
  },
};

async function judge(resources: readonly PolicyResource[], settings: Settings): Promise<CoverVerdict> {
  const { accountId, region = process.env["AWS_REGION"], members = [], exemptions = [], plan, proof, live = false, leaveOut } = settings;
  const now = new Date();
  const today = now.toISOString().slice(0, 10);
  const proven = proofEvidence(proof, now);
  const request: CoverRequest = {
    resources: stackResources(resources, leaveOut).filter((one) => plan === undefined || !isRolesStackSet(one)),
    ...(accountId ? { accountId } : {}),
    ...(region ? { region } : {}),
    // A proof names members of the organization, wherever it saw an analyzer in them.
    members: [...members, ...proven.covered.keys()],
    exemptions,
    evidence: [...(plan === undefined ? [] : planEvidence(plan, today)), proven],
    today,
  };
  const verdict = requiredCover(request);
  if (!live || verdict.uncovered.length === 0) return verdict;
  const looked =
    region === undefined ? { state: "a live look needs AWS_REGION", covered: new Map() } : await look(verdict.uncovered, region);
  return requiredCover({ ...request, evidence: [...request.evidence, looked] });
}

/** Loaded only now: the pack's start must not pay for the AWS SDK. */
function look(places: CoverVerdict["uncovered"], region: string): Promise<Evidence> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { liveLook }: typeof liveLookModule = require("../../aws/liveLook");
  return liveLook(places, region);
}
