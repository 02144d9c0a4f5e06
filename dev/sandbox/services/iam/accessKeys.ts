import type {
  CreateAccessKeyRequest,
  CreateAccessKeyResponse,
  DeleteAccessKeyRequest,
  ListAccessKeysRequest,
  ListAccessKeysResponse,
} from "@aws-sdk/client-iam";
import { accessKeysOfUser, createAccessKey as create, deleteAccessKey as remove } from "../../iam/accessKeys";
import { AwsError, type Operation } from "../../service";
import { holderOf, onHolder, userKind } from "./holder";
import { markedPage } from "./paging";
import { userName } from "./users";
import { limitExceeded } from "./validation";

export const createAccessKey: Operation<CreateAccessKeyRequest, CreateAccessKeyResponse> = {
  authorize: (input, call) => onHolder(userKind, "CreateAccessKey", { UserName: userName(input, call) }, call),
  handle(input, call) {
    const { world, caller } = call;
    const { name } = holderOf(userKind, { UserName: userName(input, call) }, call);
    if (accessKeysOfUser(world, caller.account, name).length >= quota)
      throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${quota}`);
    const { accessKeyId, secretAccessKey, status, createdAt } = create(world, caller.account, name);
    return {
      AccessKey: { UserName: name, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Status: status, CreateDate: createdAt },
    };
  },
};

export const deleteAccessKey: Operation<DeleteAccessKeyRequest, Record<string, never>> = {
  authorize: (input, call) => onHolder(userKind, "DeleteAccessKey", { UserName: userName(input, call) }, call),
  handle(input, call) {
    const { world, caller } = call;
    const { name } = holderOf(userKind, { UserName: userName(input, call) }, call);
    const key = accessKeysOfUser(world, caller.account, name).find(({ accessKeyId }) => accessKeyId === input.AccessKeyId);
    if (!key) throw new AwsError("NoSuchEntityException", `The Access Key with id ${input.AccessKeyId} cannot be found.`);
    remove(world, key.accessKeyId);
    return {};
  },
};

export const listAccessKeys: Operation<ListAccessKeysRequest, ListAccessKeysResponse> = {
  authorize: (input, call) => onHolder(userKind, "ListAccessKeys", { UserName: userName(input, call) }, call),
  handle(input, call) {
    const { world, caller } = call;
    const { name } = holderOf(userKind, { UserName: userName(input, call) }, call);
    const { items, marked } = markedPage(accessKeysOfUser(world, caller.account, name), input, call);
    const shown = items.map(({ accessKeyId, status, createdAt }) => ({
      UserName: name,
      AccessKeyId: accessKeyId,
      Status: status,
      CreateDate: createdAt,
    }));
    return { AccessKeyMetadata: shown, ...marked };
  },
};

const quota = 2;
