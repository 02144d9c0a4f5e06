import type { World } from "../../world/world";
import { isUnder } from "../organizations/tree";
import { startOperation } from "./operations";
import { isActive } from "./organizationsAccess";
import { allStackSets, instanceKey, type StackSet } from "./stackSets";
import { instanceTargets, type Target } from "./targets";

/**
 * An account was created or moved: stack sets that deploy automatically give it the stacks of the targets it is under now, and take those
 * of the targets it left (or retain them). It happens in operations of their own, after the one that may be running.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
 */
export function followAccount(world: World, account: string): void {
  for (const stackSet of allStackSets(world)) {
    const { Enabled, RetainStacksOnAccountRemoval } = stackSet.autoDeployment;
    if (!Enabled || !isActive(world)) continue;
    const held = () => new Map(instanceTargets(stackSet).map((target) => [instanceKey(target), target]));
    const wanted = () => new Map(wantedTargets(world, stackSet, account).map((target) => [instanceKey(target), target]));
    const left = () => [...held().values()].filter((target) => target.account === account && !wanted().has(instanceKey(target)));
    const missing = () => [...wanted().values()].filter((target) => !held().has(instanceKey(target)));
    const retainStacks = RetainStacksOnAccountRemoval ?? false;
    if (left().length > 0) startOperation(world, stackSet, { action: "DELETE", retainStacks, targets: left, queues: true });
    if (missing().length > 0) startOperation(world, stackSet, { action: "CREATE", targets: missing, queues: true });
  }
}

/** By the units of the stack set's targets alone: account filters do not count. */
function wantedTargets(world: World, stackSet: StackSet, account: string): Target[] {
  if (account === world.organization.managementAccount || world.accounts.get(account)?.state !== "ACTIVE") return [];
  return [...stackSet.targets]
    .filter(([unit]) => isUnder(world, account, unit))
    .flatMap(([organizationalUnitId, regions]) => [...regions].map((region) => ({ account, region, organizationalUnitId })));
}
