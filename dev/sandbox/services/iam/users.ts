import type * as sdk from "@aws-sdk/client-iam";
import { accessKeysOfUser, createAccessKey } from "../../iam/accessKeys";
import { findUser, putUser } from "../../iam/users";
import { AwsError, type Call, type Operations } from "../../service";
import { creationContext, onUser, userOf } from "./holder";
import { existingPolicy } from "./managedPolicies";
import { userDetail } from "./shapes";
import { checkAttachment, checkName, checkPath, checkTags, limitExceeded } from "./validation";

/** What it takes to make somebody who calls. */
export const users: Operations<typeof sdk> = {
  CreateUser: {
    authorize(input, { world, caller }) {
      const resource = `arn:${world.partition}:iam::${caller.account}:user${checkPath(input.Path)}${checkName("userName", input.UserName, 64)}`;
      return { resource, context: creationContext(input) };
    },
    handle(input, { world, caller }) {
      const name = checkName("userName", input.UserName, 64);
      if (findUser(world, caller.account, name))
        throw new AwsError("EntityAlreadyExistsException", `User with name ${name} already exists.`);
      const permissionsBoundary = input.PermissionsBoundary === undefined ? undefined : existingPolicy(world, input.PermissionsBoundary);
      const user = { name, path: checkPath(input.Path), tags: checkTags(input.Tags), permissionsBoundary };
      return { User: userDetail(putUser(world, caller.account, user)) };
    },
  },
  AttachUserPolicy: {
    authorize: (input, call) => onUser(input, call, { "iam:PolicyARN": input.PolicyArn }),
    handle(input, call) {
      const { attachedPolicies } = userOf(input, call);
      attachedPolicies.add(checkAttachment("User", attachedPolicies, existingPolicy(call.world, input.PolicyArn)));
    },
  },
  CreateAccessKey: {
    authorize: (input, call) => onUser(named(input, call), call),
    handle(input, call) {
      const { world, caller } = call;
      const { name } = userOf(named(input, call), call);
      if (accessKeysOfUser(world, caller.account, name).length >= quota)
        throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${quota}`);
      const { accessKeyId, secretAccessKey } = createAccessKey(world, caller.account, name);
      const key = { UserName: name, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      return { AccessKey: { ...key, Status: "Active", CreateDate: world.clock.now() } };
    },
  },
};

const quota = 2;

/** Without a name: the user who calls. @throws ValidationError for a role session that names no user. */
function named({ UserName }: { UserName?: string }, { caller }: Call): { UserName: string } {
  if (UserName !== undefined) return { UserName };
  if (caller.kind === "user") return { UserName: caller.arn.slice(caller.arn.lastIndexOf("/") + 1) };
  throw new AwsError("ValidationError", "Must specify userName when calling with non-User credentials");
}
