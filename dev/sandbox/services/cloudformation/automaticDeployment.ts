import type { World } from "../../world/world";
import { isUnder } from "../organizations/tree";
import { deleteInstance, deployInstance, enterInstance } from "./instanceWork";
import { runningOperation, startOperation } from "./operations";
import { isActive } from "./organizationsAccess";
import { allStackSets, instanceKey, type StackSet } from "./stackSets";
import { isSkipped, type Target } from "./targets";

/**
 * An account was created or moved: stack sets that deploy automatically give it the stacks of the targets it is under now, and take those
 * of the targets it left (or retain them). It happens in operations of their own, after the one that may be running.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
 */
export function followAccount(world: World, account: string): void {
  for (const stackSet of allStackSets(world)) follow(world, stackSet, account);
}

function follow(world: World, stackSet: StackSet, account: string): void {
  if (!stackSet.autoDeployment.Enabled || !isActive(world) || !allStackSets(world).includes(stackSet)) return;
  const again = () => follow(world, stackSet, account);
  if (runningOperation(stackSet)) {
    world.clock.after(world.settings.stackSetOperationMilliseconds, again);
    return;
  }
  const wanted = wantedTargets(world, stackSet, account);
  const left = [...stackSet.instances.values()].filter((instance) => instance.account === account && !wanted.has(instanceKey(instance)));
  const missing = [...wanted.values()].filter((target) => !stackSet.instances.has(instanceKey(target)));
  if (left.length > 0) {
    startOperation(world, stackSet, {
      action: "DELETE",
      retainStacks: stackSet.autoDeployment.RetainStacksOnAccountRemoval ?? false,
      targets: left.map(({ region, organizationalUnitId }) => ({ account, region, organizationalUnitId })),
      work: (target, operation) => deleteInstance(world, stackSet, target, operation),
    });
    if (missing.length > 0) world.clock.after(world.settings.stackSetOperationMilliseconds, again);
  } else if (missing.length > 0) {
    const operation = startOperation(world, stackSet, {
      action: "CREATE",
      targets: missing,
      work: (target, current) => deployInstance(world, stackSet, target, current),
    });
    for (const target of missing) enterInstance(stackSet, target, operation.id);
  }
}

function wantedTargets(world: World, stackSet: StackSet, account: string): Map<string, Target> {
  const wanted = new Map<string, Target>();
  if (account === world.organization.managementAccount || isSkipped(world.accounts.get(account))) return wanted;
  for (const [organizationalUnitId, regions] of stackSet.targets) {
    if (!isUnder(world, account, organizationalUnitId)) continue;
    for (const region of regions) wanted.set(instanceKey({ account, region }), { account, region, organizationalUnitId });
  }
  return wanted;
}
