import { AttachPolicyCommand, DetachPolicyCommand, paginateListTargetsForPolicy } from "@aws-sdk/client-organizations";
import { crud } from "../crud";
import { organizations } from "../services";
import { requiredText } from "../values";

/** aws.organizations.PolicyAttachment. Its id is `target:policy`. */
export const organizationsPolicyAttachment = crud({
  token: "aws:organizations/policyAttachment:PolicyAttachment",
  scope: "global",
  title: "Organizations Policy Attachment",
  service: organizations,
  inputs: { policyId: { required: true, forceNew: true }, targetId: { required: true, forceNew: true }, skipDestroy: {} },
  outputs: [],
  notRead: ["skipDestroy"],
  id: { of: ["targetId", "policyId"], between: ":" },
  gone: ["PolicyNotAttachedException", "PolicyNotFoundException", "TargetNotFoundException"],
  create: (client, inputs) =>
    client.send(new AttachPolicyCommand({ PolicyId: requiredText(inputs, "policyId"), TargetId: requiredText(inputs, "targetId") })),
  read: async (client, { policyId, targetId }) => {
    for await (const page of paginateListTargetsForPolicy({ client }, { PolicyId: policyId })) {
      if (page.Targets?.some(({ TargetId }) => TargetId === targetId)) return { policyId, targetId };
    }
    return undefined;
  },
  // AWS knows nothing of it.
  update: [{ of: ["skipDestroy"], call: async () => undefined }],
  delete: async (client, { policyId, targetId }, { skipDestroy }) =>
    skipDestroy === true || client.send(new DetachPolicyCommand({ PolicyId: policyId, TargetId: targetId })),
});
