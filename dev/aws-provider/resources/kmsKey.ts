import {
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  paginateListResourceTags,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
  type KMSClient,
} from "@aws-sdk/client-kms";
import { crud } from "../crud";
import { kms } from "../services";
import { numeric, requiredText, text } from "../values";

/** aws.kms.Key. AWS chooses its id; one that is pending deletion is gone. */
export const kmsKey = crud({
  token: "aws:kms/key:Key",
  scope: "regional",
  title: "KMS Key",
  service: kms,
  inputs: {
    bypassPolicyLockoutSafetyCheck: { default: false },
    customerMasterKeySpec: { default: "SYMMETRIC_DEFAULT", forceNew: true },
    deletionWindowInDays: {},
    description: { computed: true },
    enableKeyRotation: { default: false },
    isEnabled: { default: true },
    keyUsage: {
      default: "ENCRYPT_DECRYPT",
      forceNew: true,
      oneOf: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"],
    },
    policy: { kind: "policy", computed: true },
    tags: {},
  },
  outputs: ["arn", "keyId", "multiRegion"],
  notRead: ["bypassPolicyLockoutSafetyCheck", "deletionWindowInDays"],
  gone: ["NotFoundException"],
  says: { create: () => "creating KMS Key" },
  create: async (client, inputs, { tagsAll }) => {
    const { KeyMetadata } = await client.send(
      new CreateKeyCommand({
        BypassPolicyLockoutSafetyCheck: inputs["bypassPolicyLockoutSafetyCheck"] === true,
        KeySpec: requiredText(inputs, "customerMasterKeySpec") as "ECC_NIST_P256", // AWS refuses what it does not know
        KeyUsage: requiredText(inputs, "keyUsage") as "SIGN_VERIFY", // one of the values that Check allows
        Description: text(inputs["description"]),
        Policy: text(inputs["policy"]),
        Tags: kmsTags(tagsAll),
      }),
    );
    const KeyId = KeyMetadata?.KeyId;
    if (inputs["enableKeyRotation"] === true) await client.send(new EnableKeyRotationCommand({ KeyId }));
    if (inputs["isEnabled"] === false) await client.send(new DisableKeyCommand({ KeyId }));
    return KeyId;
  },
  read: async (client, { id: KeyId }) => {
    const { KeyMetadata: key } = await client.send(new DescribeKeyCommand({ KeyId }));
    if (key?.KeyState === "PendingDeletion") return undefined;
    const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
    const { KeyRotationEnabled } = await client.send(new GetKeyRotationStatusCommand({ KeyId }));
    return {
      arn: key?.Arn,
      keyId: key?.KeyId,
      customerMasterKeySpec: key?.KeySpec,
      keyUsage: key?.KeyUsage,
      description: key?.Description ?? "",
      enableKeyRotation: KeyRotationEnabled ?? false,
      isEnabled: key?.Enabled ?? false,
      multiRegion: key?.MultiRegion ?? false,
      policy: Policy,
      tags: await tagsOf(client, KeyId),
    };
  },
  update: [
    {
      of: ["isEnabled"],
      call: async (client, { id: KeyId }, { new: inputs }) => inputs["isEnabled"] !== false && client.send(new EnableKeyCommand({ KeyId })),
    },
    {
      of: ["enableKeyRotation"],
      call: async (client, { id: KeyId }, { new: inputs }) => {
        if (inputs["enableKeyRotation"] === true) await client.send(new EnableKeyRotationCommand({ KeyId }));
        else await client.send(new DisableKeyRotationCommand({ KeyId }));
      },
    },
    {
      of: ["description"],
      call: (client, { id: KeyId }, { new: inputs }) =>
        client.send(new UpdateKeyDescriptionCommand({ KeyId, Description: text(inputs["description"]) ?? "" })),
    },
    {
      of: ["policy"],
      call: (client, { id: KeyId }, { new: inputs }) => {
        const BypassPolicyLockoutSafetyCheck = inputs["bypassPolicyLockoutSafetyCheck"] === true;
        return client.send(
          new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy: requiredText(inputs, "policy"), BypassPolicyLockoutSafetyCheck }),
        );
      },
    },
    {
      // Last: a disabled key cannot be changed.
      of: ["isEnabled"],
      call: async (client, { id: KeyId }, { new: inputs }) =>
        inputs["isEnabled"] === false && client.send(new DisableKeyCommand({ KeyId })),
    },
    // AWS knows nothing of them.
    { of: ["bypassPolicyLockoutSafetyCheck", "deletionWindowInDays"], call: async () => undefined },
  ],
  tags: {
    set: (client, { id: KeyId }, tags) => client.send(new TagResourceCommand({ KeyId, Tags: kmsTags(tags) })),
    remove: (client, { id: KeyId }, TagKeys) => client.send(new UntagResourceCommand({ KeyId, TagKeys })),
  },
  delete: async (client, { id: KeyId }, { deletionWindowInDays }) => {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
    if (KeyMetadata?.KeyState === "PendingDeletion") return;
    await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: numeric(deletionWindowInDays) }));
  },
});

async function tagsOf(client: KMSClient, KeyId: string): Promise<Record<string, string>> {
  const tags: [string, string][] = [];
  for await (const { Tags = [] } of paginateListResourceTags({ client }, { KeyId }))
    tags.push(...Tags.map(({ TagKey = "", TagValue = "" }): [string, string] => [TagKey, TagValue]));
  return Object.fromEntries(tags);
}

function kmsTags(tags: Record<string, string>): { TagKey: string; TagValue: string }[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}
