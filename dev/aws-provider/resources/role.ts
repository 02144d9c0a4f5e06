import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListInstanceProfilesForRole,
  paginateListRolePolicies,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { during, unless } from "../errors";
import type { Change, ResourceType } from "../resourceType";
import { fromTagList, tagChanges, tagList } from "../tags";
import { numeric, requiredText, text, textMap, type Properties } from "../values";

/** aws.iam.Role. Its id is its name. Policies are resources of their own here: `inlinePolicies` and `managedPolicyArns` are read only. */
export const role: ResourceType = {
  token: "aws:iam/role:Role",
  scope: "global",
  title: "IAM Role",
  inputs: {
    assumeRolePolicy: { required: true, kind: "policy" },
    description: {},
    forceDetachPolicies: { default: false },
    maxSessionDuration: { default: 3600 },
    name: {
      forceNew: true,
      autoName: { maxLength: 64 },
      matches: { pattern: /^[\w+=,.@-]{1,64}$/, rule: "must match [\\w+=,.@-] and be at most 64 characters" },
    },
    path: { default: "/", forceNew: true },
    permissionsBoundary: {},
    tags: {},
  },
  outputs: ["arn", "createDate", "uniqueId", "inlinePolicies", "managedPolicyArns"],
  notRead: ["forceDetachPolicies"],

  async create(inputs, { account, tagsAll }) {
    const client = await account.iam();
    const name = requiredText(inputs, "name");
    await during(`creating IAM Role (${name})`, "IAM: CreateRole", () =>
      client.send(
        new CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: requiredText(inputs, "assumeRolePolicy"),
          Path: text(inputs["path"]),
          Description: text(inputs["description"]),
          MaxSessionDuration: numeric(inputs["maxSessionDuration"]),
          PermissionsBoundary: text(inputs["permissionsBoundary"]),
          Tags: tagList(tagsAll),
        }),
      ),
    );
    return name;
  },

  async read(id, { account }) {
    const client = await account.iam();
    const found = await during(`reading IAM Role (${id})`, "IAM: GetRole", () =>
      unless(["NoSuchEntityException"], () => client.send(new GetRoleCommand({ RoleName: id }))),
    );
    if (!found?.Role) return undefined;
    const { Role } = found;
    return {
      name: Role.RoleName,
      arn: Role.Arn,
      assumeRolePolicy: decodeURIComponent(Role.AssumeRolePolicyDocument ?? ""),
      createDate: Role.CreateDate?.toISOString(),
      description: Role.Description,
      maxSessionDuration: Role.MaxSessionDuration ?? 3600,
      path: Role.Path,
      permissionsBoundary: Role.PermissionsBoundary?.PermissionsBoundaryArn,
      uniqueId: Role.RoleId,
      tags: fromTagList(Role.Tags),
      inlinePolicies: await inlinePolicies(client, id),
      managedPolicyArns: await managedPolicyArns(client, id),
    };
  },

  async update(id, change, { account, tagsAll }) {
    await updateRole(await account.iam(), id, change, tagsAll);
  },

  async delete(id, _state, { account }) {
    const client = await account.iam();
    await during(`deleting IAM Role (${id})`, "IAM: DeleteRole", () =>
      unless(["NoSuchEntityException"], async () => {
        // A role in an instance profile cannot be deleted: the real provider looks, and takes it out.
        for await (const page of paginateListInstanceProfilesForRole({ client }, { RoleName: id })) {
          if (page.InstanceProfiles?.length)
            throw new Error("the role is in an instance profile, which the sandbox's provider does not handle");
        }
        await client.send(new DeleteRoleCommand({ RoleName: id }));
      }),
    );
  },
};

async function updateRole(client: IAMClient, id: string, change: Change, tagsAll: Record<string, string>): Promise<void> {
  const RoleName = id;
  const news = change.new;
  if (change.of("assumeRolePolicy")) {
    await during(`updating IAM Role (${id}) assume role policy`, "IAM: UpdateAssumeRolePolicy", () =>
      client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: requiredText(news, "assumeRolePolicy") })),
    );
  }
  if (change.of("description", "maxSessionDuration")) {
    await during(`updating IAM Role (${id})`, "IAM: UpdateRole", () =>
      client.send(
        new UpdateRoleCommand({
          RoleName,
          Description: text(news["description"]) ?? "",
          MaxSessionDuration: numeric(news["maxSessionDuration"]),
        }),
      ),
    );
  }
  if (change.of("permissionsBoundary")) {
    const PermissionsBoundary = text(news["permissionsBoundary"]);
    await during(`updating IAM Role (${id}) permissions boundary`, "IAM: PutRolePermissionsBoundary", async () => {
      if (PermissionsBoundary) await client.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
      else await client.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    });
  }
  const { set, remove } = tagChanges(textMap(change.old["tagsAll"]), tagsAll);
  const what = `updating tags of IAM Role (${id})`;
  if (remove.length > 0) await during(what, "IAM: UntagRole", () => client.send(new UntagRoleCommand({ RoleName, TagKeys: remove })));
  if (Object.keys(set).length > 0)
    await during(what, "IAM: TagRole", () => client.send(new TagRoleCommand({ RoleName, Tags: tagList(set) })));
}

async function inlinePolicies(client: IAMClient, RoleName: string): Promise<Properties["inlinePolicies"]> {
  return during(`reading inline policies of IAM Role (${RoleName})`, "IAM: ListRolePolicies", async () => {
    const policies: { name: string; policy: string }[] = [];
    for await (const page of paginateListRolePolicies({ client }, { RoleName })) {
      for (const PolicyName of page.PolicyNames ?? []) {
        const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        policies.push({ name: PolicyName, policy: decodeURIComponent(PolicyDocument ?? "") });
      }
    }
    return policies;
  });
}

async function managedPolicyArns(client: IAMClient, RoleName: string): Promise<string[]> {
  return during(`reading managed policies of IAM Role (${RoleName})`, "IAM: ListAttachedRolePolicies", async () => {
    const arns: string[] = [];
    for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName })) {
      arns.push(...(page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []));
    }
    return arns;
  });
}
