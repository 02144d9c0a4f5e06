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
import { AwsError } from "../../service";
import { ofStackSet } from "./ofStackSet";
import { assertActive } from "./organizationsAccess";
import { pageOf } from "./readStackSets";
import type { StackSet, StackSetOperation } from "./stackSets";

export const describeStackSetOperation = ofStackSet<DescribeStackSetOperationInput, DescribeStackSetOperationOutput>(
  "DescribeStackSetOperation",
  (stackSet, input) => {
    const operation = operationOf(stackSet, input.OperationId);
    return { StackSetOperation: { ...summary(operation), StackSetId: stackSet.id, RetainStacks: operation.retainStacks } };
  },
);

export const listStackSetOperations = ofStackSet<ListStackSetOperationsInput, ListStackSetOperationsOutput>(
  "ListStackSetOperations",
  (stackSet, input, call) => {
    const { items, nextToken } = pageOf(call, input, [...stackSet.operations.values()].reverse());
    return { Summaries: items.map(summary), NextToken: nextToken };
  },
);

export const listStackSetOperationResults = ofStackSet<ListStackSetOperationResultsInput, ListStackSetOperationResultsOutput>(
  "ListStackSetOperationResults",
  (stackSet, input, call) => {
    const results = operationOf(stackSet, input.OperationId).results.filter(({ status }) =>
      (input.Filters ?? []).every(({ Values }) => Values === status),
    );
    const { items, nextToken } = pageOf(call, input, results);
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
);

/** What is under way is finished, what is left is CANCELLED. */
export const stopStackSetOperation = ofStackSet<StopStackSetOperationInput, Record<string, never>>(
  "StopStackSetOperation",
  (stackSet, input, { world }) => {
    assertActive(world);
    const operation = operationOf(stackSet, input.OperationId);
    if (operation.status !== "RUNNING")
      throw new AwsError("InvalidOperationException", `Operation ${operation.id} is ${operation.status} and cannot be stopped`);
    operation.status = "STOPPING";
    return {};
  },
);

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
