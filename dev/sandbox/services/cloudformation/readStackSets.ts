import type { Capability, Parameter, StackInstanceSummary } from "@aws-sdk/client-cloudformation";
import type * as sdk from "@aws-sdk/client-cloudformation";
import { AwsError, type Operations } from "../../service";
import { notImplemented } from "./errors";
import { ofStackSet, pageOf } from "./ofStackSet";
import { assertAdministrator } from "./organizationsAccess";
import { allStackSets, instanceKey, stackSetArn, type StackInstance, type StackSet } from "./stackSets";

const lists: Operations<typeof sdk> = {
  ListStackSets: {
    handle(input, call) {
      assertAdministrator(call.world, call.caller.account, input.CallAs);
      const held = input.Status === "DELETED" ? [] : allStackSets(call.world).filter(({ region }) => region === call.region);
      const { items, nextToken } = pageOf(call, input, held);
      return { Summaries: items.map(setSummary), NextToken: nextToken };
    },
  },
};

export const stackSetReads = {
  ...lists,
  ...ofStackSet({
    DescribeStackSet: (stackSet, _input, { world }) => ({
      StackSet: {
        ...setSummary(stackSet),
        StackSetARN: stackSetArn(world, stackSet),
        TemplateBody: stackSet.templateBody,
        Parameters: parameterList(stackSet.parameters),
        // Only what CreateStackSet was given, which its type limits to Capability.
        Capabilities: stackSet.capabilities as Capability[],
        Tags: stackSet.tags,
        OrganizationalUnitIds: [...stackSet.targets.keys()].sort(),
        Regions: [...new Set([...stackSet.instances.values()].map(({ region }) => region))].sort(),
      },
    }),
    DescribeStackInstance(stackSet, { StackInstanceAccount: account, StackInstanceRegion: region }) {
      const instance = stackSet.instances.get(instanceKey({ account, region }));
      if (!instance) {
        const message = `Stack instance for stack set ${stackSet.name}, account ${account}, Region ${region} not found`;
        throw new AwsError("StackInstanceNotFoundException", message);
      }
      return { StackInstance: { ...summary(stackSet, instance), ParameterOverrides: parameterList(instance.parameterOverrides) } };
    },
    ListStackInstances(stackSet, input, call) {
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
  }),
};

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
