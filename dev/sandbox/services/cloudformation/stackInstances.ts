import type {
  CreateStackInstancesInput,
  CreateStackInstancesOutput,
  DeleteStackInstancesInput,
  DeleteStackInstancesOutput,
  Parameter,
  UpdateStackInstancesInput,
  UpdateStackInstancesOutput,
} from "@aws-sdk/client-cloudformation";
import { AwsError, type Operation } from "../../service";
import { onTargets } from "./authorization";
import { validationError } from "./errors";
import { deleteInstance, deployInstance, enterInstance } from "./instanceWork";
import { startOperation } from "./operations";
import { assertServiceManaged } from "./organizationsAccess";
import { getStackSet, type StackSet } from "./stackSets";
import { deploymentTargets, targetedInstances, validRegions } from "./targets";
import { parseTemplate } from "./template/document";

/** Deploys to the accounts that are under the targets now; with automatic deployment, to those that come under them later as well. */
export const createStackInstances: Operation<CreateStackInstancesInput, CreateStackInstancesOutput> = {
  authorize: (input, call) => onTargets("CreateStackInstances", input, call),
  handle(input, call) {
    const { world } = call;
    assertServiceManaged(call, input.CallAs);
    assertNoAccounts(input.Accounts);
    const stackSet = getStackSet(call, input.StackSetName);
    const regions = validRegions(world, input.Regions);
    const targets = deploymentTargets(world, input.DeploymentTargets, regions);
    const overrides = overridesOf(stackSet, input.ParameterOverrides);
    const operation = startOperation(world, stackSet, {
      action: "CREATE",
      operationId: input.OperationId,
      preferences: input.OperationPreferences,
      targets,
      work: (target, current) => deployInstance(world, stackSet, target, current),
    });
    for (const target of targets) enterInstance(stackSet, target, operation.id, overrides);
    for (const unit of input.DeploymentTargets?.OrganizationalUnitIds ?? [])
      stackSet.targets.set(unit, new Set([...(stackSet.targets.get(unit) ?? []), ...regions]));
    return { OperationId: operation.id };
  },
};

export const updateStackInstances: Operation<UpdateStackInstancesInput, UpdateStackInstancesOutput> = {
  authorize: (input, call) => onTargets("UpdateStackInstances", input, call),
  handle(input, call) {
    const { world } = call;
    assertServiceManaged(call, input.CallAs);
    assertNoAccounts(input.Accounts);
    const stackSet = getStackSet(call, input.StackSetName);
    const instances = targetedInstances(world, stackSet, input.DeploymentTargets, validRegions(world, input.Regions));
    if (instances.length === 0)
      throw new AwsError("StackInstanceNotFoundException", `StackSet ${stackSet.id} has no instances for these targets and Regions`);
    const overrides = overridesOf(stackSet, input.ParameterOverrides);
    const operation = startOperation(world, stackSet, {
      action: "UPDATE",
      operationId: input.OperationId,
      preferences: input.OperationPreferences,
      targets: instances.map(({ account, region, organizationalUnitId }) => ({ account, region, organizationalUnitId })),
      work: (target, current) => deployInstance(world, stackSet, target, current),
    });
    for (const { account, region, organizationalUnitId } of instances)
      enterInstance(stackSet, { account, region, organizationalUnitId }, operation.id, overrides);
    return { OperationId: operation.id };
  },
};

/** Automatic deployment no longer follows what is deleted. */
export const deleteStackInstances: Operation<DeleteStackInstancesInput, DeleteStackInstancesOutput> = {
  authorize: (input, call) => onTargets("DeleteStackInstances", input, call),
  handle(input, call) {
    const { world } = call;
    assertServiceManaged(call, input.CallAs);
    assertNoAccounts(input.Accounts);
    const stackSet = getStackSet(call, input.StackSetName);
    const regions = validRegions(world, input.Regions);
    const instances = targetedInstances(world, stackSet, input.DeploymentTargets, regions);
    const operation = startOperation(world, stackSet, {
      action: "DELETE",
      operationId: input.OperationId,
      preferences: input.OperationPreferences,
      retainStacks: input.RetainStacks ?? false,
      targets: instances.map(({ account, region, organizationalUnitId }) => ({ account, region, organizationalUnitId })),
      work: (target, current) => deleteInstance(world, stackSet, target, current),
    });
    for (const unit of input.DeploymentTargets?.Accounts?.length ? [] : (input.DeploymentTargets?.OrganizationalUnitIds ?? []))
      forget(stackSet, unit, regions);
    return { OperationId: operation.id };
  },
};

function forget(stackSet: StackSet, unit: string, regions: string[]): void {
  const left = [...(stackSet.targets.get(unit) ?? [])].filter((region) => !regions.includes(region));
  if (left.length > 0) stackSet.targets.set(unit, new Set(left));
  else stackSet.targets.delete(unit);
}

function assertNoAccounts(accounts: string[] | undefined): void {
  if (accounts?.length) throw validationError("Accounts are for self-managed stack sets; give DeploymentTargets");
}

function overridesOf(stackSet: StackSet, given: Parameter[] | undefined): Record<string, string> | undefined {
  if (given === undefined) return undefined;
  const { parameters } = parseTemplate(stackSet.templateBody);
  return Object.fromEntries(
    given.map(({ ParameterKey, ParameterValue }) => {
      const key = ParameterKey ?? "";
      if (!(key in parameters)) throw validationError(`Parameters: [${key}] do not exist in the template`);
      return [key, ParameterValue ?? ""];
    }),
  );
}
