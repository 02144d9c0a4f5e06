import type * as sdk from "@aws-sdk/client-iam";
import { iamOf } from "../../iam/entities";
import { requestTags } from "../../iam/requestTags";
import { deleteRole, findRole, putRole } from "../../iam/roles";
import { AwsError, type Operations } from "../../service";
import { creationContext, markedPage, modifiableRole, noSuchEntity, onRole, roleOf } from "./holder";
import { existingPolicy } from "./managedPolicies";
import { roleDetail, roleSummary, tagList } from "./shapes";
import { checkName, checkPath, checkSessionDuration, checkTags, checkTrustPolicy } from "./validation";

export const roles: Operations<typeof sdk> = {
  CreateRole: {
    authorize(input, { world, caller }) {
      const resource = `arn:${world.partition}:iam::${caller.account}:role${checkPath(input.Path)}${checkName("roleName", input.RoleName, 64)}`;
      const asked = { resource, context: creationContext(input) };
      return [asked, ...(input.Tags?.length ? [{ action: "iam:TagRole", ...asked }] : [])];
    },
    handle(input, { world, caller }) {
      const name = checkName("roleName", input.RoleName, 64);
      if (findRole(world, caller.account, name))
        throw new AwsError("EntityAlreadyExistsException", `Role with name ${name} already exists.`);
      const role = putRole(world, caller.account, {
        name,
        path: checkPath(input.Path),
        trustPolicy: checkTrustPolicy(world, input.AssumeRolePolicyDocument),
        description: input.Description,
        maxSessionDuration: checkSessionDuration(input.MaxSessionDuration),
        permissionsBoundary: input.PermissionsBoundary === undefined ? undefined : existingPolicy(world, input.PermissionsBoundary),
        tags: checkTags(input.Tags),
      });
      return { Role: roleDetail(role) };
    },
  },
  GetRole: { authorize: onRole, handle: (input, call) => ({ Role: roleDetail(roleOf(input, call)) }) },
  ListRoles: {
    handle(input, call) {
      const found = [...iamOf(call.world, call.caller.account).roles.values()]
        .filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, marked } = markedPage(found, input, call);
      return { Roles: items.map(roleSummary), ...marked };
    },
  },
  UpdateRole: {
    authorize: onRole,
    handle(input, call) {
      const role = modifiableRole(input, call);
      if (input.Description !== undefined) role.description = input.Description;
      // "If you do not specify a value for this setting, the default value of one hour is applied."
      role.maxSessionDuration = checkSessionDuration(input.MaxSessionDuration) ?? 3600;
    },
  },
  UpdateRoleDescription: {
    authorize: onRole,
    handle(input, call) {
      const role = modifiableRole(input, call);
      role.description = input.Description;
      return { Role: roleDetail(role) };
    },
  },
  UpdateAssumeRolePolicy: {
    authorize: onRole,
    handle(input, call) {
      modifiableRole(input, call).trustPolicy = checkTrustPolicy(call.world, input.PolicyDocument);
    },
  },
  DeleteRole: {
    authorize: onRole,
    handle(input, call) {
      const role = modifiableRole(input, call);
      const conflict = (what: string) => new AwsError("DeleteConflictException", `Cannot delete entity, must ${what} first.`);
      if (role.attachedPolicies.size > 0) throw conflict("detach all policies");
      if (role.inlinePolicies.size > 0) throw conflict("delete policies");
      deleteRole(call.world, call.caller.account, role.name);
    },
  },
  // There are no instance profiles here; clients ask before they delete a role.
  ListInstanceProfilesForRole: {
    authorize: onRole,
    handle(input, call) {
      roleOf(input, call);
      return { InstanceProfiles: [], IsTruncated: false };
    },
  },
  PutRolePermissionsBoundary: {
    authorize: (input, call) => onRole(input, call, { "iam:PermissionsBoundary": input.PermissionsBoundary }),
    handle(input, call) {
      modifiableRole(input, call).permissionsBoundary = existingPolicy(call.world, input.PermissionsBoundary);
    },
  },
  DeleteRolePermissionsBoundary: {
    authorize: onRole,
    handle(input, call) {
      const role = modifiableRole(input, call);
      if (role.permissionsBoundary === undefined) throw noSuchEntity(`Role ${role.name} does not have a permissions boundary`);
      role.permissionsBoundary = undefined;
    },
  },
  TagRole: {
    authorize: (input, call) => onRole(input, call, requestTags(input.Tags)),
    handle(input, call) {
      const { tags } = modifiableRole(input, call);
      const kept = [...tags.keys()].filter((key) => !input.Tags.some(({ Key }) => Key === key)).length;
      for (const [key, value] of Object.entries(checkTags(input.Tags, kept))) tags.set(key, value);
    },
  },
  UntagRole: {
    authorize: (input, call) => onRole(input, call, { "aws:TagKeys": input.TagKeys }),
    handle(input, call) {
      const { tags } = modifiableRole(input, call);
      for (const key of input.TagKeys) tags.delete(key);
    },
  },
  ListRoleTags: {
    authorize: onRole,
    handle(input, call) {
      const { items, marked } = markedPage(tagList(roleOf(input, call)) ?? [], input, call);
      return { Tags: items, ...marked };
    },
  },
};
