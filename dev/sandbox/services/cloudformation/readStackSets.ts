import type {
  DescribeStackInstanceInput,
  DescribeStackInstanceOutput,
  DescribeStackSetInput,
  DescribeStackSetOutput,
  ListStackInstancesInput,
  ListStackInstancesOutput,
  ListStackSetsInput,
  ListStackSetsOutput,
  Parameter,
  StackInstanceSummary,
} from "@aws-sdk/client-cloudformation";
import { page } from "../../paging";
import { AwsError, type Call, type Operation } from "../../service";
import { notImplemented, validationError } from "./errors";
import { ofStackSet } from "./ofStackSet";
import { assertAdministrator } from "./organizationsAccess";
import { allStackSets, instanceKey, stackSetArn, type StackInstance, type StackSet } from "./stackSets";

export const describeStackSet = ofStackSet<DescribeStackSetInput, DescribeStackSetOutput>(
  "DescribeStackSet",
  (stackSet, _input, { world }) => ({
    StackSet: {
      ...setSummary(stackSet),
      StackSetARN: stackSetArn(world, stackSet),
      TemplateBody: stackSet.templateBody,
      Parameters: parameterList(stackSet.parameters),
      // Only what CreateStackSet was given, which its type limits to Capability.
      Capabilities: stackSet.capabilities as ("CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM" | "CAPABILITY_AUTO_EXPAND")[],
      Tags: stackSet.tags,
      OrganizationalUnitIds: [...stackSet.targets.keys()].sort(),
      Regions: [...new Set([...stackSet.instances.values()].map(({ region }) => region))].sort(),
    },
  }),
);

export const listStackSets: Operation<ListStackSetsInput, ListStackSetsOutput> = {
  authorize: () => [{ action: "cloudformation:ListStackSets", resource: "*" }],
  handle(input, call) {
    assertAdministrator(call.world, call.caller.account, input.CallAs);
    const held = input.Status === "DELETED" ? [] : allStackSets(call.world).filter(({ region }) => region === call.region);
    const { items, nextToken } = pageOf(call, input, held);
    return { Summaries: items.map(setSummary), NextToken: nextToken };
  },
};

export const describeStackInstance = ofStackSet<DescribeStackInstanceInput, DescribeStackInstanceOutput>(
  "DescribeStackInstance",
  (stackSet, input) => {
    const place = { account: input.StackInstanceAccount ?? "", region: input.StackInstanceRegion ?? "" };
    const instance = stackSet.instances.get(instanceKey(place));
    if (!instance) {
      throw new AwsError(
        "StackInstanceNotFoundException",
        `Stack instance for stack set ${stackSet.name}, account ${place.account}, Region ${place.region} not found`,
      );
    }
    return { StackInstance: { ...summary(stackSet, instance), ParameterOverrides: parameterList(instance.parameterOverrides) } };
  },
);

export const listStackInstances = ofStackSet<ListStackInstancesInput, ListStackInstancesOutput>(
  "ListStackInstances",
  (stackSet, input, call) => {
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
);

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

/** What DescribeStackSet and ListStackSets have in common. */
function setSummary({ name, id, description, autoDeployment, managedExecution }: StackSet) {
  return {
    StackSetName: name,
    StackSetId: id,
    Description: description,
    Status: "ACTIVE" as const,
    AutoDeployment: autoDeployment,
    PermissionModel: "SERVICE_MANAGED" as const,
    ManagedExecution: { Active: managedExecution },
  };
}

function parameterList(values: Record<string, string>): Parameter[] {
  return Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}
