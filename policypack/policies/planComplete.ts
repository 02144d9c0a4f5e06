import type { StackValidationPolicy } from "@pulumi/policy";
import { planComplete as judge } from "../../domain/plan/planComplete";
import { roleOfStack } from "../../domain/plan/stackName";
import { readPlan, type PlanFiles } from "../planFiles";
import { leaveOutSchema, stackResources } from "../seenResources";
import { userGuide, framework } from "./metadata";

/** Blocks a stack of access-analyzer-org whose analyzers are not exactly those of the plan. */
export const planComplete: StackValidationPolicy = {
  name: "plan-complete",
  displayName: "The plan's analyzers, all of them and no others",
  description: "A stack of access-analyzer-org holds exactly the analyzers that the coverage plan has for it.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework,
  tags: ["IAM Access Analyzer"],
  remediationSteps: "Let the program roll out the plan as it is, and change the plan in organization.yaml.",
  url: userGuide("what-is-access-analyzer.html"),
  configSchema: {
    properties: {
      configuration: { type: "string", description: "Absolute path of organization.yaml. `access-analyzer-org pack-config` writes it." },
      inventory: { type: "string", description: "Absolute path of inventory.json." },
      leaveOut: leaveOutSchema,
    },
  },
  validateStack: ({ resources, getConfig, notApplicable }, report) => {
    const files = getConfig<Partial<PlanFiles> & { leaveOut?: string[] }>();
    const stack = stackOf(resources[0]?.urn ?? "");
    const role = roleOfStack(stack?.name ?? "");
    const isConfigured = files.configuration !== undefined || files.inventory !== undefined;
    // Somebody else's stack may use single components of ours.
    const isOurs = role !== undefined && resources.some(({ type }) => type.startsWith("access-analyzer-org:"));
    if (stack === undefined || (!isConfigured && !isOurs)) return notApplicable("not a stack of access-analyzer-org");
    const fail = (why: string) => report(`${why} Write the configuration with \`access-analyzer-org pack-config\`.`, stack.urn);
    if (files.configuration === undefined || files.inventory === undefined)
      return fail("Which analyzers this stack is to have is not known: plan-complete has no `configuration` or no `inventory`.");
    if (role === undefined) return fail(`plan-complete is configured, and "${stack.name}" is no stack of access-analyzer-org.`);
    try {
      const { config, plan } = readPlan({ configuration: files.configuration, inventory: files.inventory }, today());
      for (const { urn, message } of judge(role, { config, plan, resources: stackResources(resources, files.leaveOut), urn: stack.urn }))
        report(message, urn);
    } catch (error) {
      fail(`The plan cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  },
};

/** A pack is not told which stack it judges; each URN says it: `urn:pulumi:STACK::PROJECT::TYPE::NAME`. */
function stackOf(urn: string): { name: string; urn: string } | undefined {
  const [, name, project] = /^urn:pulumi:([^:]+)::([^:]+)::/.exec(urn) ?? [];
  if (name === undefined || project === undefined) return undefined;
  return { name, urn: `urn:pulumi:${name}::${project}::pulumi:pulumi:Stack::${project}-${name}` };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
