import assert from "node:assert/strict";
import {
  ApplyArchiveRuleCommand,
  CreateArchiveRuleCommand,
  DeleteAnalyzerCommand,
  DeleteArchiveRuleCommand,
  GetArchiveRuleCommand,
  GetFindingCommand,
  GetFindingV2Command,
  ListAnalyzersCommand,
  ListFindingsCommand,
  ListFindingsV2Command,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAnalyzerCommand,
  UpdateArchiveRuleCommand,
  paginateListAnalyzers,
  paginateListArchiveRules,
  type CreateAnalyzerCommandInput,
} from "@aws-sdk/client-accessanalyzer";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { findAnalyzers, removeAnalyzer, seedAnalyzer } from "../../../dev/sandbox/services/accessanalyzer";
import { analyzerActions, member } from "../../support/analyzerActions";
import { clients, sessionIn } from "../../support/sandboxClients";

describe("sandbox: what analyzers hold", () => {
  let sandbox: Sandbox;
  let on: ReturnType<typeof analyzerActions>;
  let inMember: ReturnType<typeof clients>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 1, serviceLinkedRoleSettleMilliseconds: 0 } });
    on = analyzerActions(sandbox);
    inMember = clients(sandbox, await sessionIn(sandbox, member));
  });
  afterEach(() => sandbox.close());

  describe("validation", () => {
    const invalid = (input: Partial<CreateAnalyzerCommandInput>, field: string, who = inMember) =>
      assert.rejects(on.create(who, input), (error: { name: string; reason: string; fieldList?: { name?: string }[] }) => {
        assert.equal(error.name, "ValidationException");
        assert.equal(error.fieldList?.[0]?.name, field);
        assert.ok(error.reason);
        return true;
      });

    it("refuses names outside the pattern", async () => {
      for (const analyzerName of ["9lives", "_service", "a b", "a".repeat(256)]) await invalid({ analyzerName }, "analyzerName");
      await on.create(inMember, { analyzerName: "a".repeat(255) });
    });

    it("refuses a type that does not exist", async () => {
      // A type that the API may know one day.
      await invalid({ type: "REGION" as "ACCOUNT" }, "type");
    });

    it("refuses a configuration of another type", async () => {
      await invalid({ configuration: { unusedAccess: { unusedAccessAge: 90 } } }, "configuration");
      await invalid({ type: "ACCOUNT_UNUSED_ACCESS", configuration: { internalAccess: {} } }, "configuration");
    });

    it("refuses ages outside 1 to 365 days", async () => {
      for (const unusedAccessAge of [0, 366]) {
        await invalid(
          { type: "ACCOUNT_UNUSED_ACCESS", configuration: { unusedAccess: { unusedAccessAge } } },
          "configuration.unusedAccess.unusedAccessAge",
        );
      }
      await on.create(inMember, { type: "ACCOUNT_UNUSED_ACCESS", configuration: { unusedAccess: { unusedAccessAge: 365 } } });
    });

    it("refuses excluded accounts that are too many, the owner, or where the zone of trust is an account", async () => {
      await on.trust();
      const field = "configuration.unusedAccess.analysisRule.exclusions.accountIds";
      const excluding = (accountIds: string[]) => ({
        configuration: { unusedAccess: { unusedAccessAge: 90, analysisRule: { exclusions: [{ accountIds }] } } },
      });
      await invalid({ type: "ACCOUNT_UNUSED_ACCESS", ...excluding(["444444444444"]) }, field);
      await invalid({ type: "ORGANIZATION_UNUSED_ACCESS", ...excluding(["111111111111"]) }, field, on.admin);
      const many = Array.from({ length: 2001 }, (_, i) => String(200000000000 + i));
      await invalid({ type: "ORGANIZATION_UNUSED_ACCESS", ...excluding(many) }, field, on.admin);
      await on.create(on.admin, { type: "ORGANIZATION_UNUSED_ACCESS", ...excluding(many.slice(1)) });
    });

    it("refuses archive rules with no criterion, list-only keys or too many values", async () => {
      const rule = (filter: Record<string, object>) => ({ archiveRules: [{ ruleName: "r", filter }] });
      await invalid(rule({}), "filter");
      await invalid(rule({ status: { eq: ["ACTIVE"] } }), "filter");
      await invalid(rule({ findingType: { eq: ["UnusedIAMRole"] } }), "filter");
      await invalid(rule({ resource: {} }), "filter");
      await invalid(rule({ resource: { eq: Array.from({ length: 21 }, String) } }), "filter");
      await on.create(
        inMember,
        rule({ resource: { eq: Array.from({ length: 20 }, String) }, "principal.AWS": { contains: ["1"] }, error: { exists: false } }),
      );
    });
  });

  describe("configuration", () => {
    it("is given by GetAnalyzer, and left out by ListAnalyzers", async () => {
      await on.create(inMember, {
        type: "ACCOUNT_UNUSED_ACCESS",
        configuration: { unusedAccess: { unusedAccessAge: 30 } },
        tags: { owner: "us" },
      });
      assert.deepEqual((await on.get(inMember))?.configuration, { unusedAccess: { unusedAccessAge: 30 } });
      const [listed] = (await inMember.accessAnalyzer.send(new ListAnalyzersCommand({ type: "ACCOUNT_UNUSED_ACCESS" }))).analyzers ?? [];
      assert.equal(listed?.configuration, undefined);
      assert.deepEqual(listed?.tags, { owner: "us" });
    });

    it("is updated in place, but not that of an external access analyzer", async () => {
      await on.create(inMember);
      await on.create(inMember, { analyzerName: "unused", type: "ACCOUNT_UNUSED_ACCESS" });
      const { createdAt } = (await on.get(inMember, "unused")) ?? {};
      const configuration = { unusedAccess: { unusedAccessAge: 7 } };
      await inMember.accessAnalyzer.send(new UpdateAnalyzerCommand({ analyzerName: "unused", configuration }));
      const updated = await on.get(inMember, "unused");
      assert.deepEqual([updated?.configuration, updated?.createdAt], [configuration, createdAt]);
      await assert.rejects(inMember.accessAnalyzer.send(new UpdateAnalyzerCommand({ analyzerName: "ours", configuration })), {
        name: "ValidationException",
        reason: "notSupported",
      });
    });
  });

  describe("archive rules", () => {
    const rules = async () => {
      const names: (string | undefined)[] = [];
      for await (const page of paginateListArchiveRules({ client: inMember.accessAnalyzer }, { analyzerName: "ours" }))
        names.push(...(page.archiveRules ?? []).map(({ ruleName }) => ruleName));
      return names;
    };
    const add = (ruleName: string) =>
      inMember.accessAnalyzer.send(
        new CreateArchiveRuleCommand({ analyzerName: "ours", ruleName, filter: { isPublic: { eq: ["false"] } } }),
      );

    it("are made with the analyzer or after it, changed whole, and deleted", async () => {
      await on.create(inMember, { archiveRules: [{ ruleName: "first", filter: { resource: { eq: ["arn"] } } }] });
      await add("second");
      await assert.rejects(add("second"), { name: "ConflictException", resourceType: "ArchiveRule" });
      await inMember.accessAnalyzer.send(
        new UpdateArchiveRuleCommand({ analyzerName: "ours", ruleName: "first", filter: { resourceType: { eq: ["AWS::IAM::Role"] } } }),
      );
      const { archiveRule } = await inMember.accessAnalyzer.send(new GetArchiveRuleCommand({ analyzerName: "ours", ruleName: "first" }));
      assert.deepEqual(archiveRule?.filter, { resourceType: { eq: ["AWS::IAM::Role"] } });
      const analyzerArn = (await on.get(inMember))?.arn;
      await inMember.accessAnalyzer.send(new ApplyArchiveRuleCommand({ analyzerArn, ruleName: "first" }));
      await inMember.accessAnalyzer.send(new DeleteArchiveRuleCommand({ analyzerName: "ours", ruleName: "first" }));
      assert.deepEqual(await rules(), ["second"]);
      await assert.rejects(inMember.accessAnalyzer.send(new ApplyArchiveRuleCommand({ analyzerArn, ruleName: "first" })), {
        name: "ResourceNotFoundException",
      });
    });

    it("are a hundred at most, listed in small pages", async () => {
      await on.create(inMember);
      for (let i = 0; i < 100; i += 1) await add(`r${i}`);
      await assert.rejects(add("r100"), { name: "ServiceQuotaExceededException" });
      assert.equal((await rules()).length, 100);
    });

    it("are a resource of their own for IAM", async () => {
      await on.create(inMember);
      await add("first");
      assert.deepEqual(sandbox.calls.at(-1)?.authorizations, [
        {
          action: "access-analyzer:CreateArchiveRule",
          resource: "arn:aws:access-analyzer:eu-central-1:333333333333:analyzer/ours/archive-rule/first",
          allowed: true,
        },
      ]);
    });
  });

  it("tags and untags an analyzer, and refuses AWS's own keys", async () => {
    const { arn: resourceArn } = await on.create(inMember, { tags: { a: "1" } });
    await inMember.accessAnalyzer.send(new TagResourceCommand({ resourceArn, tags: { b: "2" } }));
    await inMember.accessAnalyzer.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
    assert.deepEqual((await inMember.accessAnalyzer.send(new ListTagsForResourceCommand({ resourceArn }))).tags, { b: "2" });
    await assert.rejects(inMember.accessAnalyzer.send(new TagResourceCommand({ resourceArn, tags: { "aws:x": "1" } })), {
      name: "ValidationException",
    });
  });

  it("gives findings: V1 for external access only, V2 for all, under one IAM action", async () => {
    const { arn: analyzerArn } = await on.create(inMember);
    const { arn: unused } = await on.create(inMember, { analyzerName: "unused", type: "ACCOUNT_UNUSED_ACCESS" });
    assert.deepEqual((await inMember.accessAnalyzer.send(new ListFindingsCommand({ analyzerArn }))).findings, []);
    assert.deepEqual((await inMember.accessAnalyzer.send(new ListFindingsV2Command({ analyzerArn: unused }))).findings, []);
    assert.deepEqual(
      sandbox.calls.at(-1)?.authorizations.map(({ action }) => action),
      ["access-analyzer:ListFindings"],
    );
    await assert.rejects(inMember.accessAnalyzer.send(new ListFindingsCommand({ analyzerArn: unused })), { name: "ValidationException" });
    await assert.rejects(inMember.accessAnalyzer.send(new GetFindingCommand({ analyzerArn, id: "x" })), {
      name: "ResourceNotFoundException",
      resourceType: "Finding",
    });
    await assert.rejects(inMember.accessAnalyzer.send(new GetFindingV2Command({ analyzerArn: unused, id: "x" })), {
      name: "ResourceNotFoundException",
    });
  });

  it("keeps service-linked analyzers from customers", async () => {
    seedAnalyzer(sandbox.world, {
      account: member,
      region: "eu-central-1",
      name: "_AccessAnalyzerForSecurityHub-1",
      type: "ACCOUNT_UNUSED_ACCESS",
      managedBy: "securityhubv2.amazonaws.com",
    });
    assert.equal((await on.get(inMember, "_AccessAnalyzerForSecurityHub-1"))?.managedBy, "securityhubv2.amazonaws.com");
    await assert.rejects(inMember.accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName: "_AccessAnalyzerForSecurityHub-1" })), {
      name: "AccessDeniedException",
    });
  });

  it("lists in small pages, and lets tests look and tamper", async () => {
    for (const type of ["ACCOUNT", "ACCOUNT_UNUSED_ACCESS", "ACCOUNT_INTERNAL_ACCESS"] as const)
      await on.create(inMember, { analyzerName: `x-${type}`, type });
    seedAnalyzer(sandbox.world, {
      account: member,
      region: "eu-central-1",
      name: "seeded",
      type: "ACCOUNT",
      tags: { a: "b" },
      status: "FAILED",
    });
    const pages: number[] = [];
    for await (const { analyzers } of paginateListAnalyzers({ client: inMember.accessAnalyzer }, { maxResults: 100 }))
      pages.push(analyzers?.length ?? 0);
    assert.deepEqual(pages, [3, 1]);
    await assert.rejects(inMember.accessAnalyzer.send(new ListAnalyzersCommand({ nextToken: "bm9uc2Vuc2U" })), {
      name: "ValidationException",
    });
    assert.equal(findAnalyzers(sandbox.world, { account: member, name: "seeded" }).length, 1);
    assert.ok(removeAnalyzer(sandbox.world, member, "eu-central-1", "seeded"));
    assert.equal(findAnalyzers(sandbox.world, { account: member, name: "seeded" }).length, 0);
  });
});
