import type {
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRoleRequest,
  GetRoleRequest,
  GetRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
  UpdateRoleRequest,
} from "@aws-sdk/client-iam";
import { iamOf, type Role } from "../../iam/entities";
import { deleteRole as remove, findRole, putRole } from "../../iam/roles";
import { AwsError, type Call, type Operation } from "../../service";
import { creationContext, modifiableHolder, onHolder, roleKind } from "./holder";
import { existingPolicy } from "./managedPolicies";
import { markedPage } from "./paging";
import { roleDetail, roleSummary } from "./shapes";
import { checkName, checkPath, checkSessionDuration, checkTags, checkTrustPolicy } from "./validation";

type Empty = Record<string, never>;

export const createRole: Operation<CreateRoleRequest, CreateRoleResponse> = {
  authorize(input, { world, caller }) {
    const resource = `arn:${world.partition}:iam::${caller.account}:role${checkPath(input.Path)}${checkName("roleName", input.RoleName, 64)}`;
    const context = creationContext(input);
    return [{ action: "iam:CreateRole", resource, context }, ...(input.Tags?.length ? [{ action: "iam:TagRole", resource, context }] : [])];
  },
  handle(input, { world, caller }) {
    const name = checkName("roleName", input.RoleName, 64);
    if (findRole(world, caller.account, name)) throw new AwsError("EntityAlreadyExistsException", `Role with name ${name} already exists.`);
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
};

export const getRole: Operation<GetRoleRequest, GetRoleResponse> = {
  authorize: (input, call) => onHolder(roleKind, "GetRole", input, call),
  handle: (input, call) => ({ Role: roleDetail(existingRole(input.RoleName, call)) }),
};

export const listRoles: Operation<ListRolesRequest, ListRolesResponse> = {
  authorize: () => [{ action: "iam:ListRoles", resource: "*" }],
  handle(input, call) {
    const roles = [...iamOf(call.world, call.caller.account).roles.values()]
      .filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, marked } = markedPage(roles, input, call);
    return { Roles: items.map(roleSummary), ...marked };
  },
};

export const updateRole: Operation<UpdateRoleRequest, Empty> = {
  authorize: (input, call) => onHolder(roleKind, "UpdateRole", input, call),
  handle(input, call) {
    modifiableHolder(roleKind, input, call);
    const role = existingRole(input.RoleName, call);
    if (input.Description !== undefined) role.description = input.Description;
    // "If you do not specify a value for this setting, the default value of one hour is applied."
    role.maxSessionDuration = checkSessionDuration(input.MaxSessionDuration) ?? 3600;
    return {};
  },
};

export const updateRoleDescription: Operation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse> = {
  authorize: (input, call) => onHolder(roleKind, "UpdateRoleDescription", input, call),
  handle(input, call) {
    modifiableHolder(roleKind, input, call);
    const role = existingRole(input.RoleName, call);
    role.description = input.Description;
    return { Role: roleDetail(role) };
  },
};

export const updateAssumeRolePolicy: Operation<UpdateAssumeRolePolicyRequest, Empty> = {
  authorize: (input, call) => onHolder(roleKind, "UpdateAssumeRolePolicy", input, call),
  handle(input, call) {
    modifiableHolder(roleKind, input, call);
    existingRole(input.RoleName, call).trustPolicy = checkTrustPolicy(call.world, input.PolicyDocument);
    return {};
  },
};

export const deleteRole: Operation<DeleteRoleRequest, Empty> = {
  authorize: (input, call) => onHolder(roleKind, "DeleteRole", input, call),
  handle(input, call) {
    const role = modifiableHolder(roleKind, input, call);
    if (role.attachedPolicies.size > 0)
      throw new AwsError("DeleteConflictException", "Cannot delete entity, must detach all policies first.");
    if (role.inlinePolicies.size > 0) throw new AwsError("DeleteConflictException", "Cannot delete entity, must delete policies first.");
    remove(call.world, call.caller.account, role.name);
    return {};
  },
};

/** @throws NoSuchEntity */
function existingRole(name: string | undefined, { world, caller }: Call): Role {
  const role = findRole(world, caller.account, name ?? "");
  if (role) return role;
  throw new AwsError("NoSuchEntityException", `The role with name ${name} cannot be found.`);
}
