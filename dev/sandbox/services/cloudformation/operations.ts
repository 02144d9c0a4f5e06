import { randomUUID } from "node:crypto";
import type { StackSetOperationAction, StackSetOperationPreferences } from "@aws-sdk/client-cloudformation";
import type { World } from "../../world/world";
import { AwsError } from "../../service";
import { validationError } from "./errors";
import type { Target } from "./targets";
import { stackSetArn, type OperationResult, type StackSet, type StackSetOperation } from "./stackSets";

export interface OperationRequest {
  action: StackSetOperationAction;
  operationId?: string | undefined;
  preferences?: StackSetOperationPreferences | undefined;
  retainStacks?: boolean | undefined;
  targets: Target[];
  /** Does the work of one account and Region. @throws Error whose message is the reason of the failure; {@link Skipped} */
  work(target: Target, operation: StackSetOperation): void;
}

/** Thrown for an account that is left out without being a failure. */
export class Skipped extends Error {}

/**
 * Starts an operation: RUNNING now, over after a while for each group of accounts that is worked on at once. Beyond the failure tolerance
 * what is left is CANCELLED and the operation FAILED. As AWS does, one account at a time and no tolerance unless the preferences say otherwise.
 *
 * @throws OperationInProgressException, OperationIdAlreadyExistsException, ValidationError
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 */
export function startOperation(world: World, stackSet: StackSet, request: OperationRequest): StackSetOperation {
  assertNoOperation(world, stackSet);
  const id = request.operationId ?? randomUUID();
  if (stackSet.operations.has(id))
    throw new AwsError("OperationIdAlreadyExistsException", `Operation ${id} already exists on StackSet ${stackSet.id}`);
  const limits = limitsOf(request.preferences, new Set(request.targets.map(({ account }) => account)).size);
  const operation: StackSetOperation = {
    id,
    action: request.action,
    status: "RUNNING",
    statusReason: undefined,
    createdAt: world.clock.now(),
    endedAt: undefined,
    preferences: request.preferences ?? {},
    retainStacks: request.retainStacks,
    results: request.targets.map((target) => ({ ...target, status: "PENDING", statusReason: undefined })),
  };
  stackSet.operations.set(id, operation);
  world.clock.after(world.settings.stackSetOperationMilliseconds, () => step(world, operation, request, limits));
  return operation;
}

/** @throws OperationInProgressException */
export function assertNoOperation(world: World, stackSet: StackSet): void {
  const running = runningOperation(stackSet);
  if (running)
    throw new AwsError(
      "OperationInProgressException",
      `Another Operation on StackSet ${stackSetArn(world, stackSet)} is in progress: ${running.id}`,
    );
}

export function runningOperation(stackSet: StackSet): StackSetOperation | undefined {
  return [...stackSet.operations.values()].find(({ status }) => status === "RUNNING" || status === "STOPPING" || status === "QUEUED");
}

interface Limits {
  atOnce: number;
  failures: number;
}

function step(world: World, operation: StackSetOperation, request: OperationRequest, limits: Limits): void {
  const pending = operation.results.filter(({ status }) => status === "PENDING");
  const failed = operation.results.filter(({ status }) => status === "FAILED").length;
  if (pending.length === 0 || operation.status === "STOPPING" || failed > limits.failures) {
    finish(world, operation, pending, failed > limits.failures);
    return;
  }
  for (const result of pending.slice(0, limits.atOnce)) {
    try {
      request.work(result, operation);
      result.status = "SUCCEEDED";
    } catch (error) {
      result.status = error instanceof Skipped ? "CANCELLED" : "FAILED";
      result.statusReason = error instanceof Error ? error.message : String(error);
    }
  }
  const done = operation.results.every(({ status }) => status !== "PENDING");
  if (done) step(world, operation, request, limits);
  else world.clock.after(world.settings.stackSetOperationMilliseconds, () => step(world, operation, request, limits));
}

function finish(world: World, operation: StackSetOperation, left: OperationResult[], tooMany: boolean): void {
  for (const result of left) {
    result.status = "CANCELLED";
    result.statusReason =
      operation.status === "STOPPING" ? "Cancelled since the operation was stopped" : "Cancelled since failure tolerance has exceeded";
  }
  if (operation.status === "STOPPING") operation.status = "STOPPED";
  else operation.status = tooMany ? "FAILED" : "SUCCEEDED";
  operation.endedAt = world.clock.now();
}

function limitsOf(preferences: StackSetOperationPreferences | undefined, accounts: number): Limits {
  const { FailureToleranceCount, FailureTolerancePercentage, MaxConcurrentCount, MaxConcurrentPercentage, ConcurrencyMode } =
    preferences ?? {};
  if (FailureToleranceCount !== undefined && FailureTolerancePercentage !== undefined) {
    throw validationError("You can specify FailureToleranceCount or FailureTolerancePercentage, but not both");
  }
  if (MaxConcurrentCount !== undefined && MaxConcurrentPercentage !== undefined) {
    throw validationError("You can specify MaxConcurrentCount or MaxConcurrentPercentage, but not both");
  }
  const failures = FailureToleranceCount ?? Math.floor((accounts * (FailureTolerancePercentage ?? 0)) / 100);
  const asked = Math.max(1, MaxConcurrentCount ?? Math.floor((accounts * (MaxConcurrentPercentage ?? 0)) / 100));
  // Strict, the default, never works on more accounts at once than may fail, and one.
  return { failures, atOnce: ConcurrencyMode === "SOFT_FAILURE_TOLERANCE" ? asked : Math.min(asked, failures + 1) };
}
