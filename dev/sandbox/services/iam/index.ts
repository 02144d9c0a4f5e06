import * as sdk from "@aws-sdk/client-iam";
import type { Service } from "../../service";
import * as accessKeys from "./accessKeys";
import { listAccountAliases } from "./accountAliases";
import { attachedPolicyOperations } from "./attachedPolicies";
import { roleKind, userKind } from "./holder";
import { inlinePolicyOperations } from "./inlinePolicies";
import { listInstanceProfilesForRole } from "./instanceProfiles";
import * as managedPolicies from "./managedPolicies";
import { permissionsBoundaryOperations } from "./permissionsBoundaries";
import * as roles from "./roles";
import * as serviceLinkedRoles from "./serviceLinkedRoles";
import { tagOperations } from "./tags";
import * as users from "./users";

const rolePolicies = inlinePolicyOperations(roleKind);
const userPolicies = inlinePolicyOperations(userKind);
const roleAttachments = attachedPolicyOperations(roleKind);
const userAttachments = attachedPolicyOperations(userKind);
const roleTags = tagOperations(roleKind);
const userTags = tagOperations(userKind);
const roleBoundary = permissionsBoundaryOperations(roleKind);
const userBoundary = permissionsBoundaryOperations(userKind);

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html */
export const service: Service = {
  signingName: "iam",
  protocol: "query",
  namespace: "com.amazonaws.iam",
  xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  sdk,
  scope: "global",
  operations: {
    ListAccountAliases: listAccountAliases,
    CreateRole: roles.createRole,
    GetRole: roles.getRole,
    ListRoles: roles.listRoles,
    UpdateRole: roles.updateRole,
    UpdateRoleDescription: roles.updateRoleDescription,
    UpdateAssumeRolePolicy: roles.updateAssumeRolePolicy,
    DeleteRole: roles.deleteRole,
    PutRolePolicy: rolePolicies.put,
    GetRolePolicy: rolePolicies.get,
    DeleteRolePolicy: rolePolicies.remove,
    ListRolePolicies: rolePolicies.list,
    AttachRolePolicy: roleAttachments.attach,
    DetachRolePolicy: roleAttachments.detach,
    ListAttachedRolePolicies: roleAttachments.list,
    TagRole: roleTags.tag,
    UntagRole: roleTags.untag,
    ListRoleTags: roleTags.list,
    PutRolePermissionsBoundary: roleBoundary.put,
    DeleteRolePermissionsBoundary: roleBoundary.remove,
    ListInstanceProfilesForRole: listInstanceProfilesForRole,
    CreateServiceLinkedRole: serviceLinkedRoles.createServiceLinkedRole,
    DeleteServiceLinkedRole: serviceLinkedRoles.deleteServiceLinkedRole,
    GetServiceLinkedRoleDeletionStatus: serviceLinkedRoles.getServiceLinkedRoleDeletionStatus,
    CreateUser: users.createUser,
    GetUser: users.getUser,
    ListUsers: users.listUsers,
    DeleteUser: users.deleteUser,
    PutUserPolicy: userPolicies.put,
    GetUserPolicy: userPolicies.get,
    DeleteUserPolicy: userPolicies.remove,
    ListUserPolicies: userPolicies.list,
    AttachUserPolicy: userAttachments.attach,
    DetachUserPolicy: userAttachments.detach,
    ListAttachedUserPolicies: userAttachments.list,
    TagUser: userTags.tag,
    UntagUser: userTags.untag,
    ListUserTags: userTags.list,
    PutUserPermissionsBoundary: userBoundary.put,
    DeleteUserPermissionsBoundary: userBoundary.remove,
    CreateAccessKey: accessKeys.createAccessKey,
    DeleteAccessKey: accessKeys.deleteAccessKey,
    ListAccessKeys: accessKeys.listAccessKeys,
    CreatePolicy: managedPolicies.createPolicy,
    GetPolicy: managedPolicies.getPolicy,
    GetPolicyVersion: managedPolicies.getPolicyVersion,
    ListPolicyVersions: managedPolicies.listPolicyVersions,
    DeletePolicy: managedPolicies.deletePolicy,
  },
};
