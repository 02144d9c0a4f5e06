import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  type ParameterTier,
  type ParameterType,
} from "@aws-sdk/client-ssm";
import { crud } from "../crud";
import { ssm } from "../services";
import { fromTagList, tagList } from "../tags";
import { requiredText, text, type Properties } from "../values";

const resource = (name: string) => ({ ResourceType: "Parameter" as const, ResourceId: name });

/** aws.ssm.Parameter. Its id is its name. */
export const parameter = crud({
  token: "aws:ssm/parameter:Parameter",
  scope: "regional",
  title: "SSM Parameter",
  service: ssm,
  inputs: {
    allowedPattern: {},
    dataType: { computed: true },
    description: {},
    insecureValue: { conflictsWith: ["value"] },
    keyId: { computed: true },
    name: { forceNew: true, autoName: { maxLength: 2048 } },
    overwrite: {},
    tags: {},
    tier: { computed: true },
    type: { required: true, oneOf: ["String", "StringList", "SecureString"] },
    value: { computed: true },
  },
  outputs: ["arn", "version"],
  notRead: ["overwrite"],
  id: { of: ["name"] },
  gone: ["ParameterNotFound"],
  create: (client, inputs, { tagsAll }) =>
    client.send(new PutParameterCommand({ ...putting(inputs), Overwrite: inputs["overwrite"] === true, Tags: tagList(tagsAll) })),
  read: async (client, { id }, state) => {
    const { Parameter: found } = await client.send(new GetParameterCommand({ Name: id, WithDecryption: true }));
    const filter = { Key: "Name", Option: "Equals", Values: [id] };
    const { Parameters: [described] = [] } = await client.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
    const { TagList } = await client.send(new ListTagsForResourceCommand(resource(id)));
    return {
      ...{ name: found?.Name, arn: found?.ARN, type: found?.Type, version: found?.Version, dataType: found?.DataType },
      ...(text(state["insecureValue"]) && found?.Type !== "SecureString" ? { insecureValue: found?.Value } : { value: found?.Value }),
      ...{ allowedPattern: described?.AllowedPattern, description: described?.Description, keyId: described?.KeyId, tier: described?.Tier },
      tags: fromTagList(TagList),
    };
  },
  update: [
    {
      of: ["allowedPattern", "dataType", "description", "insecureValue", "keyId", "tier", "type", "value"],
      call: (client, _key, { new: inputs }) => client.send(new PutParameterCommand({ ...putting(inputs), Overwrite: true })),
    },
  ],
  tags: {
    set: (client, { id }, tags) => client.send(new AddTagsToResourceCommand({ ...resource(id), Tags: tagList(tags) })),
    remove: (client, { id }, TagKeys) => client.send(new RemoveTagsFromResourceCommand({ ...resource(id), TagKeys })),
  },
  delete: (client, { id }) => client.send(new DeleteParameterCommand({ Name: id })),
});

function putting(inputs: Properties) {
  return {
    Name: requiredText(inputs, "name"),
    Type: requiredText(inputs, "type") as ParameterType, // one of the values that Check allows
    Value: text(inputs["insecureValue"]) ?? requiredText(inputs, "value"),
    AllowedPattern: text(inputs["allowedPattern"]),
    DataType: text(inputs["dataType"]),
    Description: text(inputs["description"]),
    KeyId: text(inputs["keyId"]),
    Tier: text(inputs["tier"]) as ParameterTier | undefined, // SSM checks the value
  };
}
