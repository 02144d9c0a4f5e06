import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand, type IAMClient } from "@aws-sdk/client-iam";
import { crud } from "../crud";
import { iam } from "../services";
import { requiredText, type Properties } from "../values";

/** aws.iam.RolePolicy: an inline policy of a role. Its id is `role:name`. */
export const rolePolicy = crud({
  token: "aws:iam/rolePolicy:RolePolicy",
  scope: "global",
  title: "IAM Role Policy",
  service: iam,
  inputs: {
    name: { forceNew: true, autoName: { maxLength: 128 } },
    policy: { required: true, kind: "policy" },
    role: { required: true, forceNew: true },
  },
  outputs: [],
  id: { of: ["role", "name"], between: ":" },
  gone: ["NoSuchEntityException"],
  says: { create: ({ role, name }) => `putting IAM Role (${role}) Policy (${name})` },
  create: put,
  read: async (client, { role = "", name = "" }) => {
    const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName: role, PolicyName: name }));
    return { role, name, policy: decodeURIComponent(PolicyDocument ?? "") };
  },
  update: [{ of: ["policy"], call: (client, _key, change) => put(client, change.new) }],
  delete: (client, { role, name }) => client.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: name })),
});

function put(client: IAMClient, inputs: Properties): Promise<unknown> {
  return client.send(
    new PutRolePolicyCommand({
      RoleName: requiredText(inputs, "role"),
      PolicyName: requiredText(inputs, "name"),
      PolicyDocument: requiredText(inputs, "policy"),
    }),
  );
}
