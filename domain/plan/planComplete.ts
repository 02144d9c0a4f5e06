import type { Configuration } from "../configuration/configuration";
import type { AccountId } from "../identifiers";
import { stackAnalyzers, type StackAnalyzer } from "../requiredCover/stackAnalyzers";
import type { Remark, StackResource } from "../stackResource";
import { formatStackName, type StackRole } from "./stackName";
import { isUnknown, type AnalyzerSpec, type CoveragePlan } from "./types";

/** The account whose analyzers a stack holds. */
export function accountOfStack(role: StackRole, { organization }: Configuration): AccountId {
  switch (role.kind) {
    case "management":
      return organization.management;
    case "security":
      return organization.delegatedAdministrator;
    case "member":
      return role.account;
  }
}

/**
 * How a stack of ours falls short of the plan, or goes beyond it: its analyzers are to be exactly those that the plan creates in its
 * account. An analyzer whose account, Region, type or name is not known yet is none of the plan's.
 *
 * @param urn of the stack itself, for what is missing in it
 */
export function planComplete(
  role: StackRole,
  { config, plan, resources, urn }: { config: Configuration; plan: CoveragePlan; resources: readonly StackResource[]; urn: string },
): Remark[] {
  const account = accountOfStack(role, config);
  const wanted = new Map(
    plan.analyzers.filter((spec) => spec.account === account && spec.source.kind === "create").map((spec) => [keyOf(spec), spec]),
  );
  const found = stackAnalyzers(resources, {});
  const keys = new Set(found.map(keyOfFound));
  const stack = formatStackName(role);
  const missing = [...wanted].filter(([key]) => !keys.has(key)).map(([, spec]) => ({ urn, message: missingMessage(stack, spec) }));
  // What is there where nothing is known of the plan stays.
  if (plan.uncovered.some((place) => place.account === account && isUnknown(place.reason))) return missing;
  const beyond = found.filter((analyzer) => !wanted.has(keyOfFound(analyzer)));
  return [...missing, ...beyond.map((analyzer) => ({ urn: analyzer.resource.urn, message: beyondMessage(stack, analyzer) }))];
}

function keyOf({ account, region, type, name }: AnalyzerSpec): string {
  return [account, region, type, name].join(" ");
}

function keyOfFound({ account, region, type, name }: StackAnalyzer): string {
  return [account.value, region.value, type, name].map(String).join(" ");
}

function missingMessage(stack: string, { account, region, type, name }: AnalyzerSpec): string {
  return `The plan has the analyzer ${name} (${type}) in account ${account}, ${region}, and stack ${stack} does not. Let the program roll out the plan as it is (\`run\` of access-analyzer-org/stacks), or change the plan in organization.yaml.`;
}

function beyondMessage(stack: string, { resource, account, region, type, name }: StackAnalyzer): string {
  const where = `account ${text(account.value)}, ${text(region.value)}`;
  return `Stack ${stack} has the analyzer ${text(name)} (${text(type)}) in ${where}, as ${resource.name}, and the plan does not. Plan it in organization.yaml, or keep it in a stack of its own.`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "not known yet";
}
