import type { Configuration } from "../configuration/configuration";
import type { AccountId } from "../identifiers";
import type { Inventory } from "../inventory/inventory";
import { describeReason } from "./describeReason";
import type { PlannedStack } from "./plannedStacks";
import { memberOf } from "./stackName";
import { isUnknown, type CoveragePlan } from "./types";

export interface StacksWithoutPlan {
  /** The plan has neither an analyzer of ours nor a rule for the account: run as an empty program, so that what the stack holds leaves the state. */
  emptied: PlannedStack[];
  /** Not run, with the reason and what to do: nothing is known of the account, or its analyzers belong to another stack. */
  leftAlone: { stack: string; reason: string }[];
}

/**
 * What becomes of member stacks that exist and that the plan does not have.
 *
 * @param known names of the stacks that the backend has.
 */
export function emptiedStacks(
  known: readonly string[],
  planned: readonly PlannedStack[],
  config: Configuration,
  inventory: Inventory,
  plan: CoveragePlan,
): StacksWithoutPlan {
  const current = new Set(planned.map(({ name }) => name));
  const result: StacksWithoutPlan = { emptied: [], leftAlone: [] };
  for (const name of [...known].sort()) {
    const account = memberOf(name);
    if (account === undefined || current.has(name)) continue;
    const reason = whyNotRun(account, config, inventory, plan);
    if (reason === undefined) result.emptied.push({ name, role: { kind: "member", account }, account });
    else result.leftAlone.push({ stack: name, reason });
  }
  return result;
}

function whyNotRun(account: AccountId, { organization }: Configuration, { accounts }: Inventory, plan: CoveragePlan): string | undefined {
  const forget = `"access-analyzer-org forget ${account}" drops the stack and touches nothing in AWS`;
  if (account === organization.management || account === organization.delegatedAdministrator)
    return `account ${account} belongs to stack ${account === organization.management ? "management" : "security"}; ${forget}`;
  const facts = accounts.find(({ id }) => id === account);
  if (facts === undefined) return `account ${account} is no longer in the organization; ${forget}`;
  if (facts.state !== "ACTIVE") return `account ${account} is ${facts.state}; ${forget}`;
  const unread = plan.uncovered.find(({ account: where, type, reason }) => where === account && type === "ACCOUNT" && isUnknown(reason));
  const scanned = plan.scanner?.undecided.find((one) => one.account === account);
  if (unread === undefined && scanned !== undefined)
    return `whether account ${account} is to have the scanner is not known: ${scanned.reason}; what it has stays as it is`;
  return (
    unread &&
    `what account ${account} is to have is not known: ${describeReason(unread.reason)}; ${unread.reason.kind === "undecided" ? "what it has stays as it is" : "write the inventory again"}`
  );
}
