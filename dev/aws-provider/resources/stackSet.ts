import {
  CreateStackSetCommand,
  DeleteStackSetCommand,
  DescribeStackSetCommand,
  UpdateStackSetCommand,
  type AutoDeployment,
} from "@aws-sdk/client-cloudformation";
import { crud } from "../crud";
import { cloudFormation } from "../services";
import { fromTagList, tagList } from "../tags";
import { flag, isEmpty, object, requiredText, text, texts, type Properties, type Value } from "../values";
import { callAsOf, operationDone, operationPreferences, parametersFromAws, parametersToAws } from "./stackSetOperation";
import { pause } from "../waiting";

/** aws.cloudformation.StackSet. Its id is its name; an update waits until it has reached every instance. */
export const stackSet = crud({
  token: "aws:cloudformation/stackSet:StackSet",
  scope: "regional",
  title: "CloudFormation StackSet",
  service: cloudFormation,
  inputs: {
    administrationRoleArn: { conflictsWith: ["autoDeployment"] },
    autoDeployment: { forceNew: true },
    callAs: { default: "SELF", oneOf: ["SELF", "DELEGATED_ADMIN"] },
    capabilities: { kind: "set" },
    description: {},
    executionRoleName: { computed: true, conflictsWith: ["autoDeployment"] },
    managedExecution: { computed: true },
    name: {
      forceNew: true,
      autoName: { maxLength: 128 },
      matches: {
        pattern: /^[a-zA-Z][a-zA-Z0-9-]{0,127}$/,
        rule: "must begin with a letter and contain only alphanumeric and hyphen characters",
      },
    },
    operationPreferences: {},
    parameters: {},
    permissionModel: { default: "SELF_MANAGED", oneOf: ["SERVICE_MANAGED", "SELF_MANAGED"] },
    tags: {},
    templateBody: { computed: true, kind: "template", conflictsWith: ["templateUrl"] },
    templateUrl: {},
  },
  outputs: ["arn", "stackSetId"],
  notRead: ["callAs", "operationPreferences", "templateUrl"],

  id: { of: ["name"] },
  gone: ["StackSetNotFoundException"],
  create: async (client, inputs, { tagsAll, cancelled }) => {
    await client.send(
      new CreateStackSetCommand({
        StackSetName: requiredText(inputs, "name"),
        ...arguments_(inputs, tagsAll),
        ManagedExecution: managedExecution(inputs),
      }),
    );
    await pause(firstLook, cancelled);
  },
  read: async (client, { id }, state) => {
    const { name, callAs } = parseId(id, state);
    const { StackSet: live } = await client.send(new DescribeStackSetCommand({ StackSetName: name, CallAs: callAs }));
    if (!live || live.Status === "DELETED") return undefined;
    return {
      name: live.StackSetName,
      arn: live.StackSetARN,
      stackSetId: live.StackSetId,
      administrationRoleArn: live.AdministrationRoleARN,
      executionRoleName: live.ExecutionRoleName,
      autoDeployment: autoDeploymentFromAws(live.AutoDeployment),
      capabilities: live.Capabilities ?? [],
      description: live.Description,
      managedExecution: { active: live.ManagedExecution?.Active ?? false },
      parameters: parametersFromAws(live.Parameters),
      permissionModel: live.PermissionModel,
      templateBody: live.TemplateBody,
      tags: fromTagList(live.Tags),
    };
  },
  update: [
    {
      of: [
        ...["administrationRoleArn", "autoDeployment", "callAs", "capabilities", "description", "executionRoleName", "managedExecution"],
        ...["operationPreferences", "parameters", "permissionModel", "tags", "tagsAll", "templateBody", "templateUrl"],
      ],
      call: async (client, { id }, { new: inputs }, context) => {
        const { OperationId } = await client.send(
          new UpdateStackSetCommand({
            StackSetName: requiredText(inputs, "name"),
            ...arguments_(inputs, context.tagsAll),
            OperationPreferences: operationPreferences(inputs["operationPreferences"]),
            ManagedExecution: managedExecution(inputs),
          }),
        );
        await operationDone(client, id, OperationId, callAsOf(inputs["callAs"]), context);
      },
    },
  ],
  delete: (client, { id }, { callAs }) => client.send(new DeleteStackSetCommand({ StackSetName: id, CallAs: callAsOf(callAs) })),
});

/** terraform-provider-aws looks at a new StackSet after this. */
const firstLook = 15_000;

/** What creation and update have in common. */
function arguments_(inputs: Properties, tagsAll: Record<string, string>) {
  return {
    AdministrationRoleARN: text(inputs["administrationRoleArn"]),
    AutoDeployment: autoDeploymentToAws(inputs["autoDeployment"]),
    CallAs: callAsOf(inputs["callAs"]),
    Capabilities: texts(inputs["capabilities"]) as "CAPABILITY_IAM"[] | undefined, // AWS checks the values
    Description: text(inputs["description"]),
    ExecutionRoleName: text(inputs["executionRoleName"]),
    Parameters: parametersToAws(inputs["parameters"]),
    PermissionModel: text(inputs["permissionModel"]) as "SERVICE_MANAGED" | undefined, // one of the values that Check allows
    Tags: tagList(tagsAll),
    TemplateBody: text(inputs["templateUrl"]) ? undefined : text(inputs["templateBody"]),
    TemplateURL: text(inputs["templateUrl"]),
  };
}

function managedExecution(inputs: Properties): { Active: boolean } | undefined {
  const active = flag(object(inputs["managedExecution"])["active"]);
  return active === undefined ? undefined : { Active: active };
}

function autoDeploymentToAws(value: Value | undefined): AutoDeployment | undefined {
  if (isEmpty(value)) return undefined;
  const { enabled, retainStacksOnAccountRemoval } = object(value);
  const isEnabled = flag(enabled) ?? false;
  // AWS refuses the second unless the first is on.
  return { Enabled: isEnabled, ...(isEnabled ? { RetainStacksOnAccountRemoval: flag(retainStacksOnAccountRemoval) ?? false } : {}) };
}

function autoDeploymentFromAws(live: AutoDeployment | undefined): Value | undefined {
  return live && { enabled: live.Enabled ?? false, retainStacksOnAccountRemoval: live.RetainStacksOnAccountRemoval ?? false };
}

/** An import may name the caller's role: `name,DELEGATED_ADMIN`. */
function parseId(id: string, state: Properties): { name: string; callAs: "SELF" | "DELEGATED_ADMIN" } {
  const [name = id, callAs] = id.split(",");
  return { name, callAs: callAsOf(callAs ?? state["callAs"]) };
}
