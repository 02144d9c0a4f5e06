import type {
  CreateUserRequest,
  CreateUserResponse,
  DeleteUserRequest,
  GetUserRequest,
  GetUserResponse,
  ListUsersRequest,
  ListUsersResponse,
} from "@aws-sdk/client-iam";
import { accessKeysOfUser } from "../../iam/accessKeys";
import { iamOf } from "../../iam/entities";
import { findUser, putUser } from "../../iam/users";
import { AwsError, type Call, type Operation } from "../../service";
import { creationContext, holderOf, onHolder, userKind } from "./holder";
import { existingPolicy } from "./managedPolicies";
import { markedPage } from "./paging";
import { userDetail } from "./shapes";
import { checkName, checkPath, checkTags } from "./validation";

export const createUser: Operation<CreateUserRequest, CreateUserResponse> = {
  authorize(input, { world, caller }) {
    const resource = `arn:${world.partition}:iam::${caller.account}:user${checkPath(input.Path)}${checkName("userName", input.UserName, 64)}`;
    return [{ action: "iam:CreateUser", resource, context: creationContext(input) }];
  },
  handle(input, { world, caller }) {
    const name = checkName("userName", input.UserName, 64);
    if (findUser(world, caller.account, name)) throw new AwsError("EntityAlreadyExistsException", `User with name ${name} already exists.`);
    const permissionsBoundary = input.PermissionsBoundary === undefined ? undefined : existingPolicy(world, input.PermissionsBoundary);
    return {
      User: userDetail(
        putUser(world, caller.account, { name, path: checkPath(input.Path), tags: checkTags(input.Tags), permissionsBoundary }),
      ),
    };
  },
};

/** Without a name: the user who calls. */
export const getUser: Operation<GetUserRequest, GetUserResponse> = {
  authorize: (input, call) => onHolder(userKind, "GetUser", { UserName: userName(input, call) }, call),
  handle: (input, call) => ({ User: userDetail(holderOf(userKind, { UserName: userName(input, call) }, call)) }),
};

export const listUsers: Operation<ListUsersRequest, ListUsersResponse> = {
  authorize: () => [{ action: "iam:ListUsers", resource: "*" }],
  handle(input, call) {
    const users = [...iamOf(call.world, call.caller.account).users.values()]
      .filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, marked } = markedPage(users, input, call);
    return { Users: items.map((user) => ({ ...userDetail(user), Tags: undefined, PermissionsBoundary: undefined })), ...marked };
  },
};

export const deleteUser: Operation<DeleteUserRequest, Record<string, never>> = {
  authorize: (input, call) => onHolder(userKind, "DeleteUser", input, call),
  handle(input, call) {
    const { world, caller } = call;
    const user = holderOf(userKind, input, call);
    const conflict = (what: string) => new AwsError("DeleteConflictException", `Cannot delete entity, must ${what} first.`);
    if (accessKeysOfUser(world, caller.account, user.name).length > 0) throw conflict("delete access keys");
    if (user.attachedPolicies.size > 0) throw conflict("detach all policies");
    if (user.inlinePolicies.size > 0) throw conflict("delete policies");
    iamOf(world, caller.account).users.delete(user.name.toLowerCase());
    return {};
  },
};

/** @throws ValidationError for a role session that names no user. */
export function userName({ UserName }: { UserName?: string | undefined }, { caller }: Call): string {
  if (UserName !== undefined) return UserName;
  if (caller.kind === "user") return caller.arn.slice(caller.arn.lastIndexOf("/") + 1);
  throw new AwsError("ValidationError", "Must specify userName when calling with non-User credentials");
}
