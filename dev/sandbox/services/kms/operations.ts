import type { Tag } from "@aws-sdk/client-kms";
import type * as sdk from "@aws-sdk/client-kms";
import { authorize } from "../../iam/authorize";
import { requestTags } from "../../iam/requestTags";
import { page } from "../../paging";
import { AwsError, type Call, type Operations } from "../../service";
import { isMultiRegion, newMultiRegionId } from "./multiRegion";
import { type Alias, aliasArn, aliasesOf, aliasNamed, type Key, keyNamed, keysOf, onKey, putKey, usable, validPolicy } from "./keys";
import { digestOf, signDigest } from "./signing";

interface OfKey {
  KeyId: string;
}

/** What IAM and the key's policy are asked by an operation on one key. */
const on = (input: OfKey, call: Call) => onKey(keyNamed(input.KeyId, call), call);
const onNamed = (input: OfKey, call: Call) => onKey(keyNamed(input.KeyId, call, { orAlias: true }), call);

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html */
export const operations: Operations<typeof sdk> = {
  CreateKey: {
    authorize(input, { world, caller, region }) {
      const context = {
        ...requestTags(tagsOf(input.Tags)),
        "kms:KeySpec": input.KeySpec ?? "SYMMETRIC_DEFAULT",
        "kms:KeyUsage": input.KeyUsage ?? "ENCRYPT_DECRYPT",
        "kms:BypassPolicyLockoutSafetyCheck": String(input.BypassPolicyLockoutSafetyCheck ?? false),
      };
      const any = `arn:${world.partition}:kms:${region}:${caller.account}:key/*`;
      return [{ resource: "*", context }, ...(input.Tags?.length ? [{ action: "kms:TagResource", resource: any, context }] : [])];
    },
    handle(input, call) {
      const spec = input.KeySpec ?? "SYMMETRIC_DEFAULT";
      const usage = input.KeyUsage ?? "ENCRYPT_DECRYPT";
      const isAsymmetric = spec === "ECC_NIST_P256";
      if (!isAsymmetric && spec !== "SYMMETRIC_DEFAULT") throw notImplemented(`keys of spec ${spec}`);
      for (const member of ["CustomKeyStoreId", "XksKeyId"] as const) if (input[member]) throw notImplemented(`${member} of kms:CreateKey`);
      if (usage !== "SIGN_VERIFY" && usage !== "ENCRYPT_DECRYPT") throw notImplemented(`keys of usage ${usage}`);
      if (isAsymmetric !== (usage === "SIGN_VERIFY"))
        throw new AwsError("ValidationException", `KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
      const policy = validPolicy(input.Policy ?? defaultPolicy(call));
      const made = putKey(call.world, {
        ...{ account: call.caller.account, region: call.region, spec, usage, policy },
        ...{ description: input.Description ?? "", tags: new Map(tagPairs(input.Tags)) },
        ...(input.MultiRegion && { id: newMultiRegionId() }),
      });
      if (!input.BypassPolicyLockoutSafetyCheck) refuseLockout(made, policy, call, () => (made.deletion = call.world.clock.now()));
      return { KeyMetadata: metadata(made) };
    },
  },
  ListKeys: {
    handle(input, call) {
      const all = keysOf(call.world).filter(({ account, region }) => account === call.caller.account && region === call.region);
      const { items, next } = listed(
        call,
        input,
        all.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
      );
      return { Keys: items, ...next };
    },
  },
  DescribeKey: {
    authorize: onNamed,
    handle: (input, call) => ({ KeyMetadata: metadata(keyNamed(input.KeyId, call, { orAlias: true })) }),
  },
  GetKeyPolicy: {
    authorize: on,
    handle: (input, call) => ({ Policy: keyNamed(input.KeyId, call).policy, PolicyName: "default" }),
  },
  PutKeyPolicy: {
    authorize: on,
    handle(input, call) {
      const found = keyNamed(input.KeyId, call);
      const policy = validPolicy(input.Policy);
      if (!input.BypassPolicyLockoutSafetyCheck) refuseLockout(found, policy, call);
      found.policy = policy;
    },
  },
  GetKeyRotationStatus: {
    authorize: on,
    handle(input, call) {
      const { arn, isRotated } = keyNamed(input.KeyId, call);
      return { KeyId: arn, KeyRotationEnabled: isRotated, RotationPeriodInDays: isRotated ? 365 : undefined };
    },
  },
  EnableKeyRotation: {
    authorize: on,
    handle: (input, call) => void (usable(symmetric(keyNamed(input.KeyId, call))).isRotated = true),
  },
  DisableKeyRotation: {
    authorize: on,
    handle: (input, call) => void (usable(symmetric(keyNamed(input.KeyId, call))).isRotated = false),
  },
  UpdateKeyDescription: {
    authorize: on,
    handle: (input, call) => void (keyNamed(input.KeyId, call).description = input.Description),
  },
  EnableKey: {
    authorize: on,
    handle: (input, call) => void (deletable(keyNamed(input.KeyId, call)).isEnabled = true),
  },
  DisableKey: {
    authorize: on,
    handle: (input, call) => void (deletable(keyNamed(input.KeyId, call)).isEnabled = false),
  },
  ScheduleKeyDeletion: {
    authorize: on,
    handle(input, call) {
      const found = deletable(keyNamed(input.KeyId, call));
      const days = input.PendingWindowInDays ?? 30;
      if (days < 7 || days > 30) throw new AwsError("ValidationException", "PendingWindowInDays is expected to be between 7 and 30");
      found.deletion = new Date(call.world.clock.now().getTime() + days * 86_400_000);
      return { KeyId: found.arn, DeletionDate: found.deletion, KeyState: "PendingDeletion", PendingWindowInDays: days };
    },
  },
  CancelKeyDeletion: {
    authorize: on,
    handle(input, call) {
      const found = keyNamed(input.KeyId, call);
      if (!found.deletion) throw new AwsError("KMSInvalidStateException", `${found.arn} is not pending deletion.`);
      found.deletion = undefined;
      found.isEnabled = false;
      return { KeyId: found.arn };
    },
  },
  Sign: {
    authorize: onNamed,
    handle(input, call) {
      const { arn, pair } = usable(keyNamed(input.KeyId, call, { orAlias: true }));
      if (!pair) throw new AwsError("InvalidKeyUsageException", `${arn} key usage is ENCRYPT_DECRYPT which is not valid for Sign.`);
      if (input.SigningAlgorithm !== "ECDSA_SHA_256")
        throw new AwsError("ValidationException", `Algorithm ${input.SigningAlgorithm} and key spec ECC_NIST_P256 are incompatible.`);
      const Signature = signDigest(digestOf(input.Message, input.MessageType ?? "RAW"), pair.privateKey);
      return { KeyId: arn, Signature, SigningAlgorithm: input.SigningAlgorithm };
    },
  },
  GetPublicKey: {
    authorize: onNamed,
    handle(input, call) {
      const { arn, pair, spec, usage } = usable(keyNamed(input.KeyId, call, { orAlias: true }));
      if (!pair) throw new AwsError("UnsupportedOperationException", `${arn} is a symmetric key.`);
      const PublicKey = pair.publicKey.export({ type: "spki", format: "der" });
      return { KeyId: arn, PublicKey, KeySpec: spec, KeyUsage: usage, SigningAlgorithms: ["ECDSA_SHA_256"] };
    },
  },
  TagResource: {
    authorize(input, call) {
      const asked = on(input, call);
      return { ...asked, context: { ...asked.context, ...requestTags(tagsOf(input.Tags)) } };
    },
    handle(input, call) {
      const { tags } = deletable(keyNamed(input.KeyId, call));
      for (const [name, value] of tagPairs(input.Tags)) tags.set(name, value);
      if (tags.size > 50) throw new AwsError("LimitExceededException", "A key has at most 50 tags.");
    },
  },
  UntagResource: {
    authorize(input, call) {
      const asked = on(input, call);
      return { ...asked, context: { ...asked.context, "aws:TagKeys": input.TagKeys } };
    },
    handle(input, call) {
      const { tags } = deletable(keyNamed(input.KeyId, call));
      for (const name of input.TagKeys) tags.delete(name);
    },
  },
  ListResourceTags: {
    authorize: on,
    handle(input, call) {
      const all = [...keyNamed(input.KeyId, call).tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
      const { items, next } = listed(call, input, all);
      return { Tags: items, ...next };
    },
  },
  CreateAlias: {
    authorize: (input, call) => [{ resource: aliasArn(validName(input.AliasName), call) }, on({ KeyId: input.TargetKeyId }, call)],
    handle(input, call) {
      const { world, caller, region } = call;
      const arn = aliasArn(input.AliasName, call);
      const { id } = deletable(keyNamed(input.TargetKeyId, call));
      if (aliasesOf(world).has(arn)) throw new AwsError("AlreadyExistsException", `An alias with the name ${arn} already exists`);
      const now = world.clock.now();
      const alias: Alias = { name: input.AliasName, arn, account: caller.account, region, keyId: id, createdAt: now, updatedAt: now };
      aliasesOf(world).set(arn, alias);
    },
  },
  UpdateAlias: {
    authorize(input, call) {
      const alias = aliasNamed(validName(input.AliasName), call);
      return [{ resource: alias.arn }, on({ KeyId: alias.keyId }, call), on({ KeyId: input.TargetKeyId }, call)];
    },
    handle(input, call) {
      const alias = aliasNamed(input.AliasName, call);
      const target = deletable(keyNamed(input.TargetKeyId, call));
      const { spec, usage } = keyNamed(alias.keyId, call);
      if (target.spec !== spec || target.usage !== usage)
        throw new AwsError("ValidationException", `Alias ${alias.arn} cannot be moved to a key of another type.`);
      Object.assign(alias, { keyId: target.id, updatedAt: call.world.clock.now() });
    },
  },
  DeleteAlias: {
    authorize(input, call) {
      const alias = aliasNamed(validName(input.AliasName), call);
      return [{ resource: alias.arn }, on({ KeyId: alias.keyId }, call)];
    },
    handle: (input, call) => void aliasesOf(call.world).delete(aliasNamed(input.AliasName, call).arn),
  },
  ListAliases: {
    handle(input, call) {
      const only = input.KeyId === undefined ? undefined : keyNamed(input.KeyId, call).id;
      const all = [...aliasesOf(call.world).values()]
        .filter(({ account, region, keyId }) => account === call.caller.account && region === call.region && (only ?? keyId) === keyId)
        .map(({ name, arn, keyId, createdAt, updatedAt }) => ({
          ...{ AliasName: name, AliasArn: arn, TargetKeyId: keyId, CreationDate: createdAt, LastUpdatedDate: updatedAt },
        }));
      const { items, next } = listed(call, input, all);
      return { Aliases: items, ...next };
    },
  },
};

export function metadata({ id, arn, account, spec, usage, description, isEnabled, createdAt, deletion, pair }: Key) {
  return {
    ...{ KeyId: id, Arn: arn, AWSAccountId: account, Description: description, CreationDate: createdAt },
    ...{
      Enabled: isEnabled && deletion === undefined,
      KeyManager: "CUSTOMER" as const,
      Origin: "AWS_KMS" as const,
      MultiRegion: isMultiRegion(id),
    },
    ...{ KeySpec: spec, CustomerMasterKeySpec: spec, KeyUsage: usage },
    KeyState: deletion ? ("PendingDeletion" as const) : isEnabled ? ("Enabled" as const) : ("Disabled" as const),
    ...(deletion ? { DeletionDate: deletion } : {}),
    ...(pair ? { SigningAlgorithms: ["ECDSA_SHA_256" as const] } : { EncryptionAlgorithms: ["SYMMETRIC_DEFAULT" as const] }),
  };
}

/**
 * Whoever writes a policy must be able to write the next one, by the policy and, where that names the account, by policies of their own.
 *
 * @see https://github.com/aws-solutions/innovation-sandbox-on-aws/issues/31 where the caller's own policy did not allow it
 */
function refuseLockout(found: Key, policy: string, call: Call, undo?: () => void): void {
  const { world, caller, region } = call;
  const asked = { ...onKey(found, call), action: "kms:PutKeyPolicy", keyPolicy: { document: policy, account: found.account } };
  if (authorize(world, caller, asked, region).allowed) return;
  undo?.();
  throw new AwsError("MalformedPolicyDocumentException", "The new key policy will not allow you to update the key policy in the future.");
}

export function defaultPolicy({ world, caller }: Call): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:${world.partition}:iam::${caller.account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}

function deletable(found: Key): Key {
  if (found.deletion) throw new AwsError("KMSInvalidStateException", `${found.arn} is pending deletion.`);
  return found;
}

function symmetric(found: Key): Key {
  if (found.pair) throw new AwsError("UnsupportedOperationException", `${found.arn} is an asymmetric key.`);
  return found;
}

function validName(name: string): string {
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) throw new AwsError("InvalidAliasNameException", `${name} is not a valid alias`);
  if (name.startsWith("alias/aws/")) throw new AwsError("NotAuthorizedException", "Aliases that begin with alias/aws/ are AWS's own.");
  return name;
}

function listed<T>(call: Call, { Marker, Limit }: { Marker?: string; Limit?: number }, all: readonly T[]) {
  const badToken = () => new AwsError("InvalidMarkerException", "The marker is not valid.");
  const { items, nextToken } = page(call, { Marker, MaxItems: Limit }, all, { badToken });
  return { items, next: { Truncated: nextToken !== undefined, NextMarker: nextToken } };
}

function tagsOf(tags: readonly Tag[] = []): { Key: string; Value: string }[] {
  return tagPairs(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function tagPairs(tags: readonly Tag[] = []): [string, string][] {
  return tags.map(({ TagKey = "", TagValue = "" }) => {
    if (TagKey.toLowerCase().startsWith("aws:")) throw new AwsError("TagException", "Tag keys that begin with aws: are AWS's own.");
    return [TagKey, TagValue];
  });
}

function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `The sandbox organization does not implement ${what}`);
}
