import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  DisableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  GetPublicKeyCommand,
  ListAliasesCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
  type CreateKeyCommandInput,
} from "@aws-sdk/client-kms";
import { putRole } from "../../../dev/sandbox/iam/roles";
import { keysOf } from "../../../dev/sandbox/services/kms/keys";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, sessionIn, type Keys } from "../../support/sandboxClients";

const account = "111111111111";
const other = "222222222222";
const signing = { KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" } as const;
const alias = "alias/proof";

describe("the sandbox's KMS", () => {
  let sandbox: Sandbox;
  beforeEach(async () => void (sandbox = await startSandbox()));
  afterEach(() => sandbox.close());

  const kms = (keys?: Keys, region?: string) => clients(sandbox, keys, region).kms;
  const createKey = async (input: Partial<CreateKeyCommandInput> = {}, keys?: Keys) =>
    (await kms(keys).send(new CreateKeyCommand({ ...signing, ...input }))).KeyMetadata?.Arn ?? "";
  const sign = (KeyId: string, keys?: Keys, message = Buffer.from("hello")) => {
    const Message = createHash("sha256").update(message).digest();
    return kms(keys).send(new SignCommand({ KeyId, Message, MessageType: "DIGEST", SigningAlgorithm: "ECDSA_SHA_256" }));
  };
  /** A session of a role of the management account with this policy. */
  const role = async (name: string, action: string, resource = "*") => {
    putRole(sandbox.world, account, {
      name,
      path: "/",
      trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }] },
      inlinePolicies: { all: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] } },
    });
    return sessionIn(sandbox, account, name);
  };

  it("signs digests and messages so that node:crypto verifies them by the public key", async () => {
    const arn = await createKey();
    const { PublicKey = new Uint8Array(), KeySpec } = await kms().send(new GetPublicKeyCommand({ KeyId: arn }));
    assert.equal(KeySpec, "ECC_NIST_P256");
    const key = createPublicKey({ key: Buffer.from(PublicKey), type: "spki", format: "der" });
    for (let round = 0; round < 30; round++) {
      const message = Buffer.from(`message ${round}`);
      const { Signature = new Uint8Array() } = await sign(arn, undefined, message);
      assert.ok(verify("sha256", message, { key, dsaEncoding: "der" }, Signature));
      assert.ok(!verify("sha256", Buffer.from("another"), { key, dsaEncoding: "der" }, Signature));
    }
    const raw = await kms().send(new SignCommand({ KeyId: arn, Message: Buffer.from("raw"), SigningAlgorithm: "ECDSA_SHA_256" }));
    assert.ok(verify("sha256", Buffer.from("raw"), { key, dsaEncoding: "der" }, raw.Signature ?? new Uint8Array()));
  });

  it("refuses what KMS refuses to sign", async () => {
    const arn = await createKey();
    const send = (Message: Buffer, more: object = {}) =>
      kms().send(new SignCommand({ KeyId: arn, Message, SigningAlgorithm: "ECDSA_SHA_256", ...more }));
    await assert.rejects(send(Buffer.alloc(4097)), { name: "ValidationException" });
    await assert.rejects(send(Buffer.alloc(31), { MessageType: "DIGEST" }), { name: "ValidationException" });
    await assert.rejects(send(Buffer.alloc(1), { SigningAlgorithm: "ECDSA_SHA_512" }), { name: "ValidationException" });
    const symmetric = await createKey({ KeySpec: "SYMMETRIC_DEFAULT", KeyUsage: "ENCRYPT_DECRYPT" });
    await assert.rejects(sign(symmetric), { name: "InvalidKeyUsageException" });
    await assert.rejects(kms().send(new GetPublicKeyCommand({ KeyId: symmetric })), { name: "UnsupportedOperationException" });
    await assert.rejects(createKey({ KeySpec: "RSA_2048" }), /does not implement keys of spec RSA_2048/);
    await assert.rejects(createKey({ KeyUsage: "ENCRYPT_DECRYPT" }), { name: "ValidationException" });
  });

  it("a key is described, tagged, disabled, scheduled for deletion, and gone in the end", async () => {
    const arn = await createKey({ Description: "proofs", Tags: [{ TagKey: "owner", TagValue: "platform" }] });
    const state = async () => (await kms().send(new DescribeKeyCommand({ KeyId: arn }))).KeyMetadata;
    assert.deepEqual(
      [(await state())?.KeyState, (await state())?.Description, (await state())?.AWSAccountId],
      ["Enabled", "proofs", account],
    );
    await kms().send(new UpdateKeyDescriptionCommand({ KeyId: arn, Description: "more" }));
    assert.equal((await state())?.Description, "more");
    await kms().send(new TagResourceCommand({ KeyId: arn, Tags: [{ TagKey: "team", TagValue: "" }] }));
    await kms().send(new UntagResourceCommand({ KeyId: arn, TagKeys: ["owner"] }));
    assert.deepEqual((await kms().send(new ListResourceTagsCommand({ KeyId: arn }))).Tags, [{ TagKey: "team", TagValue: "" }]);
    assert.equal((await kms().send(new GetKeyRotationStatusCommand({ KeyId: arn }))).KeyRotationEnabled, false);

    await kms().send(new DisableKeyCommand({ KeyId: arn }));
    await assert.rejects(sign(arn), { name: "DisabledException" });
    await kms().send(new EnableKeyCommand({ KeyId: arn }));
    await sign(arn);
    await kms().send(new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: 7 }));
    await assert.rejects(sign(arn), { name: "KMSInvalidStateException" });
    await kms().send(new CancelKeyDeletionCommand({ KeyId: arn }));
    assert.equal((await state())?.KeyState, "Disabled");
    await kms().send(new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: 7 }));
    for (const key of keysOf(sandbox.world)) key.deletion = new Date(0);
    await assert.rejects(state(), { name: "NotFoundException" });
  });

  it("a symmetric key is stored, and may be rotated", async () => {
    const arn = await createKey({ KeySpec: undefined, KeyUsage: undefined });
    const isRotated = async () => (await kms().send(new GetKeyRotationStatusCommand({ KeyId: arn }))).KeyRotationEnabled;
    await kms().send(new EnableKeyRotationCommand({ KeyId: arn }));
    assert.equal(await isRotated(), true);
    await kms().send(new DisableKeyRotationCommand({ KeyId: arn }));
    assert.equal(await isRotated(), false);
    await assert.rejects(kms().send(new EnableKeyRotationCommand({ KeyId: await createKey() })), { name: "UnsupportedOperationException" });
  });

  it("an alias names a key, is moved, and goes", async () => {
    const [first, second] = [await createKey(), await createKey()];
    const described = async () => (await kms().send(new DescribeKeyCommand({ KeyId: alias }))).KeyMetadata?.Arn;
    await kms().send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: first }));
    assert.equal(await described(), first);
    await assert.rejects(kms().send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: second })), { name: "AlreadyExistsException" });
    await kms().send(new UpdateAliasCommand({ AliasName: alias, TargetKeyId: second }));
    assert.equal(await described(), second);
    assert.deepEqual(
      (await kms().send(new ListAliasesCommand({}))).Aliases?.map(({ AliasArn }) => AliasArn),
      [`arn:aws:kms:eu-central-1:${account}:${alias}`],
    );
    assert.deepEqual((await kms().send(new ListAliasesCommand({ KeyId: first }))).Aliases, []);
    await assert.rejects(kms(undefined, "eu-west-1").send(new DescribeKeyCommand({ KeyId: alias })), { name: "NotFoundException" });
    await assert.rejects(kms().send(new GetKeyPolicyCommand({ KeyId: alias })), { name: "InvalidArnException" });
    await kms().send(new DeleteAliasCommand({ AliasName: alias }));
    await assert.rejects(sign(alias), { name: "NotFoundException" });
    await assert.rejects(kms().send(new CreateAliasCommand({ AliasName: "proof", TargetKeyId: first })), {
      name: "InvalidAliasNameException",
    });
  });

  it("the key's policy has to allow a call, and where it names the account, the caller's own policy as well", async () => {
    const arn = await createKey();
    const signer = await role("signer", "kms:Sign");
    await sign(arn, signer);
    await assert.rejects(sign(arn, await role("reader", "kms:DescribeKey")), {
      name: "AccessDeniedException",
      message: /no identity-based policy allows the kms:Sign action/,
    });
    await assert.rejects(sign(arn, await sessionIn(sandbox, other)), { name: "AccessDeniedException", message: /is not authorized/ });
    const only = policy({ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:role/reader` }, Action: "kms:*" });
    await kms().send(new PutKeyPolicyCommand({ KeyId: arn, Policy: only, BypassPolicyLockoutSafetyCheck: true }));
    assert.equal((await kms(await role("reader", "sts:*")).send(new GetKeyPolicyCommand({ KeyId: arn }))).Policy, only);
    await assert.rejects(sign(arn, signer), { message: /no resource-based policy allows the kms:Sign action/ });
  });

  it("an explicit deny in it wins over everything", async () => {
    const deny = {
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "kms:Sign",
      Condition: { ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/signer` } },
    };
    const allow = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*" };
    const arn = await createKey({ Policy: policy(allow, deny) });
    await assert.rejects(sign(arn), { message: /with an explicit deny in a resource-based policy/ });
    await assert.rejects(sign(arn, await role("administrator", "*")), { name: "AccessDeniedException" });
    await sign(arn, await role("signer", "kms:Sign"));
  });

  it("conditions on the key's alias, tags and kind are evaluated", async () => {
    const arn = await createKey({ Tags: [{ TagKey: "managed-by", TagValue: "us" }] });
    await kms().send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: arn }));
    const allowed = async (operator: string, key: string, value: string) => {
      const statement = { Effect: "Allow", Action: "kms:Sign", Resource: "*", Condition: { [operator]: { [key]: value } } };
      putRole(sandbox.world, account, {
        name: "conditional",
        path: "/",
        trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }] },
        inlinePolicies: { all: { Version: "2012-10-17", Statement: [statement] } },
      });
      return sign(arn, await sessionIn(sandbox, account, "conditional")).then(
        () => true,
        () => false,
      );
    };
    for (const [operator, key, right] of [
      ["ForAnyValue:StringEquals", "kms:ResourceAliases", alias],
      ["StringEquals", "aws:ResourceTag/managed-by", "us"],
      ["StringEquals", "kms:KeySpec", "ECC_NIST_P256"],
    ] as const) {
      assert.equal(await allowed(operator, key, right), true, key);
      assert.equal(await allowed(operator, key, "another"), false, key);
    }
  });

  it("refuses a policy that its writer could not change again", async () => {
    const nobody = policy({ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:role/nobody` }, Action: "kms:*" });
    const lockedOut = { name: "MalformedPolicyDocumentException", message: /not allow you to update the key policy in the future/ };
    await assert.rejects(createKey({ Policy: nobody }), lockedOut);
    await assert.rejects(createKey({}, await role("creator", "kms:CreateKey")), lockedOut);
    await createKey({ BypassPolicyLockoutSafetyCheck: true }, await role("creator", "kms:CreateKey"));
    await assert.rejects(kms().send(new PutKeyPolicyCommand({ KeyId: await createKey(), Policy: nobody })), lockedOut);
    await assert.rejects(createKey({ Policy: "{}" }), { name: "MalformedPolicyDocumentException" });
  });
});

function policy(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements.map((statement) => ({ ...statement, Resource: "*" })) });
}
