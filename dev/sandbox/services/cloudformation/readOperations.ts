import type { StackSetOperationSummary } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../service";
import { ofStackSet, pageOf } from "./ofStackSet";
import { assertActive } from "./organizationsAccess";
import type { StackSet, StackSetOperation } from "./stackSets";

export const operationReads = ofStackSet({
  DescribeStackSetOperation(stackSet, input) {
    const operation = operationOf(stackSet, input.OperationId);
    return { StackSetOperation: { ...summary(operation), StackSetId: stackSet.id, RetainStacks: operation.retainStacks } };
  },
  ListStackSetOperations(stackSet, input, call) {
    const { items, nextToken } = pageOf(call, input, [...stackSet.operations.values()].reverse());
    return { Summaries: items.map(summary), NextToken: nextToken };
  },
  ListStackSetOperationResults(stackSet, input, call) {
    const { results } = operationOf(stackSet, input.OperationId);
    const wanted = results.filter(({ status }) => (input.Filters ?? []).every(({ Values }) => Values === status));
    const { items, nextToken } = pageOf(call, input, wanted);
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
  /** What is under way is finished, what is left is CANCELLED. */
  StopStackSetOperation(stackSet, input, { world }) {
    assertActive(world);
    const operation = operationOf(stackSet, input.OperationId);
    if (operation.status !== "RUNNING")
      throw new AwsError("InvalidOperationException", `Operation ${operation.id} is ${operation.status} and cannot be stopped`);
    operation.status = "STOPPING";
  },
});

function operationOf(stackSet: StackSet, id: string): StackSetOperation {
  const operation = stackSet.operations.get(id);
  if (!operation) throw new AwsError("OperationNotFoundException", `Operation ${id} not found on StackSet ${stackSet.id}`);
  return operation;
}

function summary(operation: StackSetOperation): StackSetOperationSummary {
  return {
    OperationId: operation.id,
    Action: operation.action,
    Status: operation.status,
    CreationTimestamp: operation.createdAt,
    EndTimestamp: operation.endedAt,
    OperationPreferences: operation.preferences,
    StatusDetails: { FailedStackInstancesCount: operation.results.filter(({ status }) => status === "FAILED").length },
  };
}
