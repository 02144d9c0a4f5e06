import assert from "node:assert/strict";
import {
  ApplyArchiveRuleCommand,
  CreateAnalyzerCommand,
  CreateArchiveRuleCommand,
  CreateServiceLinkedAnalyzerCommand,
  DeleteAnalyzerCommand,
  DeleteArchiveRuleCommand,
  GetAnalyzerCommand,
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
import { CreateServiceLinkedRoleCommand, GetRoleCommand, PutRolePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  DeregisterDelegatedAdministratorCommand,
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  RegisterDelegatedAdministratorCommand,
} from "@aws-sdk/client-organizations";
import { startSandbox, type Sandbox } from "../../sandbox/server";
import { failCreation, findAnalyzers, removeAnalyzer, seedAnalyzer } from "../../sandbox/services/accessanalyzer";
import { clients, eventually, sessionIn } from "../support/sandboxClients";

const principal = "access-analyzer.amazonaws.com";
const administrator = "222222222222";
const member = "333333333333";
type Clients = ReturnType<typeof clients>;

describe("sandbox: IAM Access Analyzer", () => {
  let sandbox: Sandbox;
  let admin: Clients;
  let inMember: Clients;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 1, serviceLinkedRoleSettleMilliseconds: 0 } });
    admin = clients(sandbox);
    inMember = clients(sandbox, await sessionIn(sandbox, member));
  });
  afterEach(() => sandbox.close());

  const create = (who: Clients, input: Partial<CreateAnalyzerCommandInput> = {}) =>
    who.accessAnalyzer.send(new CreateAnalyzerCommand({ analyzerName: "ours", type: "ACCOUNT", ...input }));
  const get = (who: Clients, analyzerName = "ours") => who.accessAnalyzer.send(new GetAnalyzerCommand({ analyzerName })).then(({ analyzer }) => analyzer);
  const active = (who: Clients, analyzerName = "ours") => eventually(() => get(who, analyzerName), (analyzer) => analyzer?.status === "ACTIVE");
  const trust = () => admin.organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: principal }));
  const register = () => admin.organizations.send(new RegisterDelegatedAdministratorCommand({ ServicePrincipal: principal, AccountId: administrator }));
  const makeRole = () => admin.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: principal }));

  describe("life cycle", () => {
    it("is CREATING, then ACTIVE, and makes the service-linked role of its account", async () => {
      sandbox.world.settings.creatingMilliseconds = 300;
      await assert.rejects(inMember.iam.send(new GetRoleCommand({ RoleName: "AWSServiceRoleForAccessAnalyzer" })), { name: "NoSuchEntityException" });
      const { arn } = await create(inMember);
      assert.equal(arn, "arn:aws:access-analyzer:eu-central-1:333333333333:analyzer/ours");
      assert.equal((await get(inMember))?.status, "CREATING");
      await active(inMember);
      assert.ok(await inMember.iam.send(new GetRoleCommand({ RoleName: "AWSServiceRoleForAccessAnalyzer" })));
    });

    it("ends in FAILED when told to, and can be deleted and made again", async () => {
      failCreation(sandbox.world, { account: member, region: "eu-central-1" });
      await create(inMember);
      const failed = await eventually(() => get(inMember), (analyzer) => analyzer?.status === "FAILED");
      assert.equal(failed?.statusReason?.code, "SERVICE_LINKED_ROLE_CREATION_FAILED");
      await assert.rejects(create(inMember, { analyzerName: "second" }), { name: "ServiceQuotaExceededException" });
      await inMember.accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName: "ours" }));
      await assert.rejects(get(inMember), { name: "ResourceNotFoundException", resourceType: "Analyzer" });
    });

    it("is regional, and there is none in a Region that is not enabled", async () => {
      await create(inMember);
      const elsewhere = clients(sandbox, await sessionIn(sandbox, member), "eu-west-1");
      assert.deepEqual((await elsewhere.accessAnalyzer.send(new ListAnalyzersCommand({}))).analyzers, []);
      const optedOut = clients(sandbox, await sessionIn(sandbox, member), "eu-south-2");
      await assert.rejects(optedOut.accessAnalyzer.send(new ListAnalyzersCommand({})), { name: "UnrecognizedClientException" });
      const optedIn = clients(sandbox, await sessionIn(sandbox, "555555555555"), "eu-south-2");
      assert.ok(await optedIn.accessAnalyzer.send(new ListAnalyzersCommand({})));
    });

    it("repeats its answer for a repeated token", async () => {
      const first = await create(inMember, { clientToken: "one" });
      const again = await create(inMember, { clientToken: "one" });
      assert.equal(again.arn, first.arn);
    });
  });

  describe("quotas and conflicts", () => {
    it("has one account analyzer of a type, and a name once", async () => {
      await create(inMember);
      await assert.rejects(create(inMember), { name: "ConflictException", resourceType: "Analyzer" });
      await assert.rejects(create(inMember, { analyzerName: "other" }), { name: "ServiceQuotaExceededException", resourceType: "Analyzer" });
      await create(inMember, { analyzerName: "unused", type: "ACCOUNT_UNUSED_ACCESS" });
      await create(inMember, { analyzerName: "internal", type: "ACCOUNT_INTERNAL_ACCESS" });
    });

    it("has five organization analyzers of a type, and one for internal access", async () => {
      await trust();
      for (const i of [1, 2, 3, 4, 5]) await create(admin, { analyzerName: `o${i}`, type: "ORGANIZATION" });
      await assert.rejects(create(admin, { analyzerName: "o6", type: "ORGANIZATION" }), { name: "ServiceQuotaExceededException" });
      await create(admin, { analyzerName: "internal", type: "ORGANIZATION_INTERNAL_ACCESS" });
      await register();
      const delegated = clients(sandbox, await sessionIn(sandbox, administrator));
      await assert.rejects(create(delegated, { analyzerName: "internal", type: "ORGANIZATION_INTERNAL_ACCESS" }), { name: "ServiceQuotaExceededException" });
    });

    it("finds console-made analyzers in the way, where the organization file puts them", async () => {
      const anna = clients(sandbox, await sessionIn(sandbox, "777777777777"), "eu-west-1");
      const { analyzers } = await anna.accessAnalyzer.send(new ListAnalyzersCommand({}));
      assert.deepEqual(analyzers?.map(({ name, status }) => [name, status]), [["ConsoleAnalyzer-1234", "ACTIVE"]]);
      await assert.rejects(create(anna), { name: "ServiceQuotaExceededException" });
    });
  });

  describe("the organization as zone of trust", () => {
    it("is for the management account and the delegated administrator", async () => {
      await trust();
      await register();
      await assert.rejects(create(inMember, { type: "ORGANIZATION" }), { name: "AccessDeniedException", message: "Account 333333333333 is not a delegated administrator" });
    });

    it("needs the service-linked role in the management account, and a while after it", async () => {
      await trust();
      await register();
      const delegated = clients(sandbox, await sessionIn(sandbox, administrator));
      const conflict = { name: "ConflictException", message: "Access Analyzer Service Linked Role is not in the organizational management account" };
      await assert.rejects(create(delegated, { type: "ORGANIZATION" }), conflict);
      sandbox.world.settings.serviceLinkedRoleSettleMilliseconds = 60_000;
      await makeRole();
      await assert.rejects(create(delegated, { type: "ORGANIZATION" }), conflict);
      sandbox.world.settings.serviceLinkedRoleSettleMilliseconds = 0;
      await create(delegated, { type: "ORGANIZATION" });
      await active(delegated);
    });

    it("is DISABLED while the owner is no administrator or trusted access is off, and comes back", async () => {
      await trust();
      await register();
      await makeRole();
      const delegated = clients(sandbox, await sessionIn(sandbox, administrator));
      await create(delegated, { type: "ORGANIZATION" });
      await create(delegated, { analyzerName: "own" });
      await active(delegated);
      await active(delegated, "own");

      await admin.organizations.send(new DeregisterDelegatedAdministratorCommand({ ServicePrincipal: principal, AccountId: administrator }));
      const deregistered = await get(delegated);
      assert.deepEqual([deregistered?.status, deregistered?.statusReason?.code], ["DISABLED", "DELEGATED_ADMINISTRATOR_DEREGISTERED"]);
      assert.equal((await get(delegated, "own"))?.status, "ACTIVE");
      await register();
      assert.equal((await get(delegated))?.status, "ACTIVE");

      await admin.organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: principal }));
      const untrusted = await get(delegated);
      assert.deepEqual([untrusted?.status, untrusted?.statusReason?.code], ["DISABLED", "AWS_SERVICE_ACCESS_DISABLED"]);
      await trust();
      assert.equal((await get(delegated))?.status, "ACTIVE");
    });

    it("asks IAM for the organization's reads, and for the role where it is missing", async () => {
      await trust();
      await register();
      const { iam } = clients(sandbox, await sessionIn(sandbox, administrator));
      const trustPolicy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "sts:AssumeRole" }] };
      await iam.send(new CreateRoleCommand({ RoleName: "narrow", AssumeRolePolicyDocument: JSON.stringify(trustPolicy) }));
      const allow = (...Action: string[]) =>
        iam.send(new PutRolePolicyCommand({ RoleName: "narrow", PolicyName: "p", PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }) }));
      await allow("access-analyzer:CreateAnalyzer");
      const narrow = clients(sandbox, await sessionIn(sandbox, administrator, "narrow"));
      await assert.rejects(create(narrow, { type: "ORGANIZATION" }), { name: "AccessDeniedException", message: /organizations:DescribeOrganization/ });
      await assert.rejects(create(narrow), { name: "AccessDeniedException", message: /iam:CreateServiceLinkedRole on resource: arn:aws:iam::222222222222:role\/aws-service-role\// });
      await allow("access-analyzer:CreateAnalyzer", "iam:CreateServiceLinkedRole");
      await create(narrow);
      const asked = sandbox.calls.at(-1)?.authorizations.map(({ action }) => action);
      assert.deepEqual(asked, ["access-analyzer:CreateAnalyzer", "iam:CreateServiceLinkedRole"]);
    });
  });

  describe("validation", () => {
    const invalid = (input: Partial<CreateAnalyzerCommandInput>, field: string, who = inMember) =>
      assert.rejects(create(who, input), (error: { name: string; reason: string; fieldList?: { name?: string }[] }) => {
        assert.equal(error.name, "ValidationException");
        assert.equal(error.fieldList?.[0]?.name, field);
        assert.ok(error.reason);
        return true;
      });

    it("refuses names outside the pattern", async () => {
      for (const analyzerName of ["9lives", "_service", "a b", "a".repeat(256)]) await invalid({ analyzerName }, "analyzerName");
      await create(inMember, { analyzerName: "a".repeat(255) });
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
        await invalid({ type: "ACCOUNT_UNUSED_ACCESS", configuration: { unusedAccess: { unusedAccessAge } } }, "configuration.unusedAccess.unusedAccessAge");
      }
      await create(inMember, { type: "ACCOUNT_UNUSED_ACCESS", configuration: { unusedAccess: { unusedAccessAge: 365 } } });
    });

    it("refuses excluded accounts that are too many, the owner, or where the zone of trust is an account", async () => {
      await trust();
      const field = "configuration.unusedAccess.analysisRule.exclusions.accountIds";
      const excluding = (accountIds: string[]) => ({ configuration: { unusedAccess: { unusedAccessAge: 90, analysisRule: { exclusions: [{ accountIds }] } } } });
      await invalid({ type: "ACCOUNT_UNUSED_ACCESS", ...excluding(["444444444444"]) }, field);
      await invalid({ type: "ORGANIZATION_UNUSED_ACCESS", ...excluding(["111111111111"]) }, field, admin);
      const many = Array.from({ length: 2001 }, (_, i) => String(200000000000 + i));
      await invalid({ type: "ORGANIZATION_UNUSED_ACCESS", ...excluding(many) }, field, admin);
      await create(admin, { type: "ORGANIZATION_UNUSED_ACCESS", ...excluding(many.slice(1)) });
    });

    it("refuses archive rules with no criterion, list-only keys or too many values", async () => {
      const rule = (filter: Record<string, object>) => ({ archiveRules: [{ ruleName: "r", filter }] });
      await invalid(rule({}), "filter");
      await invalid(rule({ status: { eq: ["ACTIVE"] } }), "filter");
      await invalid(rule({ findingType: { eq: ["UnusedIAMRole"] } }), "filter");
      await invalid(rule({ resource: {} }), "filter");
      await invalid(rule({ resource: { eq: Array.from({ length: 21 }, String) } }), "filter");
      await create(inMember, rule({ resource: { eq: Array.from({ length: 20 }, String) }, "principal.AWS": { contains: ["1"] }, error: { exists: false } }));
    });
  });

  describe("configuration", () => {
    it("is given by GetAnalyzer, and left out by ListAnalyzers", async () => {
      await create(inMember, { type: "ACCOUNT_UNUSED_ACCESS", configuration: { unusedAccess: { unusedAccessAge: 30 } }, tags: { owner: "us" } });
      assert.deepEqual((await get(inMember))?.configuration, { unusedAccess: { unusedAccessAge: 30 } });
      const [listed] = (await inMember.accessAnalyzer.send(new ListAnalyzersCommand({ type: "ACCOUNT_UNUSED_ACCESS" }))).analyzers ?? [];
      assert.equal(listed?.configuration, undefined);
      assert.deepEqual(listed?.tags, { owner: "us" });
    });

    it("is updated in place, but not that of an external access analyzer", async () => {
      await create(inMember);
      await create(inMember, { analyzerName: "unused", type: "ACCOUNT_UNUSED_ACCESS" });
      const { createdAt } = (await get(inMember, "unused")) ?? {};
      const configuration = { unusedAccess: { unusedAccessAge: 7 } };
      await inMember.accessAnalyzer.send(new UpdateAnalyzerCommand({ analyzerName: "unused", configuration }));
      const updated = await get(inMember, "unused");
      assert.deepEqual([updated?.configuration, updated?.createdAt], [configuration, createdAt]);
      await assert.rejects(inMember.accessAnalyzer.send(new UpdateAnalyzerCommand({ analyzerName: "ours", configuration })), { name: "ValidationException", reason: "notSupported" });
    });
  });

  describe("archive rules", () => {
    const rules = async () => {
      const names: (string | undefined)[] = [];
      for await (const page of paginateListArchiveRules({ client: inMember.accessAnalyzer }, { analyzerName: "ours" })) names.push(...(page.archiveRules ?? []).map(({ ruleName }) => ruleName));
      return names;
    };
    const add = (ruleName: string) => inMember.accessAnalyzer.send(new CreateArchiveRuleCommand({ analyzerName: "ours", ruleName, filter: { isPublic: { eq: ["false"] } } }));

    it("are made with the analyzer or after it, changed whole, and deleted", async () => {
      await create(inMember, { archiveRules: [{ ruleName: "first", filter: { resource: { eq: ["arn"] } } }] });
      await add("second");
      await assert.rejects(add("second"), { name: "ConflictException", resourceType: "ArchiveRule" });
      await inMember.accessAnalyzer.send(new UpdateArchiveRuleCommand({ analyzerName: "ours", ruleName: "first", filter: { resourceType: { eq: ["AWS::IAM::Role"] } } }));
      const { archiveRule } = await inMember.accessAnalyzer.send(new GetArchiveRuleCommand({ analyzerName: "ours", ruleName: "first" }));
      assert.deepEqual(archiveRule?.filter, { resourceType: { eq: ["AWS::IAM::Role"] } });
      const analyzerArn = (await get(inMember))?.arn;
      await inMember.accessAnalyzer.send(new ApplyArchiveRuleCommand({ analyzerArn, ruleName: "first" }));
      await inMember.accessAnalyzer.send(new DeleteArchiveRuleCommand({ analyzerName: "ours", ruleName: "first" }));
      assert.deepEqual(await rules(), ["second"]);
      await assert.rejects(inMember.accessAnalyzer.send(new ApplyArchiveRuleCommand({ analyzerArn, ruleName: "first" })), { name: "ResourceNotFoundException" });
    });

    it("are a hundred at most, listed in small pages", async () => {
      await create(inMember);
      for (let i = 0; i < 100; i += 1) await add(`r${i}`);
      await assert.rejects(add("r100"), { name: "ServiceQuotaExceededException" });
      assert.equal((await rules()).length, 100);
    });

    it("are a resource of their own for IAM", async () => {
      await create(inMember);
      await add("first");
      assert.deepEqual(sandbox.calls.at(-1)?.authorizations, [
        { action: "access-analyzer:CreateArchiveRule", resource: "arn:aws:access-analyzer:eu-central-1:333333333333:analyzer/ours/archive-rule/first", allowed: true },
      ]);
    });
  });

  it("tags and untags an analyzer, and refuses AWS's own keys", async () => {
    const { arn: resourceArn } = await create(inMember, { tags: { a: "1" } });
    await inMember.accessAnalyzer.send(new TagResourceCommand({ resourceArn, tags: { b: "2" } }));
    await inMember.accessAnalyzer.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
    assert.deepEqual((await inMember.accessAnalyzer.send(new ListTagsForResourceCommand({ resourceArn }))).tags, { b: "2" });
    await assert.rejects(inMember.accessAnalyzer.send(new TagResourceCommand({ resourceArn, tags: { "aws:x": "1" } })), { name: "ValidationException" });
  });

  it("has no findings yet: V1 for external access only, V2 for all, under one IAM action", async () => {
    const { arn: analyzerArn } = await create(inMember);
    const { arn: unused } = await create(inMember, { analyzerName: "unused", type: "ACCOUNT_UNUSED_ACCESS" });
    assert.deepEqual((await inMember.accessAnalyzer.send(new ListFindingsCommand({ analyzerArn }))).findings, []);
    assert.deepEqual((await inMember.accessAnalyzer.send(new ListFindingsV2Command({ analyzerArn: unused }))).findings, []);
    assert.deepEqual(sandbox.calls.at(-1)?.authorizations.map(({ action }) => action), ["access-analyzer:ListFindings"]);
    await assert.rejects(inMember.accessAnalyzer.send(new ListFindingsCommand({ analyzerArn: unused })), { name: "ValidationException" });
    await assert.rejects(inMember.accessAnalyzer.send(new GetFindingCommand({ analyzerArn, id: "x" })), { name: "ResourceNotFoundException", resourceType: "Finding" });
    await assert.rejects(inMember.accessAnalyzer.send(new GetFindingV2Command({ analyzerArn: unused, id: "x" })), { name: "ResourceNotFoundException" });
  });

  it("keeps service-linked analyzers from customers", async () => {
    seedAnalyzer(sandbox.world, { account: member, region: "eu-central-1", name: "_AccessAnalyzerForSecurityHub-1", type: "ACCOUNT_UNUSED_ACCESS", managedBy: "securityhubv2.amazonaws.com" });
    assert.equal((await get(inMember, "_AccessAnalyzerForSecurityHub-1"))?.managedBy, "securityhubv2.amazonaws.com");
    await assert.rejects(inMember.accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName: "_AccessAnalyzerForSecurityHub-1" })), { name: "AccessDeniedException" });
    await assert.rejects(inMember.accessAnalyzer.send(new CreateServiceLinkedAnalyzerCommand({ type: "ACCOUNT_UNUSED_ACCESS" })), { name: "AccessDeniedException" });
  });

  it("lists in small pages, and lets tests look and tamper", async () => {
    for (const type of ["ACCOUNT", "ACCOUNT_UNUSED_ACCESS", "ACCOUNT_INTERNAL_ACCESS"] as const) await create(inMember, { analyzerName: `x-${type}`, type });
    seedAnalyzer(sandbox.world, { account: member, region: "eu-central-1", name: "seeded", type: "ACCOUNT", tags: { a: "b" }, status: "FAILED" });
    const pages: number[] = [];
    for await (const { analyzers } of paginateListAnalyzers({ client: inMember.accessAnalyzer }, { maxResults: 100 })) pages.push(analyzers?.length ?? 0);
    assert.deepEqual(pages, [3, 1]);
    await assert.rejects(inMember.accessAnalyzer.send(new ListAnalyzersCommand({ nextToken: "bm9uc2Vuc2U" })), { name: "ValidationException" });
    assert.equal(findAnalyzers(sandbox.world, { account: member, name: "seeded" }).length, 1);
    assert.ok(removeAnalyzer(sandbox.world, member, "eu-central-1", "seeded"));
    assert.equal(findAnalyzers(sandbox.world, { account: member, name: "seeded" }).length, 0);
  });
});
