import assert from "node:assert/strict";
import { DeleteAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { CreateKeyCommand, PutKeyPolicyCommand, ScheduleKeyDeletionCommand, type KeyMetadata } from "@aws-sdk/client-kms";
import { removeAccount } from "../../../../dev/sandbox/seed/createWorld";
import { denyAnalysis, seedAnalyzer } from "../../../../dev/sandbox/services/accessanalyzer";
import { HeldClock } from "../../../../dev/sandbox/world/clock";
import {
  administrator,
  home,
  member,
  sandboxWithAnalyzer,
  stranger,
  type FindingEvent,
  type SandboxWithAnalyzer,
} from "../../../support/findingActions";

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

  const withoutEnvelope = ({ account, region, source, "detail-type": type, resources, detail }: FindingEvent) => {
    return { account, region, source, "detail-type": type, resources, detail };
  };

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
        "detail-type": "Access Analyzer Finding",
        resources: [on.arn],
      },
      detail: {
        ...{ version: "1.0", id, status: "ACTIVE", resourceType: "AWS::KMS::Key", resource: Arn, accountId: member, region: home },
        ...{ createdAt: time, analyzedAt: time, updatedAt: time, principal: { AWS: "*" }, action: ["kms:Decrypt"], condition: {} },
        ...{ isDeleted: false, isPublic: true },
      },
    };
    assert.deepEqual((await on.told()).map(withoutEnvelope), [event]);

    clock.advance(60_000);
    await putPolicy(KeyId, policy());
    on.analyze();
    const [resolved] = await on.list();
    assert.deepEqual([resolved?.id, resolved?.status, resolved?.createdAt], [id, "RESOLVED", createdAt]);
    const later = "2026-11-20T01:01:00Z";
    assert.deepEqual((await on.told()).map(withoutEnvelope), [
      { ...event, detail: { ...event.detail, status: "RESOLVED", analyzedAt: later, updatedAt: later } },
    ]);
  });

  const share = (account: string, Action = "kms:Decrypt") => ({ ...everybody, Principal: { AWS: `arn:aws:iam::${account}:root` }, Action });
  const statuses = async () =>
    (await on.list()).map(({ principal, action, status }) => [...Object.values(principal ?? {}), action?.join(), status].join(" "));
  const day = 86_400_000;

  it("is another one when permissions or conditions change, and the same one when access comes back", async () => {
    const { KeyId } = await createKey();
    await putPolicy(KeyId, policy(share(stranger)));
    on.analyze();
    const [first] = await on.list();
    await putPolicy(KeyId, policy(share(stranger, "kms:Encrypt")));
    on.analyze();
    assert.deepEqual(await statuses(), [`${stranger} kms:Decrypt RESOLVED`, `${stranger} kms:Encrypt ACTIVE`]);
    await putPolicy(KeyId, policy(share(stranger)));
    on.analyze();
    assert.deepEqual(await statuses(), [`${stranger} kms:Decrypt ACTIVE`, `${stranger} kms:Encrypt RESOLVED`]);
    const [again] = await on.list();
    assert.equal(again?.id, first?.id);
    assert.ok((again?.updatedAt ?? 0) > (first?.updatedAt ?? 0));
    const told = (await on.told()).map(({ detail }) => [detail["status"], String(detail["action"])].join(" "));
    assert.deepEqual(told.sort(), [
      ...["ACTIVE kms:Decrypt", "ACTIVE kms:Decrypt", "ACTIVE kms:Encrypt", "RESOLVED kms:Decrypt", "RESOLVED kms:Encrypt"],
    ]);
  });

  it("is not told again while nothing changes, though it is analyzed again every day", async () => {
    const { KeyId } = await createKey();
    await putPolicy(KeyId, policy(everybody));
    on.analyze();
    const [first] = await on.list();
    assert.equal((await on.told()).length, 1);
    await putPolicy(KeyId, policy(everybody));
    clock.advance(3 * day);
    const [later] = await on.list();
    assert.deepEqual([later?.id, later?.updatedAt], [first?.id, first?.updatedAt]);
    assert.ok((later?.analyzedAt?.getTime() ?? 0) > (first?.analyzedAt?.getTime() ?? 0) + 2 * day);
    assert.deepEqual(await on.told(), []);
  });

  it("is resolved when its resource is gone, and deleted ninety days later", async () => {
    const { KeyId } = await createKey();
    await putPolicy(KeyId, policy(everybody));
    on.analyze();
    await on.inMember.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    clock.advance(9 * day);
    assert.deepEqual(await statuses(), ["* kms:Decrypt RESOLVED"]);
    await on.told();
    clock.advance(80 * day);
    assert.equal((await on.list()).length, 1);
    clock.advance(12 * day);
    assert.deepEqual(await on.list(), []);
    assert.deepEqual(
      (await on.told()).map(({ detail }) => [detail["status"], detail["isDeleted"]]),
      [["RESOLVED", true]],
    );
  });

  it("is told to be deleted about a day after its analyzer was, with the status that it had", async () => {
    const { KeyId } = await createKey();
    await putPolicy(KeyId, policy(everybody));
    on.analyze();
    await on.told();
    await on.admin.accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName: "organization" }));
    seedAnalyzer(on.sandbox.world, { account: administrator, region: home, name: "organization", type: "ORGANIZATION" });
    on.analyze();
    // One of the same name knows nothing of its forerunner's findings.
    const [anew] = await on.list();
    assert.deepEqual(
      (await on.told()).map(({ detail }) => [detail["id"] === anew?.id, detail["isDeleted"]]),
      [[true, false]],
    );
    clock.advance(day);
    assert.deepEqual(
      (await on.told()).map(({ detail }) => [detail["id"] === anew?.id, detail["status"], detail["isDeleted"]]),
      [[false, "ACTIVE", true]],
    );
  });

  it("says so where the resource may not be looked at, and vanishes when it may", async () => {
    const { KeyId, Arn } = await createKey();
    await putPolicy(KeyId, policy(everybody));
    on.analyze();
    await on.told();
    denyAnalysis(on.sandbox.world, { account: member, resourceType: "AWS::KMS::Key" });
    await putPolicy(KeyId, policy());
    on.analyze();
    const [known, failed] = await on.list();
    // What is not seen is not resolved.
    assert.equal(known?.status, "ACTIVE");
    const { error, isPublic, principal, action, status, resource } = failed ?? {};
    assert.deepEqual(
      [error, isPublic, principal, action, status, resource],
      ["ACCESS_DENIED", undefined, undefined, undefined, "ACTIVE", Arn],
    );
    const [event] = await on.told();
    assert.deepEqual(Object.keys(event?.detail ?? {}).sort(), [
      ...[
        "accountId",
        "analyzedAt",
        "createdAt",
        "error",
        "id",
        "isDeleted",
        "region",
        "resource",
        "resourceType",
        "status",
        "updatedAt",
        "version",
      ],
    ]);
    denyAnalysis(on.sandbox.world);
    clock.advance(day);
    assert.deepEqual(
      (await on.list()).map((finding) => [finding.id, finding.status]),
      [[known?.id, "RESOLVED"]],
    );
    const gone = (await on.told()).find(({ detail }) => detail["id"] === failed?.id);
    assert.deepEqual([gone?.detail["status"], gone?.detail["isDeleted"], gone?.detail["error"]], ["ACTIVE", true, "ACCESS_DENIED"]);
  });

  it("waits while its analyzer may not see the organization, and is taken up afterwards", async () => {
    const { trustedServices } = on.sandbox.world.organization;
    const trust = trustedServices.get("access-analyzer.amazonaws.com");
    trustedServices.delete("access-analyzer.amazonaws.com");
    const { KeyId } = await createKey();
    await putPolicy(KeyId, policy(everybody));
    on.analyze();
    assert.deepEqual(await on.list(), []);
    assert.ok(trust);
    trustedServices.set("access-analyzer.amazonaws.com", trust);
    await createKey();
    on.analyze();
    assert.deepEqual(await statuses(), ["* kms:Decrypt ACTIVE"]);
  });

  it("is not resolved when its account leaves: nobody looks there any more", async () => {
    const { KeyId } = await createKey();
    await putPolicy(KeyId, policy(everybody));
    on.analyze();
    removeAccount(on.sandbox.world, member);
    clock.advance(2 * day);
    assert.deepEqual(await statuses(), ["* kms:Decrypt ACTIVE"]);
  });

  it("of an account's analyzer is of what reaches outside the account; a friend who leaves is a stranger", async () => {
    const { findings } = seedAnalyzer(on.sandbox.world, { account: member, region: home, name: "own", type: "ACCOUNT" });
    const { KeyId, Arn } = await createKey();
    await putPolicy(KeyId, policy(share("555555555555")));
    on.analyze();
    assert.deepEqual(await on.list(), []);
    const own = [...findings.all.values()].filter(({ resource }) => resource === Arn);
    assert.deepEqual(
      own.map(({ details }) => details[0]?.externalAccessDetails?.principal),
      [{ AWS: "555555555555" }],
    );
    removeAccount(on.sandbox.world, "555555555555");
    await createKey();
    on.analyze();
    assert.deepEqual(await statuses(), ["555555555555 kms:Decrypt ACTIVE"]);
  });
});
