import {
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePolicyCommand,
} from "@aws-sdk/client-organizations";
import { crud } from "../crud";
import { organizations } from "../services";
import { fromTagList, tagList } from "../tags";
import { requiredText, text } from "../values";

/** aws.organizations.Policy: a service control policy, or another type of policy. Its id is AWS's, `p-...`. */
export const organizationsPolicy = crud({
  token: "aws:organizations/policy:Policy",
  scope: "global",
  title: "Organizations Policy",
  service: organizations,
  inputs: {
    content: { required: true, kind: "policy" },
    description: {},
    name: { autoName: { maxLength: 128 } },
    skipDestroy: {},
    tags: {},
    type: { default: "SERVICE_CONTROL_POLICY", forceNew: true },
  },
  outputs: ["arn"],
  notRead: ["skipDestroy"],
  gone: ["PolicyNotFoundException"],
  create: async (client, inputs, { tagsAll }) => {
    const { Policy } = await client.send(
      new CreatePolicyCommand({
        Name: requiredText(inputs, "name"),
        Content: requiredText(inputs, "content"),
        Description: text(inputs["description"]) ?? "",
        Type: requiredText(inputs, "type") as "SERVICE_CONTROL_POLICY", // AWS checks the value
        Tags: tagList(tagsAll),
      }),
    );
    return Policy?.PolicySummary?.Id;
  },
  read: async (client, { id }) => {
    const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId: id }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: id }));
    const { Arn, Name, Description, Type } = Policy?.PolicySummary ?? {};
    return { arn: Arn, name: Name, description: Description, type: Type, content: Policy?.Content, tags: fromTagList(Tags) };
  },
  update: [
    {
      of: ["content", "description", "name"],
      call: (client, { id }, { new: inputs }) =>
        client.send(
          new UpdatePolicyCommand({
            PolicyId: id,
            Name: text(inputs["name"]),
            Content: text(inputs["content"]),
            Description: text(inputs["description"]) ?? "",
          }),
        ),
    },
  ],
  tags: {
    set: (client, { id }, tags) => client.send(new TagResourceCommand({ ResourceId: id, Tags: tagList(tags) })),
    remove: (client, { id }, TagKeys) => client.send(new UntagResourceCommand({ ResourceId: id, TagKeys })),
  },
  delete: async (client, { id }, { skipDestroy }) => skipDestroy === true || client.send(new DeletePolicyCommand({ PolicyId: id })),
});
