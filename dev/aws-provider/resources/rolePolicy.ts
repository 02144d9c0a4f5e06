import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { during, unless } from "../errors";
import type { Context, ResourceType } from "../resourceType";
import { requiredText, type Properties } from "../values";

/** aws.iam.RolePolicy: an inline policy of a role. Its id is `role:name`. */
export const rolePolicy: ResourceType = {
  token: "aws:iam/rolePolicy:RolePolicy",
  scope: "global",
  title: "IAM Role Policy",
  inputs: {
    name: { forceNew: true, autoName: { maxLength: 128 } },
    policy: { required: true, kind: "policy" },
    role: { required: true, forceNew: true },
  },
  outputs: [],

  async create(inputs, context) {
    await put(inputs, context);
    return `${requiredText(inputs, "role")}:${requiredText(inputs, "name")}`;
  },

  async read(id, { account }) {
    const client = await account.iam();
    const { role, name } = parseId(id);
    const found = await during(`reading IAM Role Policy (${id})`, "IAM: GetRolePolicy", () =>
      unless(["NoSuchEntityException"], () => client.send(new GetRolePolicyCommand({ RoleName: role, PolicyName: name }))),
    );
    return found && { role, name, policy: decodeURIComponent(found.PolicyDocument ?? "") };
  },

  async update(_id, change, context) {
    await put(change.new, context);
  },

  async delete(id, _state, { account }) {
    const client = await account.iam();
    const { role, name } = parseId(id);
    await during(`deleting IAM Role Policy (${id})`, "IAM: DeleteRolePolicy", () =>
      unless(["NoSuchEntityException"], () => client.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: name }))),
    );
  },
};

async function put(inputs: Properties, { account }: Context): Promise<void> {
  const client = await account.iam();
  const RoleName = requiredText(inputs, "role");
  const PolicyName = requiredText(inputs, "name");
  await during(`putting IAM Role (${RoleName}) Policy (${PolicyName})`, "IAM: PutRolePolicy", () =>
    client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: requiredText(inputs, "policy") })),
  );
}

function parseId(id: string): { role: string; name: string } {
  const [role, name, ...more] = id.split(":");
  if (!role || !name || more.length > 0) throw new Error(`unexpected format of ID (${id}), expected ROLE:POLICY`);
  return { role, name };
}
