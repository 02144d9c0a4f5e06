import { randomUUID } from "node:crypto";
import type { AutoDeployment, Parameter, UpdateStackSetInput } from "@aws-sdk/client-cloudformation";
import type * as sdk from "@aws-sdk/client-cloudformation";
import { requestTags } from "../../iam/requestTags";
import type { World } from "../../world/world";
import { AwsError, type Given, type Operations } from "../../service";
import { onTags, onTargets } from "./authorization";
import { notImplemented, validationError } from "./errors";
import { assertNoOperation, startOperation } from "./operations";
import { ofStackSet } from "./ofStackSet";
import { assertActive, assertServiceManaged } from "./organizationsAccess";
import { addStackSet, dropStackSet, findStackSet, getStackSet, type StackSet } from "./stackSets";
import { assertNoneMissing, instanceTargets, selection, targetedInstances, validRegions, type Target } from "./targets";
import { parseTemplate } from "./template/document";
import { assertCapabilities, creationOrder, parameterValues } from "./template/requirements";

const createAndUpdate: Operations<typeof sdk> = {
  /** Service-managed ones only. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html */
  CreateStackSet: {
    authorize: (input, call) => [{ resource: "*", context: requestTags(input.Tags) }, ...onTags(input, call)],
    handle(input, call) {
      const name = validName(input.StackSetName);
      if (input.PermissionModel !== "SERVICE_MANAGED") throw notImplemented("self-managed stack sets");
      if (input.TemplateURL || input.StackId) throw notImplemented("TemplateURL and StackId: give TemplateBody");
      if (input.AdministrationRoleARN || input.ExecutionRoleName)
        throw validationError("A service-managed stack set takes no administration or execution role");
      assertServiceManaged(call, input.CallAs);
      const existing = findStackSet(call, name);
      if (existing) {
        if (input.ClientRequestToken && input.ClientRequestToken === existing.clientRequestToken) return { StackSetId: existing.id };
        throw new AwsError("NameAlreadyExistsException", `StackSet ${name} already exists`);
      }
      const stackSet: StackSet = {
        name,
        id: `${name}:${randomUUID()}`,
        region: call.region,
        description: input.Description,
        ...content(input.TemplateBody, input),
        tags: input.Tags ?? [],
        autoDeployment: autoDeployment(input.AutoDeployment),
        managedExecution: input.ManagedExecution?.Active ?? false,
        clientRequestToken: input.ClientRequestToken,
        targets: new Map(),
        instances: new Map(),
        operations: new Map(),
        queue: [],
      };
      addStackSet(call.world, stackSet);
      return { StackSetId: stackSet.id };
    },
  },
  /** Changes the stack set, and brings the instances it reaches up to date in an operation; those it does not reach are OUTDATED. */
  UpdateStackSet: {
    authorize: (input, call) => [...onTargets(input, call, requestTags(input.Tags)), ...onTags(input, call)],
    handle(input, call) {
      const { world } = call;
      assertServiceManaged(call, input.CallAs);
      const stackSet = getStackSet(call, input.StackSetName);
      if (input.TemplateURL) throw notImplemented("TemplateURL: give TemplateBody");
      if (input.PermissionModel === "SELF_MANAGED") throw notImplemented("self-managed stack sets");
      if (input.Accounts?.length) throw validationError("Accounts are for self-managed stack sets; give DeploymentTargets");
      if (!input.UsePreviousTemplate && input.TemplateBody === undefined)
        throw validationError("Either TemplateBody, TemplateURL or UsePreviousTemplate must be specified");
      const next = {
        ...content(input.UsePreviousTemplate ? stackSet.templateBody : input.TemplateBody, input, stackSet.parameters),
        description: input.Description ?? stackSet.description,
        tags: input.Tags ?? stackSet.tags,
        autoDeployment: input.AutoDeployment ? autoDeployment(input.AutoDeployment) : stackSet.autoDeployment,
        managedExecution: input.ManagedExecution?.Active ?? stackSet.managedExecution,
      };
      if (next.managedExecution !== stackSet.managedExecution) assertNoOperation(world, stackSet);
      const operation = startOperation(world, stackSet, {
        action: "UPDATE",
        operationId: input.OperationId,
        preferences: input.OperationPreferences,
        targets: reachedBy(input, stackSet, world),
      });
      for (const instance of stackSet.instances.values()) if (instance.status !== "INOPERABLE") instance.status = "OUTDATED";
      Object.assign(stackSet, next);
      return { OperationId: operation.id };
    },
  },
};

export const stackSetChanges = {
  ...createAndUpdate,
  ...ofStackSet({
    /** @throws StackSetNotEmptyException while it has instances */
    DeleteStackSet(stackSet, _input, { world }) {
      assertActive(world);
      assertNoOperation(world, stackSet);
      if (stackSet.instances.size > 0) throw new AwsError("StackSetNotEmptyException", "StackSet is not empty");
      dropStackSet(world, stackSet);
    },
  }),
};

/** Every instance, unless the request names targets. @throws StackInstanceNotFoundException */
function reachedBy({ DeploymentTargets, Regions }: Given<UpdateStackSetInput>, stackSet: StackSet, world: World): () => Target[] {
  if (!DeploymentTargets) return () => instanceTargets(stackSet);
  const chosen = selection(world, DeploymentTargets);
  const regions = validRegions(world, Regions);
  assertNoneMissing(world, stackSet, chosen, regions);
  return () => targetedInstances(world, stackSet, chosen, regions);
}

function content(
  templateBody: string | undefined,
  { Parameters, Capabilities = [] }: { Parameters?: Parameter[]; Capabilities?: string[] },
  previous?: Record<string, string>,
): Pick<StackSet, "templateBody" | "parameters" | "capabilities"> {
  if (!templateBody) throw validationError("Either TemplateBody or TemplateURL must be specified");
  if (templateBody.length > 51_200) throw invalidMember("Value at 'templateBody'", "Member must have length less than or equal to 51200");
  const template = parseTemplate(templateBody);
  creationOrder(template);
  assertCapabilities(template, Capabilities);
  return { templateBody, parameters: parameterValues(template, Parameters, previous), capabilities: Capabilities };
}

function autoDeployment(given: AutoDeployment | undefined): StackSet["autoDeployment"] {
  if (given?.DependsOn?.length) throw notImplemented("AutoDeployment.DependsOn");
  if (!given?.Enabled) {
    if (given?.RetainStacksOnAccountRemoval !== undefined)
      throw validationError("RetainStacksOnAccountRemoval can be specified only if AutoDeployment is enabled");
    return { Enabled: false };
  }
  return { Enabled: true, RetainStacksOnAccountRemoval: given.RetainStacksOnAccountRemoval ?? false };
}

function validName(name: string): string {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return name;
  throw invalidMember(`Value '${name}' at 'stackSetName'`, "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*");
}

function invalidMember(value: string, rule: string): AwsError {
  return validationError(`1 validation error detected: ${value} failed to satisfy constraint: ${rule}`);
}
