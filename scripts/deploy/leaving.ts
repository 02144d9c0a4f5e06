import type { OperationResult, StepEvent } from "../pulumi";
import type { Changes } from "./stackOutcome";

const component = "access-analyzer-org:index:Analyzer";

/**
 * What was done, in words of this product: the engine calls it a deletion when an analyzer leaves the state and stays in AWS, and when what
 * belongs to the analyzer goes along.
 */
export function leavingSteps({ steps, changes }: Pick<OperationResult, "steps" | "changes">): { changes: Changes; steps: string[] } {
  const deleted = steps.filter(({ op }) => op === "delete");
  const kept = new Set(deleted.filter(({ isRetained }) => isRetained).flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
  const leaves = ({ op, type, urn, parent, isRetained }: StepEvent) =>
    op === "delete" && (isRetained || (type === component ? kept.has(urn) : parent !== undefined && kept.has(parent)));
  const left = deleted.filter(leaves).length;
  const rest = (changes["delete"] ?? 0) - left;
  return {
    changes: left === 0 ? changes : { ...changes, delete: rest, leave: left },
    steps: steps.map((step) => describe(leaves(step) ? "leave the state, stay in AWS:" : step.op, step)),
  };
}

function describe(operation: string, { op, name, diff }: StepEvent): string {
  return `${operation} ${name}${diff.length > 0 && op !== "create" ? ` (${diff.join(", ")})` : ""}`;
}
