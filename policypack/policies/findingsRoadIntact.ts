import type { PolicyConfigSchema, PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { roadIntact, type RoadRequest, type RoadVerdict } from "../../domain/roadIntact/roadIntact";
import type * as ourCallsModule from "../../domain/roadIntact/ourCalls";
import { readPlan, type PlanFiles } from "../planFiles";
import { accountId, planFiles } from "../schemas";
import { leaveOutSchema, stackResources } from "../seenResources";
import { userGuide } from "./metadata";

interface Settings {
  accountId?: string;
  managementId?: string;
  organizationId?: string;
  region?: string;
  plan?: PlanFiles;
  leaveOut?: string[];
}

const configSchema: PolicyConfigSchema = {
  properties: {
    accountId: { ...accountId, description: "The account of the findings road. Default: whichever a policy names." },
    managementId: { ...accountId, description: "The management account, whose watch has its dead letters in queues of the road." },
    organizationId: { type: "string", pattern: "^o-[a-z0-9]{10,32}$", description: "Whose forwarders the bus lets in. Default: any one." },
    region: { type: "string", description: "The Region of resources that do not say it, nor their provider. Default: AWS_REGION." },
    plan: planFiles("whose road it is, and what its functions may call."),
    leaveOut: leaveOutSchema,
  },
};

/** The verdict of the stack under validation, from findings-road-intact to its notes, which follow it. */
let lastVerdict: RoadVerdict | undefined;

/** Blocks a findings road that would lose findings, start itself again, or let in somebody else. */
export const findingsRoadIntact: StackValidationPolicy = {
  name: "findings-road-intact",
  displayName: "A findings road that loses nothing",
  description:
    "Bus, queues, topics and keys of the findings road let in our roles alone and are encrypted; rules have targets, dead letters a queue, and nothing starts itself again.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["IAM Access Analyzer"],
  remediationSteps:
    "Let the components of access-analyzer-org make the road as they do, without what a transform or another resource changes.",
  url: userGuide("access-analyzer-eventbridge.html"),
  configSchema,
  validateStack: ({ resources, getConfig, notApplicable }, report) => {
    lastVerdict = judge(resources, getConfig<Settings>());
    if (!lastVerdict.isRoad) return notApplicable("nothing of the findings road");
    for (const { urn, message } of lastVerdict.violations) report(message, urn);
  },
};

/** What findings-road-intact could not decide. */
export const findingsRoadIntactNotes: StackValidationPolicy = {
  name: "findings-road-intact-notes",
  displayName: "A findings road that loses nothing: notes",
  description: "What findings-road-intact could not decide. Made mandatory, undecided blocks.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["IAM Access Analyzer"],
  remediationSteps: "See each note; what is undecided in a preview is decided by `pulumi up`, after the creation.",
  url: userGuide("access-analyzer-eventbridge.html"),
  configSchema,
  validateStack: ({ resources, getConfig, notApplicable }, report) => {
    const verdict = lastVerdict ?? judge(resources, getConfig<Settings>());
    lastVerdict = undefined;
    if (!verdict.isRoad) return notApplicable("nothing of the findings road");
    for (const { urn, message } of verdict.notes) report(message, urn);
  },
};

function judge(resources: readonly PolicyResource[], settings: Settings): RoadVerdict {
  const { accountId, managementId, organizationId, region = process.env["AWS_REGION"], plan, leaveOut } = settings;
  const ours = plan === undefined ? undefined : ofPlan(plan);
  return roadIntact({
    resources: stackResources(resources, leaveOut),
    owner: {
      ...ours?.owner,
      ...(accountId === undefined ? {} : { account: accountId }),
      ...(managementId === undefined ? {} : { management: managementId }),
      ...(organizationId === undefined ? {} : { organization: organizationId }),
    },
    ...(region === undefined ? {} : { region }),
    callsOf: ours?.callsOf ?? (() => undefined),
  });
}

/** Without a plan that can be read less is known; plan-complete says what is wrong with it. */
function ofPlan(files: PlanFiles): Pick<RoadRequest, "owner" | "callsOf"> | undefined {
  try {
    const { config, inventory } = readPlan(files, new Date().toISOString().slice(0, 10));
    // Loaded only now: most stacks that the pack sees have no plan.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { ourCalls }: typeof ourCallsModule = require("../../domain/roadIntact/ourCalls");
    return {
      owner: {
        account: config.organization.delegatedAdministrator,
        management: config.organization.management,
        accounts: inventory.accounts.map(({ id }) => id),
        organization: inventory.organization.id,
      },
      callsOf: ourCalls(config),
    };
  } catch {
    return undefined;
  }
}
