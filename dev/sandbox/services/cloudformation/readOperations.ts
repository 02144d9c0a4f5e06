import type {
  DescribeStackSetOperationInput,
  DescribeStackSetOperationOutput,
  ListStackSetOperationResultsInput,
  ListStackSetOperationResultsOutput,
  ListStackSetOperationsInput,
  ListStackSetOperationsOutput,
  StackSetOperationSummary,
  StopStackSetOperationInput,
} from "@aws-sdk/client-cloudformation";
import { AwsError, type Operation } from "../../service";
import { onStackSet } from "./authorization";
import { assertAdministrator, assertServiceManaged } from "./organizationsAccess";
import { pageOf } from "./readStackSets";
import { getStackSet, type StackSet, type StackSetOperation } from "./stackSets";

export const describeStackSetOperation: Operation<DescribeStackSetOperationInput, DescribeStackSetOperationOutput> = {
  authorize: (input, call) => [onStackSet("DescribeStackSetOperation", input.StackSetName, call)],
  handle(input, call) {
    assertAdministrator(call.world, call.caller.account, input.CallAs);
    const stackSet = getStackSet(call, input.StackSetName);
    const operation = operationOf(stackSet, input.OperationId);
    return { StackSetOperation: { ...summary(operation), StackSetId: stackSet.id, RetainStacks: operation.retainStacks } };
  },
};

export const listStackSetOperations: Operation<ListStackSetOperationsInput, ListStackSetOperationsOutput> = {
  authorize: (input, call) => [onStackSet("ListStackSetOperations", input.StackSetName, call)],
  handle(input, call) {
    assertAdministrator(call.world, call.caller.account, input.CallAs);
    const newestFirst = [...getStackSet(call, input.StackSetName).operations.values()].reverse();
    const { items, nextToken } = pageOf(call, input, newestFirst);
    return { Summaries: items.map(summary), NextToken: nextToken };
  },
};

export const listStackSetOperationResults: Operation<ListStackSetOperationResultsInput, ListStackSetOperationResultsOutput> = {
  authorize: (input, call) => [onStackSet("ListStackSetOperationResults", input.StackSetName, call)],
  handle(input, call) {
    assertAdministrator(call.world, call.caller.account, input.CallAs);
    const operation = operationOf(getStackSet(call, input.StackSetName), input.OperationId);
    const wanted = (input.Filters ?? []).map(({ Values }) => Values);
    const { items, nextToken } = pageOf(
      call,
      input,
      operation.results.filter(({ status }) => wanted.every((value) => value === status)),
    );
    return {
      Summaries: items.map(({ account, region, organizationalUnitId, status, statusReason }) => ({
        Account: account,
        Region: region,
        OrganizationalUnitId: organizationalUnitId,
        Status: status,
        StatusReason: statusReason,
      })),
      NextToken: nextToken,
    };
  },
};

/** What is under way is finished, what is left is CANCELLED. */
export const stopStackSetOperation: Operation<StopStackSetOperationInput, Record<string, never>> = {
  authorize: (input, call) => [onStackSet("StopStackSetOperation", input.StackSetName, call)],
  handle(input, call) {
    assertServiceManaged(call, input.CallAs);
    const operation = operationOf(getStackSet(call, input.StackSetName), input.OperationId);
    if (operation.status !== "RUNNING")
      throw new AwsError("InvalidOperationException", `Operation ${operation.id} is ${operation.status} and cannot be stopped`);
    operation.status = "STOPPING";
    return {};
  },
};

function operationOf(stackSet: StackSet, id: string | undefined): StackSetOperation {
  const operation = stackSet.operations.get(id ?? "");
  if (!operation) throw new AwsError("OperationNotFoundException", `Operation ${id} not found on StackSet ${stackSet.id}`);
  return operation;
}

function summary(operation: StackSetOperation): StackSetOperationSummary {
  return {
    OperationId: operation.id,
    Action: operation.action,
    Status: operation.status,
    StatusReason: operation.statusReason,
    CreationTimestamp: operation.createdAt,
    EndTimestamp: operation.endedAt,
    OperationPreferences: operation.preferences,
    StatusDetails: { FailedStackInstancesCount: operation.results.filter(({ status }) => status === "FAILED").length },
  };
}
