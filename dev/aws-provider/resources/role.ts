import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListInstanceProfilesForRole,
  paginateListRolePolicies,
  paginateListRoleTags,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { crud } from "../crud";
import { iam } from "../services";
import { fromTagList, tagList } from "../tags";
import { numeric, requiredText, text } from "../values";

/** aws.iam.Role. Its id is its name. Policies are resources of their own here: `inlinePolicies` and `managedPolicyArns` are read only. */
export const role = crud({
  token: "aws:iam/role:Role",
  scope: "global",
  title: "IAM Role",
  service: iam,
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
  id: { of: ["name"] },
  gone: ["NoSuchEntityException"],
  create: (client, inputs, { tagsAll }) =>
    client.send(
      new CreateRoleCommand({
        RoleName: requiredText(inputs, "name"),
        AssumeRolePolicyDocument: requiredText(inputs, "assumeRolePolicy"),
        Path: text(inputs["path"]),
        Description: text(inputs["description"]),
        MaxSessionDuration: numeric(inputs["maxSessionDuration"]),
        PermissionsBoundary: text(inputs["permissionsBoundary"]),
        Tags: tagList(tagsAll),
      }),
    ),
  read: async (client, { id }) => {
    const { Role } = await client.send(new GetRoleCommand({ RoleName: id }));
    return {
      name: Role?.RoleName,
      arn: Role?.Arn,
      assumeRolePolicy: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""),
      createDate: Role?.CreateDate?.toISOString(),
      description: Role?.Description,
      maxSessionDuration: Role?.MaxSessionDuration ?? 3600,
      path: Role?.Path,
      permissionsBoundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
      uniqueId: Role?.RoleId,
      tags: fromTagList(Role?.Tags),
      inlinePolicies: await inlinePolicies(client, id),
      managedPolicyArns: await managedPolicyArns(client, id),
    };
  },
  update: [
    {
      of: ["assumeRolePolicy"],
      call: (client, { id }, { new: inputs }) =>
        client.send(new UpdateAssumeRolePolicyCommand({ RoleName: id, PolicyDocument: requiredText(inputs, "assumeRolePolicy") })),
    },
    {
      of: ["description"],
      call: (client, { id }, { new: inputs }) =>
        client.send(new UpdateRoleDescriptionCommand({ RoleName: id, Description: text(inputs["description"]) ?? "" })),
    },
    {
      of: ["maxSessionDuration"],
      call: (client, { id }, { new: inputs }) =>
        client.send(new UpdateRoleCommand({ RoleName: id, MaxSessionDuration: numeric(inputs["maxSessionDuration"]) })),
    },
    {
      of: ["permissionsBoundary"],
      call: async (client, { id }, { new: inputs }) => {
        const boundary = text(inputs["permissionsBoundary"]);
        if (boundary) await client.send(new PutRolePermissionsBoundaryCommand({ RoleName: id, PermissionsBoundary: boundary }));
        else await client.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: id }));
      },
    },
  ],
  tags: {
    list: async (client, { id }) => {
      const tags: { Key?: string; Value?: string }[] = [];
      for await (const page of paginateListRoleTags({ client }, { RoleName: id })) tags.push(...(page.Tags ?? []));
      return fromTagList(tags);
    },
    set: (client, { id }, tags) => client.send(new TagRoleCommand({ RoleName: id, Tags: tagList(tags) })),
    remove: (client, { id }, TagKeys) => client.send(new UntagRoleCommand({ RoleName: id, TagKeys })),
  },
  delete: async (client, { id }) => {
    // A role in an instance profile cannot be deleted: the real provider looks, and takes it out.
    for await (const page of paginateListInstanceProfilesForRole({ client }, { RoleName: id })) {
      if (page.InstanceProfiles?.length) throw new Error("the role is in an instance profile, which this provider does not handle");
    }
    await client.send(new DeleteRoleCommand({ RoleName: id }));
  },
});

async function inlinePolicies(client: IAMClient, RoleName: string): Promise<{ name: string; policy: string }[]> {
  const policies: { name: string; policy: string }[] = [];
  for await (const page of paginateListRolePolicies({ client }, { RoleName })) {
    for (const PolicyName of page.PolicyNames ?? []) {
      const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      policies.push({ name: PolicyName, policy: decodeURIComponent(PolicyDocument ?? "") });
    }
  }
  return policies;
}

async function managedPolicyArns(client: IAMClient, RoleName: string): Promise<string[]> {
  const arns: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName })) {
    arns.push(...(page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []));
  }
  return arns;
}
