import type { CoveragePlan } from "../../domain/plan/types";
import type { Inventory } from "../../domain/inventory/inventory";
import type { PlannedStack } from "../../domain/plan/plannedStacks";
import type { DeployReport } from "./deployReport";

/**
 * Stacks of accounts that left, were suspended, could not be read or are no longer planned: told, and never touched. The last is what the
 * configuration asks for; of the others nothing can be known.
 */
export function leftAlone(
  known: readonly string[],
  planned: readonly PlannedStack[],
  { accounts }: Inventory,
  plan: CoveragePlan,
): DeployReport["leftAlone"] {
  const current = new Set(planned.map(({ name }) => name));
  return known
    .filter((name) => name.startsWith(prefix) && !current.has(name))
    .map((stack) => {
      const id = stack.slice(prefix.length);
      const account = accounts.find((candidate) => candidate.id === id);
      if (account === undefined) return { stack, reason: `account ${id} is no longer in the organization`, isAsked: false };
      if (account.state !== "ACTIVE") return { stack, reason: `account ${id} is ${account.state}`, isAsked: false };
      const unread = plan.uncovered
        .map((exemption) => (exemption.account === id && exemption.reason.kind === "unreadable" ? exemption.reason.reason : ""))
        .find((reason) => reason !== "");
      if (unread !== undefined)
        return { stack, reason: `account ${id} could not be read when the inventory was written (${unread})`, isAsked: false };
      const isExempt = plan.uncovered.some((exemption) => exemption.account === id && exemption.reason.kind === "exempt");
      return { stack, reason: `the plan has no analyzer of ours for account ${id}${isExempt ? ", which is exempt" : ""}`, isAsked: true };
    });
}

const prefix = "member-";
