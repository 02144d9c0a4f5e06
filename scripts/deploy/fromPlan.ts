import { analyzerLogicalName, archiveRuleLogicalName } from "../../domain/plan/logicalName";
import type { PlannedStack } from "../../domain/plan/plannedStacks";
import type { AnalyzerSpec } from "../../domain/plan/types";
import type { StackOutcome } from "./stackOutcome";

/**
 * A stack of which nothing is there yet, as the plan has it: nobody can look into its account before the roll-out makes the roles.
 *
 * @param specs what is planned in the stack's account.
 * @param reason why nobody can.
 */
export function fromPlan(stack: PlannedStack, specs: readonly AnalyzerSpec[], reason: string): StackOutcome {
  const analyzers = specs
    .filter(({ source }) => source.kind === "create")
    .flatMap((spec) => {
      const name = analyzerLogicalName(spec);
      return [name, ...spec.archiveRules.map((rule) => archiveRuleLogicalName(name, rule))];
    });
  const steps = [...(stack.role.kind === "management" ? organization : []), ...analyzers].map((name) => `create ${name}`);
  return { stack, seconds: 0, state: "done", changes: { create: steps.length }, steps, fromPlan: reason };
}

const organization = [
  "trusted access and the delegated administrator of IAM Access Analyzer",
  "the StackSet of our roles, in every member",
  "the audit role of the management account",
];
