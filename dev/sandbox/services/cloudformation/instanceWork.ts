import { randomUUID } from "node:crypto";
import { isRegionEnabled, type World } from "../../world/world";
import { analyzeSoon } from "../accessanalyzer";
import { reasonOf, Skipped } from "./errors";
import { deleteStack, deployStack } from "./stack/deploy";
import type { Stack } from "./stack/stack";
import { instanceKey, type StackInstance, type StackSet, type StackSetOperation } from "./stackSets";
import type { Target } from "./targets";
import { parseTemplate } from "./template/document";

/** Enters what is to be deployed, OUTDATED until it is. */
export function enterInstance(stackSet: StackSet, target: Target, operation: StackSetOperation, overrides?: Record<string, string>): void {
  const entered = stackSet.instances.get(instanceKey(target));
  stackSet.instances.set(instanceKey(target), {
    ...target,
    ...outcomes.pending,
    statusReason: undefined,
    lastOperationId: operation.id,
    parameterOverrides: overrides ?? entered?.parameterOverrides ?? {},
    stack: entered?.stack,
  });
}

/**
 * Creates, updates or deletes the stack of one instance, as the operation says. One whose stack could not be deleted is INOPERABLE.
 *
 * @throws Error with the reason; Skipped for an account that is suspended
 */
export function workOnInstance(world: World, stackSet: StackSet, target: Target, operation: StackSetOperation): void {
  const instance = stackSet.instances.get(instanceKey(target));
  if (!instance) return;
  const deletes = operation.action === "DELETE";
  instance.lastOperationId = operation.id;
  try {
    if (deletes) removeInstance(world, stackSet, instance, operation.retainStacks ?? false);
    else deployInstance(world, stackSet, instance);
  } catch (error) {
    const outcome = error instanceof Skipped ? outcomes.skipped : deletes ? outcomes.inoperable : outcomes.failed;
    Object.assign(instance, outcome, { statusReason: reasonOf(error) });
    throw error;
  } finally {
    // Its roles may be others now.
    analyzeSoon(world);
  }
}

/** The operation ended before it came to this one. */
export function cancelInstance(stackSet: StackSet, target: Target, operation: StackSetOperation, statusReason: string): void {
  const instance = stackSet.instances.get(instanceKey(target));
  if (instance) Object.assign(instance, { detailedStatus: "CANCELLED", statusReason, lastOperationId: operation.id });
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceComprehensiveStatus.html */
const outcomes = {
  pending: { status: "OUTDATED", detailedStatus: "PENDING" },
  succeeded: { status: "CURRENT", detailedStatus: "SUCCEEDED" },
  failed: { status: "OUTDATED", detailedStatus: "FAILED" },
  skipped: { status: "OUTDATED", detailedStatus: "SKIPPED_SUSPENDED_ACCOUNT" },
  inoperable: { status: "INOPERABLE", detailedStatus: "INOPERABLE" },
} as const satisfies Record<string, Pick<StackInstance, "status" | "detailedStatus">>;

function deployInstance(world: World, stackSet: StackSet, instance: StackInstance): void {
  assertReachable(world, instance);
  instance.stack ??= newStack(world, stackSet, instance);
  instance.stack.tags = stackSet.tags;
  deployStack(world, instance.stack, parseTemplate(stackSet.templateBody), { ...stackSet.parameters, ...instance.parameterOverrides });
  Object.assign(instance, outcomes.succeeded, { statusReason: undefined });
}

function removeInstance(world: World, stackSet: StackSet, instance: StackInstance, retainStack: boolean): void {
  if (instance.stack && !retainStack) {
    assertReachable(world, instance);
    deleteStack(world, instance.stack);
  }
  stackSet.instances.delete(instanceKey(instance));
}

function assertReachable(world: World, { account, region }: Target): void {
  const state = world.accounts.get(account);
  if (state?.state !== "ACTIVE") throw new Skipped(`Account ${account} is suspended`);
  if (!isRegionEnabled(state, region)) throw new Error(`Region ${region} is not enabled in account ${account}`);
}

function newStack(world: World, stackSet: StackSet, { account, region }: Target): Stack {
  const name = `StackSet-${stackSet.name}-${randomUUID()}`;
  return {
    id: `arn:${world.partition}:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`,
    name,
    account,
    region,
    tags: [],
    resources: new Map(),
  };
}
