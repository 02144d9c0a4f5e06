import assert from "node:assert/strict";
import { CreateKeyCommand, PutKeyPolicyCommand, type KeyMetadata } from "@aws-sdk/client-kms";
import { HeldClock } from "../../../../dev/sandbox/world/clock";
import { administrator, home, member, sandboxWithAnalyzer, type SandboxWithAnalyzer } from "../../../support/findingActions";

describe("sandbox: the life of a finding", () => {
  let clock: HeldClock;
  let on: SandboxWithAnalyzer;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    on = await sandboxWithAnalyzer(clock);
  });
  afterEach(() => on.sandbox.close());

  const own = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${member}:root` }, Action: "kms:*", Resource: "*" };
  const policy = (...more: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: [own, ...more] });
  const everybody = { Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" };
  const createKey = async (): Promise<Partial<KeyMetadata>> => (await on.inMember.kms.send(new CreateKeyCommand({}))).KeyMetadata ?? {};
  const putPolicy = (KeyId: string | undefined, Policy: string) => on.inMember.kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));

  it("begins and ends with the access, and both are told where the analyzer is", async () => {
    const { KeyId, Arn } = await createKey();
    await putPolicy(KeyId, policy(everybody));
    assert.deepEqual(await on.list(), []);
    on.analyze();
    const [finding, ...others] = await on.list();
    assert.deepEqual(others, []);
    const { id, createdAt, analyzedAt, updatedAt, ...rest } = finding ?? {};
    assert.deepEqual(rest, {
      ...{ status: "ACTIVE", resource: Arn, resourceType: "AWS::KMS::Key", resourceOwnerAccount: member, isPublic: true },
      ...{ principal: { AWS: "*" }, action: ["kms:Decrypt"], condition: {}, resourceControlPolicyRestriction: "NOT_APPLICABLE" },
    });
    assert.deepEqual([createdAt, analyzedAt, updatedAt], [clock.now(), clock.now(), clock.now()]);
    const time = "2026-11-20T01:00:00Z";
    const event = {
      ...{
        account: administrator,
        region: home,
        source: "aws.access-analyzer",
        detailType: "Access Analyzer Finding",
        resources: [on.arn],
      },
      detail: {
        ...{ version: "1.0", id, status: "ACTIVE", resourceType: "AWS::KMS::Key", resource: Arn, accountId: member, region: home },
        ...{ createdAt: time, analyzedAt: time, updatedAt: time, principal: { AWS: "*" }, action: ["kms:Decrypt"], condition: {} },
        ...{ isDeleted: false, isPublic: true },
      },
    };
    assert.deepEqual(on.told(), [event]);

    clock.advance(60_000);
    await putPolicy(KeyId, policy());
    on.analyze();
    const [resolved] = await on.list();
    assert.deepEqual([resolved?.id, resolved?.status, resolved?.createdAt], [id, "RESOLVED", createdAt]);
    const later = "2026-11-20T01:01:00Z";
    assert.deepEqual(on.told(), [{ ...event, detail: { ...event.detail, status: "RESOLVED", analyzedAt: later, updatedAt: later } }]);
  });
});
