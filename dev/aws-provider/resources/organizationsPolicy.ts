import {
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePolicyCommand,
} from "@aws-sdk/client-organizations";
import { during, unless } from "../errors";
import type { ResourceType } from "../resourceType";
import { fromTagList, tagChanges, tagList } from "../tags";
import { requiredText, text, textMap } from "../values";

/** aws.organizations.Policy: a service control policy, or another type of policy. Its id is AWS's, `p-...`. */
export const organizationsPolicy: ResourceType = {
  token: "aws:organizations/policy:Policy",
  scope: "global",
  title: "Organizations Policy",
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

  async create(inputs, { account, tagsAll }) {
    const client = await account.organizations();
    const name = requiredText(inputs, "name");
    const created = await during(`creating Organizations Policy (${name})`, "Organizations: CreatePolicy", () =>
      client.send(
        new CreatePolicyCommand({
          Name: name,
          Content: requiredText(inputs, "content"),
          Description: text(inputs["description"]) ?? "",
          Type: requiredText(inputs, "type") as "SERVICE_CONTROL_POLICY", // AWS checks the value
          Tags: tagList(tagsAll),
        }),
      ),
    );
    return created.Policy?.PolicySummary?.Id ?? "";
  },

  async read(id, { account }) {
    const client = await account.organizations();
    const found = await during(`reading Organizations Policy (${id})`, "Organizations: DescribePolicy", () =>
      unless(["PolicyNotFoundException"], () => client.send(new DescribePolicyCommand({ PolicyId: id }))),
    );
    if (!found?.Policy) return undefined;
    const { Tags } = await during(`listing tags of Organizations Policy (${id})`, "Organizations: ListTagsForResource", () =>
      client.send(new ListTagsForResourceCommand({ ResourceId: id })),
    );
    const { Arn, Name, Description, Type } = found.Policy.PolicySummary ?? {};
    return { arn: Arn, name: Name, description: Description, type: Type, content: found.Policy.Content, tags: fromTagList(Tags) };
  },

  async update(id, change, { account, tagsAll }) {
    const client = await account.organizations();
    if (change.of("content", "description", "name")) {
      await during(`updating Organizations Policy (${id})`, "Organizations: UpdatePolicy", () =>
        client.send(
          new UpdatePolicyCommand({
            PolicyId: id,
            Name: text(change.new["name"]),
            Content: text(change.new["content"]),
            Description: text(change.new["description"]) ?? "",
          }),
        ),
      );
    }
    const { set, remove } = tagChanges(textMap(change.old["tagsAll"]), tagsAll);
    const what = `updating tags of Organizations Policy (${id})`;
    if (remove.length > 0) {
      await during(what, "Organizations: UntagResource", () => client.send(new UntagResourceCommand({ ResourceId: id, TagKeys: remove })));
    }
    if (Object.keys(set).length > 0) {
      await during(what, "Organizations: TagResource", () => client.send(new TagResourceCommand({ ResourceId: id, Tags: tagList(set) })));
    }
  },

  async delete(id, state, { account }) {
    if (state["skipDestroy"] === true) return;
    const client = await account.organizations();
    await during(`deleting Organizations Policy (${id})`, "Organizations: DeletePolicy", () =>
      unless(["PolicyNotFoundException"], () => client.send(new DeletePolicyCommand({ PolicyId: id }))),
    );
  },
};
