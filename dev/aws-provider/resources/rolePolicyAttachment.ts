import { AttachRolePolicyCommand, DetachRolePolicyCommand, paginateListAttachedRolePolicies } from "@aws-sdk/client-iam";
import { crud } from "../crud";
import { iam } from "../services";
import { requiredText } from "../values";

/** aws.iam.RolePolicyAttachment. Its id is `role/policy ARN`. */
export const rolePolicyAttachment = crud({
  token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  scope: "global",
  title: "IAM Role Policy Attachment",
  service: iam,
  inputs: { policyArn: { required: true, forceNew: true }, role: { required: true, forceNew: true } },
  outputs: [],
  id: { of: ["role", "policyArn"], between: "/" },
  gone: ["NoSuchEntityException"],
  says: {
    create: ({ role, policyArn }) => `attaching IAM Policy (${policyArn}) to IAM Role (${role})`,
    delete: ({ role, policyArn }) => `detaching IAM Policy (${policyArn}) from IAM Role (${role})`,
  },
  create: (client, inputs) =>
    client.send(new AttachRolePolicyCommand({ RoleName: requiredText(inputs, "role"), PolicyArn: requiredText(inputs, "policyArn") })),
  read: async (client, { role, policyArn }) => {
    for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: role })) {
      if (page.AttachedPolicies?.some(({ PolicyArn }) => PolicyArn === policyArn)) return { role, policyArn };
    }
    return undefined;
  },
  delete: (client, { role, policyArn }) => client.send(new DetachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn })),
});
