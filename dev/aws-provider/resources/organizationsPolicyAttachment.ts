import { AttachPolicyCommand, DetachPolicyCommand, paginateListTargetsForPolicy } from "@aws-sdk/client-organizations";
import { during, unless } from "../errors";
import type { ResourceType } from "../resourceType";
import { requiredText } from "../values";

/** aws.organizations.PolicyAttachment. Its id is `target:policy`. */
export const organizationsPolicyAttachment: ResourceType = {
  token: "aws:organizations/policyAttachment:PolicyAttachment",
  scope: "global",
  title: "Organizations Policy Attachment",
  inputs: { policyId: { required: true, forceNew: true }, targetId: { required: true, forceNew: true }, skipDestroy: {} },
  outputs: [],
  notRead: ["skipDestroy"],

  async create(inputs, { account }) {
    const client = await account.organizations();
    const policyId = requiredText(inputs, "policyId");
    const targetId = requiredText(inputs, "targetId");
    await during(`creating Organizations Policy Attachment (${targetId}:${policyId})`, "Organizations: AttachPolicy", () =>
      client.send(new AttachPolicyCommand({ PolicyId: policyId, TargetId: targetId })),
    );
    return `${targetId}:${policyId}`;
  },

  async read(id, { account }) {
    const client = await account.organizations();
    const { targetId, policyId } = parseId(id);
    return during(`reading Organizations Policy Attachment (${id})`, "Organizations: ListTargetsForPolicy", () =>
      unless(["PolicyNotFoundException"], async () => {
        for await (const page of paginateListTargetsForPolicy({ client }, { PolicyId: policyId })) {
          if (page.Targets?.some(({ TargetId }) => TargetId === targetId)) return { policyId, targetId };
        }
        return undefined;
      }),
    );
  },

  /** Only `skipDestroy` can change, which AWS knows nothing of. */
  async update() {},

  async delete(id, state, { account }) {
    if (state["skipDestroy"] === true) return;
    const client = await account.organizations();
    const { targetId, policyId } = parseId(id);
    await during(`deleting Organizations Policy Attachment (${id})`, "Organizations: DetachPolicy", () =>
      unless(["PolicyNotAttachedException", "PolicyNotFoundException", "TargetNotFoundException"], () =>
        client.send(new DetachPolicyCommand({ PolicyId: policyId, TargetId: targetId })),
      ),
    );
  },
};

function parseId(id: string): { targetId: string; policyId: string } {
  const [targetId, policyId, ...more] = id.split(":");
  if (!targetId || !policyId || more.length > 0) throw new Error(`unexpected format of ID (${id}), expected TARGET:POLICY`);
  return { targetId, policyId };
}
