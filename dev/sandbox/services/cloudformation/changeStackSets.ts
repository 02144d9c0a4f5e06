import { randomUUID } from "node:crypto";
import type {
  CreateStackSetInput,
  CreateStackSetOutput,
  DeleteStackSetInput,
  UpdateStackSetInput,
  UpdateStackSetOutput,
} from "@aws-sdk/client-cloudformation";
import type { World } from "../../world/world";
import { AwsError, type Operation } from "../../service";
import { onTags, onTargets, requestTags } from "./authorization";
import { notImplemented, validationError } from "./errors";
import { assertNoOperation, startOperation } from "./operations";
import { ofStackSet } from "./ofStackSet";
import { assertActive, assertServiceManaged } from "./organizationsAccess";
import { addStackSet, dropStackSet, findStackSet, getStackSet, type StackSet } from "./stackSets";
import { assertNoneMissing, instanceTargets, selection, targetedInstances, validRegions, type Target } from "./targets";
import { parseTemplate } from "./template/document";
import { assertCapabilities, creationOrder, parameterValues } from "./template/requirements";

/** Service-managed ones only. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html */
export const createStackSet: Operation<CreateStackSetInput, CreateStackSetOutput> = {
  authorize: (input, call) => [
    { action: "cloudformation:CreateStackSet", resource: "*", context: requestTags(input.Tags) },
    ...onTags({ name: input.StackSetName, next: input.Tags }, call),
  ],
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
};

/** Changes the stack set, and brings the instances it reaches up to date in an operation; those it does not reach are OUTDATED. */
export const updateStackSet: Operation<UpdateStackSetInput, UpdateStackSetOutput> = {
  authorize: (input, call) => [
    ...onTargets("UpdateStackSet", input, call, requestTags(input.Tags)),
    ...onTags({ name: input.StackSetName, next: input.Tags }, call),
  ],
  handle(input, call) {
    const { world } = call;
    assertServiceManaged(call, input.CallAs);
    const stackSet = getStackSet(call, input.StackSetName);
    if (input.TemplateURL) throw notImplemented("TemplateURL: give TemplateBody");
    if (input.PermissionModel === "SELF_MANAGED") throw notImplemented("self-managed stack sets");
    if (input.Accounts?.length) throw validationError("Accounts are for self-managed stack sets; give DeploymentTargets");
    if (!input.UsePreviousTemplate && input.TemplateBody === undefined)
      throw validationError("Either TemplateBody, TemplateURL or UsePreviousTemplate must be specified");
    const next = content(input.UsePreviousTemplate ? stackSet.templateBody : input.TemplateBody, input, stackSet.parameters);
    const automatic = input.AutoDeployment ? autoDeployment(input.AutoDeployment) : stackSet.autoDeployment;
    const managedExecution = input.ManagedExecution?.Active ?? stackSet.managedExecution;
    if (managedExecution !== stackSet.managedExecution) assertNoOperation(world, stackSet);
    const operation = startOperation(world, stackSet, {
      action: "UPDATE",
      operationId: input.OperationId,
      preferences: input.OperationPreferences,
      targets: reachedBy(input, stackSet, world),
    });
    for (const instance of stackSet.instances.values()) instance.status = instance.status === "INOPERABLE" ? "INOPERABLE" : "OUTDATED";
    Object.assign(stackSet, next, {
      description: input.Description ?? stackSet.description,
      tags: input.Tags ?? stackSet.tags,
      autoDeployment: automatic,
      managedExecution,
    });
    return { OperationId: operation.id };
  },
};

/** @throws StackSetNotEmptyException while it has instances */
export const deleteStackSet = ofStackSet<DeleteStackSetInput, Record<string, never>>("DeleteStackSet", (stackSet, _input, { world }) => {
  assertActive(world);
  assertNoOperation(world, stackSet);
  if (stackSet.instances.size > 0) throw new AwsError("StackSetNotEmptyException", "StackSet is not empty");
  dropStackSet(world, stackSet);
  return {};
});

/** Every instance, unless the request names targets. @throws StackInstanceNotFoundException */
function reachedBy({ DeploymentTargets, Regions }: UpdateStackSetInput, stackSet: StackSet, world: World): () => Target[] {
  if (!DeploymentTargets) return () => instanceTargets(stackSet);
  const chosen = selection(world, DeploymentTargets);
  const regions = validRegions(world, Regions);
  assertNoneMissing(world, stackSet, chosen, regions);
  return () => targetedInstances(world, stackSet, chosen, regions);
}

function content(
  templateBody: string | undefined,
  { Parameters, Capabilities }: Pick<CreateStackSetInput, "Parameters" | "Capabilities">,
  previous?: Record<string, string>,
): Pick<StackSet, "templateBody" | "parameters" | "capabilities"> {
  if (!templateBody) throw validationError("Either TemplateBody or TemplateURL must be specified");
  if (templateBody.length > 51_200)
    throw validationError(
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
  const template = parseTemplate(templateBody);
  creationOrder(template);
  const capabilities = Capabilities ?? [];
  assertCapabilities(template, capabilities);
  return { templateBody, parameters: parameterValues(template, Parameters, previous), capabilities };
}

function autoDeployment(given: CreateStackSetInput["AutoDeployment"]): StackSet["autoDeployment"] {
  if (given?.DependsOn?.length) throw notImplemented("AutoDeployment.DependsOn");
  if (!given?.Enabled) {
    if (given?.RetainStacksOnAccountRemoval !== undefined)
      throw validationError("RetainStacksOnAccountRemoval can be specified only if AutoDeployment is enabled");
    return { Enabled: false };
  }
  return { Enabled: true, RetainStacksOnAccountRemoval: given.RetainStacksOnAccountRemoval ?? false };
}

function validName(name: string | undefined): string {
  if (name && /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return name;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}
