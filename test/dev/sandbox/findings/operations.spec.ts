import assert from "node:assert/strict";
import {
  ApplyArchiveRuleCommand,
  CreateArchiveRuleCommand,
  GetAnalyzedResourceCommand,
  GetFindingCommand,
  GetFindingsStatisticsCommand,
  GetFindingV2Command,
  ListAnalyzedResourcesCommand,
  ListFindingsV2Command,
  StartResourceScanCommand,
  UpdateFindingsCommand,
  paginateListFindings,
  type Criterion,
  type InternalAccessDetails,
  type UpdateFindingsCommandInput,
} from "@aws-sdk/client-accessanalyzer";
import {
  analyzeSoon,
  findInternal,
  findUnused,
  hideFromScans,
  refuseResources,
  resolve,
  seedAnalyzer,
  seedSharedKeys,
} from "../../../../dev/sandbox/services/accessanalyzer";
import { putKey } from "../../../../dev/sandbox/services/kms/keys";
import { HeldClock } from "../../../../dev/sandbox/world/clock";
import {
  administrator,
  allowing,
  home,
  member,
  sandboxWithAnalyzer,
  stranger,
  type SandboxWithAnalyzer,
} from "../../../support/findingActions";

describe("sandbox: what is asked about findings", () => {
  let clock: HeldClock;
  let on: SandboxWithAnalyzer;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    on = await sandboxWithAnalyzer(clock);
  });
  afterEach(() => on.sandbox.close());

  const send: SandboxWithAnalyzer["admin"]["accessAnalyzer"]["send"] = (command: never) => on.admin.accessAnalyzer.send(command);
  const key = (Principal: unknown, Action = "kms:Decrypt", account = member) =>
    putKey(on.sandbox.world, {
      ...{ account, region: home, spec: "SYMMETRIC_DEFAULT", usage: "ENCRYPT_DECRYPT", description: "", tags: new Map() },
      policy: allowing(Principal, Action, "*"),
    }).arn;
  /** A public key and one that is shared, found. */
  const twoKeys = () => {
    const keys = { open: key("*"), shared: key({ AWS: stranger }) };
    seedSharedKeys(on.sandbox.world, { account: member, region: home }, 0);
    on.analyze();
    return keys;
  };
  const archive = (ruleName: string, filter: Record<string, Criterion>) =>
    send(new CreateArchiveRuleCommand({ analyzerName: "organization", ruleName, filter }));
  const statuses = async () => Object.fromEntries((await on.list()).map(({ resource, status }) => [resource, status]));
  const update = (input: Omit<UpdateFindingsCommandInput, "analyzerArn">) =>
    send(new UpdateFindingsCommand({ analyzerArn: on.arn, ...input }));

  describe("archive rules", () => {
    it("archive what is new, and what was there when they are applied", async () => {
      const before = key({ AWS: stranger });
      const { shared, open } = twoKeys();
      await archive("not-public", { isPublic: { eq: ["false"] }, "principal.AWS": { contains: [stranger.slice(0, 6)] } });
      assert.deepEqual(await statuses(), { [before]: "ACTIVE", [shared]: "ACTIVE", [open]: "ACTIVE" });
      const { shared: later, open: alsoOpen } = twoKeys();
      const archived = (await on.list()).filter(({ status }) => status === "ARCHIVED").map(({ resource }) => resource);
      assert.deepEqual(archived, [later]);
      await on.told();
      await send(new ApplyArchiveRuleCommand({ analyzerArn: on.arn, ruleName: "not-public" }));
      assert.deepEqual(await statuses(), {
        ...{ [before]: "ARCHIVED", [shared]: "ARCHIVED", [later]: "ARCHIVED", [open]: "ACTIVE", [alsoOpen]: "ACTIVE" },
      });
      assert.deepEqual(
        (await on.told()).map(({ detail }) => detail["status"]),
        ["ARCHIVED", "ARCHIVED"],
      );
    });
  });

  describe("UpdateFindings", () => {
    it("archives and opens by id or by resource, and tells it", async () => {
      const { open, shared } = twoKeys();
      await on.told();
      const [first] = await on.list();
      await update({ status: "ARCHIVED", ids: [first?.id ?? ""] });
      assert.deepEqual(await statuses(), { [open]: "ARCHIVED", [shared]: "ACTIVE" });
      await update({ status: "ACTIVE", resourceArn: open });
      assert.deepEqual(await statuses(), { [open]: "ACTIVE", [shared]: "ACTIVE" });
      assert.deepEqual(
        (await on.told()).map(({ detail }) => [detail["id"], detail["status"]]),
        [
          [first?.id, "ARCHIVED"],
          [first?.id, "ACTIVE"],
        ],
      );
    });

    it("does nothing at all if one of the findings is not there or cannot be", async () => {
      twoKeys();
      const [{ id = "" } = {}] = await on.list();
      await assert.rejects(update({ status: "ARCHIVED", ids: [id, "none"] }), { name: "ResourceNotFoundException" });
      await assert.rejects(update({ status: "RESOLVED" as "ACTIVE", ids: [id] }), { name: "ValidationException" });
      await assert.rejects(update({ status: "ARCHIVED" }), { name: "ValidationException" });
      assert.deepEqual(new Set((await on.list()).map(({ status }) => status)), new Set(["ACTIVE"]));
    });
  });

  describe("lists", () => {
    it("filter by every criterion", async () => {
      const { open, shared } = twoKeys();
      const found = async (filter: Record<string, Criterion>) => (await on.list({ filter })).map(({ resource }) => resource);
      assert.deepEqual(await found({ isPublic: { eq: ["true"] } }), [open]);
      assert.deepEqual(await found({ isPublic: { neq: ["true"] } }), [shared]);
      assert.deepEqual(await found({ "principal.AWS": { eq: [stranger, "x"] } }), [shared]);
      assert.deepEqual(await found({ resource: { contains: [shared.slice(-12)] }, status: { eq: ["ACTIVE"] } }), [shared]);
      assert.deepEqual(await found({ error: { exists: true } }), []);
      assert.deepEqual(await found({ "condition.aws:SourceVpc": { exists: false } }), [open, shared]);
      assert.deepEqual(await found({ status: { eq: ["RESOLVED"] } }), []);
      await assert.rejects(found({ colour: { eq: ["red"] } }), { name: "ValidationException" });
    });

    it("are in the order that is asked for, page by page", async () => {
      on.sandbox.world.settings.pageSize = 2;
      twoKeys();
      clock.advance(1000);
      twoKeys();
      const listed: (Date | undefined)[][] = [];
      const sort = { attributeName: "createdAt", orderBy: "DESC" } as const;
      for await (const { findings } of paginateListFindings({ client: on.admin.accessAnalyzer }, { analyzerArn: on.arn, sort }))
        listed.push((findings ?? []).map(({ createdAt }) => createdAt));
      assert.deepEqual(
        listed.map(({ length }) => length),
        [2, 2],
      );
      const times = listed.flat().map((each) => each?.getTime() ?? 0);
      assert.deepEqual(
        times,
        [...times].sort((a, b) => b - a),
      );
      await assert.rejects(on.list({ sort: { attributeName: "colour" } }), { name: "ValidationException" });
    });

    it("of version two have the details one by one", async () => {
      const { open } = twoKeys();
      const [first] = await on.listV2(on.arn, { filter: { resource: { eq: [open] } } });
      const { id, findingType, status, resourceOwnerAccount } = first ?? {};
      assert.deepEqual([findingType, status, resourceOwnerAccount], ["ExternalAccess", "ACTIVE", member]);
      assert.equal("isPublic" in (first ?? {}), false);
      const { findingDetails, nextToken } = await send(new GetFindingV2Command({ analyzerArn: on.arn, id }));
      assert.deepEqual([findingDetails?.length, findingDetails?.[0]?.externalAccessDetails?.isPublic, nextToken], [1, true, undefined]);
      const { finding } = await send(new GetFindingCommand({ analyzerArn: on.arn, id }));
      assert.deepEqual([finding?.id, finding?.isPublic, finding?.action], [id, true, ["kms:Decrypt"]]);
    });
  });

  describe("scans", () => {
    const scan = (resourceArn: string, resourceOwnerAccount?: string) =>
      send(new StartResourceScanCommand({ analyzerArn: on.arn, resourceArn, resourceOwnerAccount }));

    it("look at one resource at once, in the account that they name", async () => {
      const unseen = key("*");
      await assert.rejects(scan(unseen), { name: "ResourceNotFoundException", resourceType: "Resource" });
      await scan(unseen, member);
      assert.deepEqual(await on.list(), []);
      on.analyze();
      assert.deepEqual(await statuses(), { [unseen]: "ACTIVE" });
      const analyzedAt = async () =>
        (await send(new GetAnalyzedResourceCommand({ analyzerArn: on.arn, resourceArn: unseen }))).resource?.analyzedAt;
      const before = await analyzedAt();
      clock.advance(5000);
      assert.deepEqual(await analyzedAt(), before);
      await scan(unseen, member);
      on.analyze();
      assert.deepEqual(await analyzedAt(), clock.now());
    });

    it("are refused as a test wants it", async () => {
      const { open } = twoKeys();
      hideFromScans(on.sandbox.world, { arn: open });
      await assert.rejects(scan(open, member), { name: "ResourceNotFoundException" });
      hideFromScans(on.sandbox.world);
      const match = { service: "access-analyzer", operation: "StartResourceScan" };
      on.sandbox.world.faults.add({ match, effect: { kind: "throttle" }, times: 1 });
      await assert.rejects(scan(open, member), { name: "ThrottlingException" });
      on.sandbox.world.faults.add({ match, effect: { kind: "deny" }, times: 1 });
      await assert.rejects(scan(open, member), { name: "AccessDeniedException" });
      await scan(open, member);
    });

    it("are refused for members' resources by the organization's analyzer alone", async () => {
      const { open } = twoKeys();
      const { world } = on.sandbox;
      const { arn } = seedAnalyzer(world, { account: member, region: home, name: "own", type: "ACCOUNT" });
      const inMember = () => on.inMember.accessAnalyzer.send(new StartResourceScanCommand({ analyzerArn: arn, resourceArn: open }));
      for (const as of ["AccessDeniedException", "ResourceNotFoundException"] as const) {
        refuseResources(world, { as, analyzerType: "ORGANIZATION", isOfMembers: true });
        await assert.rejects(scan(open, member), { name: as });
        await inMember();
      }
      refuseResources(world, { as: "AccessDeniedException", operation: "GetAnalyzedResource", arn: open });
      await scan(open, member);
      const get = () => send(new GetAnalyzedResourceCommand({ analyzerArn: on.arn, resourceArn: open }));
      await assert.rejects(get(), { name: "AccessDeniedException" });
      refuseResources(world);
      assert.equal((await get()).resource?.resourceArn, open);
    });

    it("find at once what Access Analyzer by itself takes half an hour for", async () => {
      const minute = 60_000;
      on.analyze();
      Object.assign(on.sandbox.world.settings, { analysisMilliseconds: 30 * minute, scanMilliseconds: 2000 });
      const [scanned, left] = [key("*"), key("*")];
      analyzeSoon(on.sandbox.world);
      await scan(scanned, member);
      clock.advance(1999);
      assert.deepEqual(await statuses(), {});
      clock.advance(1);
      assert.deepEqual(await statuses(), { [scanned]: "ACTIVE" });
      clock.advance(29 * minute);
      assert.deepEqual(await statuses(), { [scanned]: "ACTIVE" });
      clock.advance(minute);
      assert.deepEqual(await statuses(), { [scanned]: "ACTIVE", [left]: "ACTIVE" });
    });

    it("and resources are for external access", async () => {
      const { arn } = seedAnalyzer(on.sandbox.world, {
        account: administrator,
        region: home,
        name: "unused",
        type: "ACCOUNT_UNUSED_ACCESS",
      });
      const { open } = twoKeys();
      const scanned = new StartResourceScanCommand({ analyzerArn: arn, resourceArn: open });
      await assert.rejects(send(scanned), { name: "ValidationException", reason: "notSupported" });
      const described = (await send(new GetAnalyzedResourceCommand({ analyzerArn: on.arn, resourceArn: open }))).resource;
      const { isPublic, actions, status, resourceOwnerAccount } = described ?? {};
      assert.deepEqual([isPublic, actions, status, resourceOwnerAccount], [true, ["kms:Decrypt"], "ACTIVE", member]);
      const listed = new ListAnalyzedResourcesCommand({ analyzerArn: on.arn, resourceType: "AWS::KMS::Key" });
      assert.deepEqual((await send(listed)).analyzedResources?.length, 2);
    });
  });

  it("statistics count what there is", async () => {
    twoKeys();
    const { findingsStatistics } = await send(new GetFindingsStatisticsCommand({ analyzerArn: on.arn }));
    assert.deepEqual(findingsStatistics?.[0]?.externalAccessFindingsStatistics, {
      ...{ totalActiveFindings: 2, totalArchivedFindings: 0, totalResolvedFindings: 0 },
      resourceTypeStatistics: { "AWS::KMS::Key": { totalActivePublic: 1, totalActiveCrossAccount: 1, totalActiveErrors: 0 } },
    });
  });

  it("2,000 of them are there at once", async () => {
    seedSharedKeys(on.sandbox.world, { account: member, region: home }, 2000);
    on.analyze();
    on.sandbox.world.settings.pageSize = 5000;
    assert.equal((await on.list({ filter: { isPublic: { eq: ["false"] } } })).length, 2000);
  });

  describe("of unused and internal access", () => {
    const times = { createdAt: "2026-11-20T01:00:00Z", updatedAt: "2026-11-20T01:00:00Z", analyzedAt: "2026-11-20T01:00:00Z" };

    it("are put there by tests, told in their own shape, and given by version two only", async () => {
      const seed = { account: administrator, region: home, name: "unused", type: "ORGANIZATION_UNUSED_ACCESS" } as const;
      const { arn } = seedAnalyzer(on.sandbox.world, seed);
      const resource = `arn:aws:iam::${member}:role/old`;
      const made = findUnused(on.sandbox.world, arn, {
        ...{ resource, resourceOwnerAccount: member, findingType: "UnusedIAMRole", details: [{ unusedIamRoleDetails: {} }] },
      });
      const [event] = await on.told();
      const { version, ...detail } = event?.detail ?? {};
      assert.match(String(version), /^[0-9a-f-]{36}$/);
      assert.deepEqual(
        [event?.["detail-type"], event?.account, event?.resources],
        ["Unused Access Finding for IAM entities", administrator, [arn]],
      );
      assert.deepEqual(detail, {
        ...{
          findingId: made.id,
          resource,
          resourceType: "AWS::IAM::Role",
          accountId: member,
          ...times,
          previousStatus: "",
          status: "ACTIVE",
        },
        ...{ isDeleted: false, findingType: "UnusedIAMRole", numberOfUnusedServices: 0, numberOfUnusedActions: 0 },
      });
      const { findings } = await send(new ListFindingsV2Command({ analyzerArn: arn, filter: { findingType: { eq: ["UnusedIAMRole"] } } }));
      assert.deepEqual(
        findings?.map(({ id, findingType }) => [id, findingType]),
        [[made.id, "UnusedIAMRole"]],
      );
      await assert.rejects(send(new GetFindingCommand({ analyzerArn: arn, id: made.id })), { name: "ValidationException" });
      resolve(on.sandbox.world, arn, made);
      const [resolved] = await on.told();
      assert.deepEqual([resolved?.detail["status"], resolved?.detail["previousStatus"]], ["RESOLVED", "ACTIVE"]);
    });

    it("say who inside has access, and by which policies", async () => {
      const seed = { account: administrator, region: home, name: "internal", type: "ORGANIZATION_INTERNAL_ACCESS" } as const;
      const { arn } = seedAnalyzer(on.sandbox.world, seed);
      const principal = { AWS: `arn:aws:iam::${administrator}:role/reader` };
      const about = { resource: "arn:aws:s3:::reports", resourceType: "AWS::S3::Bucket", resourceOwnerAccount: member } as const;
      const details: InternalAccessDetails = {
        ...{ action: ["s3:GetObject"], condition: {}, principal, principalOwnerAccount: administrator, principalType: "IAM_ROLE" },
        ...{ accessType: "INTRA_ORG", resourceControlPolicyRestriction: "NOT_APPLICABLE", serviceControlPolicyRestriction: "APPLICABLE" },
      };
      const { id } = findInternal(on.sandbox.world, arn, { ...about, details });
      const [event] = await on.told();
      assert.equal(event?.["detail-type"], "Internal Access Finding");
      const { createdAt, analyzedAt, updatedAt, ...detail } = event?.detail ?? {};
      assert.deepEqual([createdAt, updatedAt], [analyzedAt, analyzedAt]);
      const { resourceControlPolicyRestriction: byResource, serviceControlPolicyRestriction: byService, ...access } = details;
      assert.deepEqual(detail, {
        ...{
          version: "1.0",
          id,
          findingType: "InternalAccess",
          status: "ACTIVE",
          resource: about.resource,
          resourceType: about.resourceType,
        },
        ...{ accountId: member, isDeleted: false, ...access },
        ...{ resourceControlPolicyRestrictionType: byResource, serviceControlPolicyRestrictionType: byService },
      });
      const { findingDetails } = await send(new GetFindingV2Command({ analyzerArn: arn, id }));
      assert.deepEqual(findingDetails?.[0]?.internalAccessDetails?.accessType, "INTRA_ORG");
    });
  });
});
