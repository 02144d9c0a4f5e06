import type { Configuration } from "../configuration/configuration";
import type { CoveragePlan } from "./types";
import type { AccountId } from "../identifiers";
import { formatStackName, type StackRole } from "./stackName";

/** One stack of the roll-out. */
export interface PlannedStack {
  name: string;
  role: StackRole;
  account: AccountId;
}

/**
 * The stacks in the order of the roll-out: management, security, then a stack for each member account with an analyzer of ours in the
 * plan, or with a rule of the scanner. A member whose places are all kept or exempt has nothing that a stack could hold.
 */
export function plannedStacks(config: Configuration, plan: CoveragePlan): PlannedStack[] {
  const { management, delegatedAdministrator } = config.organization;
  const members = new Set(plan.analyzers.filter(({ source }) => source.kind === "create").map(({ account }) => account));
  const undecided = new Set(plan.scanner?.undecided.map(({ account }) => account));
  for (const { account } of plan.scanner?.places ?? []) if (!undecided.has(account)) members.add(account);
  members.delete(management);
  members.delete(delegatedAdministrator);
  return [
    planned({ kind: "management" }, management),
    planned({ kind: "security" }, delegatedAdministrator),
    ...[...members].sort().map((account) => planned({ kind: "member", account }, account)),
  ];
}

function planned(role: StackRole, account: AccountId): PlannedStack {
  return { name: formatStackName(role), role, account };
}
