import { AttachRolePolicyCommand, DetachRolePolicyCommand, paginateListAttachedRolePolicies } from "@aws-sdk/client-iam";
import { during, unless } from "../errors";
import type { ResourceType } from "../resourceType";
import { requiredText } from "../values";

/** aws.iam.RolePolicyAttachment. Its id is `role/policy ARN`. */
export const rolePolicyAttachment: ResourceType = {
  token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  scope: "global",
  title: "IAM Role Policy Attachment",
  inputs: { policyArn: { required: true, forceNew: true }, role: { required: true, forceNew: true } },
  outputs: [],

  async create(inputs, { account }) {
    const client = await account.iam();
    const role = requiredText(inputs, "role");
    const policyArn = requiredText(inputs, "policyArn");
    await during(`attaching IAM Policy (${policyArn}) to IAM Role (${role})`, "IAM: AttachRolePolicy", () =>
      client.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn })),
    );
    return `${role}/${policyArn}`;
  },

  async read(id, { account }) {
    const client = await account.iam();
    const { role, policyArn } = parseId(id);
    return during(`reading IAM Role Policy Attachment (${id})`, "IAM: ListAttachedRolePolicies", () =>
      unless(["NoSuchEntityException"], async () => {
        for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: role })) {
          if (page.AttachedPolicies?.some(({ PolicyArn }) => PolicyArn === policyArn)) return { role, policyArn };
        }
        return undefined;
      }),
    );
  },

  async delete(id, _state, { account }) {
    const client = await account.iam();
    const { role, policyArn } = parseId(id);
    await during(`detaching IAM Policy (${policyArn}) from IAM Role (${role})`, "IAM: DetachRolePolicy", () =>
      unless(["NoSuchEntityException"], () => client.send(new DetachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn }))),
    );
  },
};

function parseId(id: string): { role: string; policyArn: string } {
  const slash = id.indexOf("/");
  if (slash < 1) throw new Error(`unexpected format of ID (${id}), expected ROLE/POLICY-ARN`);
  return { role: id.slice(0, slash), policyArn: id.slice(slash + 1) };
}
