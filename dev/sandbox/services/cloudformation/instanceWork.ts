import { randomUUID } from "node:crypto";
import { isRegionEnabled, type World } from "../../world/world";
import { Skipped } from "./operations";
import { deleteStack, deployStack } from "./stack/deploy";
import type { Stack } from "./stack/stack";
import { instanceKey, type StackInstance, type StackSet, type StackSetOperation } from "./stackSets";
import { isSkipped, type Target } from "./targets";
import { parseTemplate } from "./template/document";

/** Enters what is to be deployed, OUTDATED until it is. */
export function enterInstance(stackSet: StackSet, target: Target, operationId: string, overrides?: Record<string, string>): StackInstance {
  const entered = stackSet.instances.get(instanceKey(target));
  const instance: StackInstance = {
    ...target,
    statusReason: undefined,
    status: "OUTDATED",
    detailedStatus: "PENDING",
    lastOperationId: operationId,
    parameterOverrides: overrides ?? entered?.parameterOverrides ?? {},
    stack: entered?.stack,
  };
  stackSet.instances.set(instanceKey(target), instance);
  return instance;
}

/** Creates or updates the stack of one instance. @throws Error with the reason; Skipped for an account that is suspended */
export function deployInstance(world: World, stackSet: StackSet, target: Target, operation: StackSetOperation): void {
  const instance = stackSet.instances.get(instanceKey(target));
  if (!instance) return;
  instance.lastOperationId = operation.id;
  try {
    assertReachable(world, target);
    instance.stack ??= newStack(world, stackSet, target);
    deployStack(world, instance.stack, parseTemplate(stackSet.templateBody), { ...stackSet.parameters, ...instance.parameterOverrides });
    Object.assign(instance, { status: "CURRENT", detailedStatus: "SUCCEEDED", statusReason: undefined });
  } catch (error) {
    const statusReason = error instanceof Error ? error.message : String(error);
    Object.assign(instance, {
      status: "OUTDATED",
      detailedStatus: error instanceof Skipped ? "SKIPPED_SUSPENDED_ACCOUNT" : "FAILED",
      statusReason,
    });
    throw error;
  }
}

/** Deletes an instance, and its stack unless it is retained. One whose stack could not be deleted is INOPERABLE. */
export function deleteInstance(world: World, stackSet: StackSet, target: Target, operation: StackSetOperation): void {
  const instance = stackSet.instances.get(instanceKey(target));
  if (!instance) return;
  instance.lastOperationId = operation.id;
  try {
    if (!operation.retainStacks && instance.stack) {
      assertReachable(world, target);
      deleteStack(world, instance.stack);
    }
    stackSet.instances.delete(instanceKey(target));
  } catch (error) {
    const statusReason = error instanceof Error ? error.message : String(error);
    const skipped = error instanceof Skipped;
    Object.assign(instance, {
      status: skipped ? "OUTDATED" : "INOPERABLE",
      detailedStatus: skipped ? "SKIPPED_SUSPENDED_ACCOUNT" : "INOPERABLE",
      statusReason,
    });
    throw error;
  }
}

function assertReachable(world: World, { account, region }: Target): void {
  const state = world.accounts.get(account);
  if (!state || isSkipped(state)) throw new Skipped(`Account ${account} is suspended`);
  if (!isRegionEnabled(state, region)) throw new Error(`Region ${region} is not enabled in account ${account}`);
}

function newStack(world: World, stackSet: StackSet, { account, region }: Target): Stack {
  const name = `StackSet-${stackSet.name}-${randomUUID()}`;
  return {
    id: `arn:${world.partition}:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`,
    name,
    account,
    region,
    resources: new Map(),
  };
}
