import type {
  CreateStackInstancesInput,
  DeleteStackInstancesInput,
  Parameter,
  UpdateStackInstancesInput,
} from "@aws-sdk/client-cloudformation";
import type * as sdk from "@aws-sdk/client-cloudformation";
import type { Call, Given, Operations } from "../../service";
import { onTargets } from "./authorization";
import { notImplemented, validationError } from "./errors";
import { startOperation } from "./operations";
import { assertServiceManaged } from "./organizationsAccess";
import { getStackSet, type StackSet } from "./stackSets";
import { assertNoneMissing, deploymentTargets, selection, targetedInstances, validRegions, type Selection } from "./targets";
import { parseTemplate } from "./template/document";

export const instanceChanges: Operations<typeof sdk> = {
  /** Deploys to the accounts that are under the targets now; with automatic deployment, to those that come under them later as well. */
  CreateStackInstances: { authorize: onTargets, handle: (input, call) => change("CREATE", input, call) },
  UpdateStackInstances: { authorize: onTargets, handle: (input, call) => change("UPDATE", input, call) },
  /** Automatic deployment no longer follows the units that are deleted whole. */
  DeleteStackInstances: { authorize: onTargets, handle: (input, call) => change("DELETE", input, call) },
};

type Input = Partial<Given<CreateStackInstancesInput & UpdateStackInstancesInput & DeleteStackInstancesInput>> & { StackSetName: string };

function change(action: "CREATE" | "UPDATE" | "DELETE", input: Input, call: Call) {
  const { world } = call;
  assertServiceManaged(call, input.CallAs);
  if (input.Accounts?.length) throw validationError("Accounts are for self-managed stack sets; give DeploymentTargets");
  const stackSet = getStackSet(call, input.StackSetName);
  const regions = validRegions(world, input.Regions);
  const chosen = selection(world, input.DeploymentTargets);
  if (action === "UPDATE") assertNoneMissing(world, stackSet, chosen, regions);
  const targets = () =>
    action === "CREATE" ? deploymentTargets(world, chosen, regions) : targetedInstances(world, stackSet, chosen, regions);
  targets();
  const { id } = startOperation(world, stackSet, {
    action,
    operationId: input.OperationId,
    preferences: input.OperationPreferences,
    retainStacks: action === "DELETE" ? (input.RetainStacks ?? false) : undefined,
    overrides: overridesOf(stackSet, input.ParameterOverrides),
    targets,
  });
  if (action === "CREATE" || (action === "DELETE" && chosen.filter === "NONE")) remember(stackSet, chosen, regions, action === "CREATE");
  return { OperationId: id };
}

/** What automatic deployment follows. It knows units and Regions, and no account filter. */
function remember(stackSet: StackSet, { units }: Selection, regions: string[], follows: boolean): void {
  for (const unit of units) {
    const followed = stackSet.targets.get(unit) ?? new Set();
    for (const region of regions) followed[follows ? "add" : "delete"](region);
    if (followed.size > 0) stackSet.targets.set(unit, followed);
    else stackSet.targets.delete(unit);
  }
}

function overridesOf(stackSet: StackSet, given: Parameter[] | undefined): Record<string, string> | undefined {
  if (given === undefined) return undefined;
  const { parameters } = parseTemplate(stackSet.templateBody);
  return Object.fromEntries(
    given.map(({ ParameterKey: key = "", ParameterValue, UsePreviousValue }) => {
      if (!(key in parameters)) throw validationError(`Parameters: [${key}] do not exist in the template`);
      if (UsePreviousValue) throw notImplemented("UsePreviousValue of ParameterOverrides");
      return [key, ParameterValue ?? ""];
    }),
  );
}
