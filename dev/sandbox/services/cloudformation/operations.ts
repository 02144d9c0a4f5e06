import { randomUUID } from "node:crypto";
import type { StackSetOperationPreferences } from "@aws-sdk/client-cloudformation";
import type { World } from "../../world/world";
import { AwsError } from "../../service";
import { reasonOf, Skipped, validationError } from "./errors";
import { cancelInstance, enterInstance, workOnInstance } from "./instanceWork";
import { instanceKey, stackSetArn, type OperationResult, type StackSet, type StackSetOperation } from "./stackSets";
import type { Target } from "./targets";

export interface OperationRequest {
  action: "CREATE" | "UPDATE" | "DELETE";
  operationId?: string | undefined;
  preferences?: StackSetOperationPreferences | undefined;
  retainStacks?: boolean | undefined;
  /** Parameters of the instances, where they are to differ from the stack set's. */
  overrides?: Record<string, string> | undefined;
  /** The accounts and Regions. Asked when the operation begins, since those queued before it may change them. */
  targets(): Target[];
  /** Default: as the stack set's managed execution says. */
  queues?: boolean;
}

/**
 * Starts an operation: RUNNING now, over after a while for each group of accounts that is worked on at once. Beyond the failure tolerance
 * what is left is CANCELLED and the operation FAILED. As AWS does, one account at a time and no tolerance unless the preferences say otherwise.
 * During another operation it is refused, or QUEUED where it may wait.
 *
 * @throws OperationInProgressException, OperationIdAlreadyExistsException, ValidationError
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ManagedExecution.html
 */
export function startOperation(world: World, stackSet: StackSet, request: OperationRequest): StackSetOperation {
  const { action, preferences = {}, retainStacks, operationId: id = randomUUID() } = request;
  const waits = unfinishedOperation(stackSet) !== undefined;
  if (!(request.queues ?? stackSet.managedExecution)) assertNoOperation(world, stackSet);
  if (stackSet.operations.has(id))
    throw new AwsError("OperationIdAlreadyExistsException", `Operation ${id} already exists on StackSet ${stackSet.id}`);
  assertPreferences(preferences);
  const operation: StackSetOperation = {
    id,
    action,
    status: "QUEUED",
    createdAt: world.clock.now(),
    endedAt: undefined,
    preferences,
    retainStacks,
    results: [],
  };
  stackSet.operations.set(id, operation);
  if (waits) stackSet.queue.push(() => begin(world, stackSet, operation, request));
  else begin(world, stackSet, operation, request);
  return operation;
}

/** @throws OperationInProgressException */
export function assertNoOperation(world: World, stackSet: StackSet): void {
  const unfinished = unfinishedOperation(stackSet);
  if (!unfinished) return;
  const message = `Another Operation on StackSet ${stackSetArn(world, stackSet)} is in progress: ${unfinished.id}`;
  throw new AwsError("OperationInProgressException", message);
}

function unfinishedOperation(stackSet: StackSet): StackSetOperation | undefined {
  return [...stackSet.operations.values()].find(({ status }) => status === "RUNNING" || status === "STOPPING" || status === "QUEUED");
}

/** Instances that are INOPERABLE are left out of everything but their deletion. */
function begin(world: World, stackSet: StackSet, operation: StackSetOperation, { action, overrides, targets }: OperationRequest): void {
  const inoperable = (target: Target) => stackSet.instances.get(instanceKey(target))?.status === "INOPERABLE";
  const reached = targets().filter((target) => action === "DELETE" || !inoperable(target));
  operation.status = "RUNNING";
  operation.results = reached.map((target) => ({ ...target, status: "PENDING", statusReason: undefined }));
  if (action !== "DELETE") for (const target of reached) enterInstance(stackSet, target, operation, overrides);
  const limits = limitsOf(operation.preferences, new Set(reached.map(({ account }) => account)).size);
  world.clock.after(world.settings.stackSetOperationMilliseconds, () => step(world, stackSet, operation, limits));
}

interface Limits {
  atOnce: number;
  failures: number;
}

function step(world: World, stackSet: StackSet, operation: StackSetOperation, limits: Limits): void {
  const pending = operation.results.filter(({ status }) => status === "PENDING");
  const failed = operation.results.filter(({ status }) => status === "FAILED").length;
  if (pending.length === 0 || operation.status === "STOPPING" || failed > limits.failures) {
    finish(world, stackSet, operation, pending, failed > limits.failures);
    return;
  }
  for (const result of pending.slice(0, limits.atOnce)) {
    const { account, region, organizationalUnitId } = result;
    try {
      workOnInstance(world, stackSet, { account, region, organizationalUnitId }, operation);
      result.status = "SUCCEEDED";
    } catch (error) {
      result.status = error instanceof Skipped ? "CANCELLED" : "FAILED";
      result.statusReason = reasonOf(error);
    }
  }
  const done = operation.results.every(({ status }) => status !== "PENDING");
  if (done) step(world, stackSet, operation, limits);
  else world.clock.after(world.settings.stackSetOperationMilliseconds, () => step(world, stackSet, operation, limits));
}

function finish(world: World, stackSet: StackSet, operation: StackSetOperation, left: OperationResult[], tooMany: boolean): void {
  const stopped = operation.status === "STOPPING";
  const reason = stopped ? "Cancelled since the operation was stopped" : "Cancelled since failure tolerance has exceeded";
  for (const result of left) {
    Object.assign(result, { status: "CANCELLED", statusReason: reason });
    cancelInstance(stackSet, result, operation, reason);
  }
  operation.status = stopped ? "STOPPED" : tooMany ? "FAILED" : "SUCCEEDED";
  operation.endedAt = world.clock.now();
  stackSet.queue.shift()?.();
}

function assertPreferences(preferences: StackSetOperationPreferences): void {
  for (const [count, percentage] of [
    ["FailureToleranceCount", "FailureTolerancePercentage"],
    ["MaxConcurrentCount", "MaxConcurrentPercentage"],
  ] as const) {
    if (preferences[count] !== undefined && preferences[percentage] !== undefined)
      throw validationError(`You can specify ${count} or ${percentage}, but not both`);
  }
}

function limitsOf(preferences: StackSetOperationPreferences, accounts: number): Limits {
  const { FailureToleranceCount, FailureTolerancePercentage, MaxConcurrentCount, MaxConcurrentPercentage, ConcurrencyMode } = preferences;
  const failures = FailureToleranceCount ?? Math.floor((accounts * (FailureTolerancePercentage ?? 0)) / 100);
  const asked = Math.max(1, MaxConcurrentCount ?? Math.floor((accounts * (MaxConcurrentPercentage ?? 0)) / 100));
  // Strict, the default, never works on more accounts at once than may fail, and one.
  return { failures, atOnce: ConcurrencyMode === "SOFT_FAILURE_TOLERANCE" ? asked : Math.min(asked, failures + 1) };
}
