import type {
  DescribeStackInstanceInput,
  DescribeStackInstanceOutput,
  DescribeStackSetInput,
  DescribeStackSetOutput,
  ListStackInstancesInput,
  ListStackInstancesOutput,
  ListStackSetsInput,
  ListStackSetsOutput,
  StackInstanceSummary,
} from "@aws-sdk/client-cloudformation";
import { page } from "../../paging";
import { AwsError, type Call, type Operation } from "../../service";
import { onStackSet } from "./authorization";
import { notImplemented, validationError } from "./errors";
import { assertAdministrator } from "./organizationsAccess";
import { allStackSets, getStackSet, instanceKey, stackSetArn, type StackInstance, type StackSet } from "./stackSets";

export const describeStackSet: Operation<DescribeStackSetInput, DescribeStackSetOutput> = {
  authorize: (input, call) => [onStackSet("DescribeStackSet", input.StackSetName, call)],
  handle(input, call) {
    assertAdministrator(call.world, call.caller.account, input.CallAs);
    const stackSet = getStackSet(call, input.StackSetName);
    return {
      StackSet: {
        StackSetName: stackSet.name,
        StackSetId: stackSet.id,
        StackSetARN: stackSetArn(call.world, stackSet),
        Description: stackSet.description,
        Status: "ACTIVE",
        TemplateBody: stackSet.templateBody,
        Parameters: Object.entries(stackSet.parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
        // Only what CreateStackSet was given, which its type limits to Capability.
        Capabilities: stackSet.capabilities as ("CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM" | "CAPABILITY_AUTO_EXPAND")[],
        Tags: stackSet.tags,
        AutoDeployment: stackSet.autoDeployment,
        PermissionModel: "SERVICE_MANAGED",
        OrganizationalUnitIds: [...stackSet.targets.keys()].sort(),
        ManagedExecution: { Active: stackSet.managedExecution },
        Regions: [...new Set([...stackSet.instances.values()].map(({ region }) => region))].sort(),
      },
    };
  },
};

export const listStackSets: Operation<ListStackSetsInput, ListStackSetsOutput> = {
  authorize: () => [{ action: "cloudformation:ListStackSets", resource: "*" }],
  handle(input, call) {
    assertAdministrator(call.world, call.caller.account, input.CallAs);
    const held = input.Status === "DELETED" ? [] : allStackSets(call.world).filter(({ region }) => region === call.region);
    const { items, nextToken } = pageOf(call, input, held);
    return {
      Summaries: items.map(({ name, id, description, autoDeployment, managedExecution }) => ({
        StackSetName: name,
        StackSetId: id,
        Description: description,
        Status: "ACTIVE",
        AutoDeployment: autoDeployment,
        PermissionModel: "SERVICE_MANAGED",
        ManagedExecution: { Active: managedExecution },
      })),
      NextToken: nextToken,
    };
  },
};

export const describeStackInstance: Operation<DescribeStackInstanceInput, DescribeStackInstanceOutput> = {
  authorize: (input, call) => [onStackSet("DescribeStackInstance", input.StackSetName, call)],
  handle(input, call) {
    assertAdministrator(call.world, call.caller.account, input.CallAs);
    const stackSet = getStackSet(call, input.StackSetName);
    const place = { account: input.StackInstanceAccount ?? "", region: input.StackInstanceRegion ?? "" };
    const instance = stackSet.instances.get(instanceKey(place));
    if (!instance) {
      throw new AwsError(
        "StackInstanceNotFoundException",
        `Stack instance for stack set ${stackSet.name}, account ${place.account}, Region ${place.region} not found`,
      );
    }
    const ParameterOverrides = Object.entries(instance.parameterOverrides).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    }));
    return { StackInstance: { ...summary(stackSet, instance), ParameterOverrides } };
  },
};

export const listStackInstances: Operation<ListStackInstancesInput, ListStackInstancesOutput> = {
  authorize: (input, call) => [onStackSet("ListStackInstances", input.StackSetName, call)],
  handle(input, call) {
    assertAdministrator(call.world, call.caller.account, input.CallAs);
    const stackSet = getStackSet(call, input.StackSetName);
    const filters = input.Filters ?? [];
    for (const { Name } of filters)
      if (Name !== "DETAILED_STATUS" && Name !== "LAST_OPERATION_ID") throw notImplemented(`filter ${Name} of ListStackInstances`);
    const held = [...stackSet.instances.values()].filter(
      (instance) =>
        (input.StackInstanceAccount === undefined || instance.account === input.StackInstanceAccount) &&
        (input.StackInstanceRegion === undefined || instance.region === input.StackInstanceRegion) &&
        filters.every(({ Name, Values }) => Values === (Name === "DETAILED_STATUS" ? instance.detailedStatus : instance.lastOperationId)),
    );
    const { items, nextToken } = pageOf(call, input, held);
    return { Summaries: items.map((instance) => summary(stackSet, instance)), NextToken: nextToken };
  },
};

export function pageOf<T>(call: Call, input: { NextToken?: string | undefined; MaxResults?: number | undefined }, items: T[]) {
  return page(
    items,
    { nextToken: input.NextToken, maxResults: input.MaxResults },
    { pageSize: call.world.settings.pageSize, badToken: () => validationError("NextToken is not one of this list") },
  );
}

function summary(stackSet: StackSet, instance: StackInstance): StackInstanceSummary {
  return {
    StackSetId: stackSet.id,
    Region: instance.region,
    Account: instance.account,
    StackId: instance.stack?.id,
    Status: instance.status,
    StatusReason: instance.statusReason,
    StackInstanceStatus: { DetailedStatus: instance.detailedStatus },
    OrganizationalUnitId: instance.organizationalUnitId,
    DriftStatus: "NOT_CHECKED",
    LastOperationId: instance.lastOperationId,
  };
}
