import assert from "node:assert/strict";
import { DeleteAnalyzerCommand, ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import { GetRoleCommand, PutRolePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { DeregisterDelegatedAdministratorCommand, DisableAWSServiceAccessCommand } from "@aws-sdk/client-organizations";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { failCreation } from "../../../dev/sandbox/services/accessanalyzer";
import { analyzerActions, analyzerPrincipal, administrator, member } from "../../support/analyzerActions";
import { clients, eventually, sessionIn } from "../../support/sandboxClients";

describe("sandbox: analyzers", () => {
  let sandbox: Sandbox;
  let on: ReturnType<typeof analyzerActions>;
  let inMember: ReturnType<typeof clients>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 1, serviceLinkedRoleSettleMilliseconds: 0 } });
    on = analyzerActions(sandbox);
    inMember = clients(sandbox, await sessionIn(sandbox, member));
  });
  afterEach(() => sandbox.close());

  describe("life cycle", () => {
    it("is CREATING, then ACTIVE, and makes the service-linked role of its account", async () => {
      sandbox.world.settings.creatingMilliseconds = 300;
      await assert.rejects(inMember.iam.send(new GetRoleCommand({ RoleName: "AWSServiceRoleForAccessAnalyzer" })), {
        name: "NoSuchEntityException",
      });
      const { arn } = await on.create(inMember);
      assert.equal(arn, "arn:aws:access-analyzer:eu-central-1:333333333333:analyzer/ours");
      assert.equal((await on.get(inMember))?.status, "CREATING");
      await on.active(inMember);
      assert.ok(await inMember.iam.send(new GetRoleCommand({ RoleName: "AWSServiceRoleForAccessAnalyzer" })));
    });

    it("ends in FAILED when told to, and can be deleted and made again", async () => {
      failCreation(sandbox.world, { account: member, region: "eu-central-1" });
      await on.create(inMember);
      const failed = await eventually(
        () => on.get(inMember),
        (analyzer) => analyzer?.status === "FAILED",
      );
      assert.equal(failed?.statusReason?.code, "SERVICE_LINKED_ROLE_CREATION_FAILED");
      await assert.rejects(on.create(inMember, { analyzerName: "second" }), { name: "ServiceQuotaExceededException" });
      await inMember.accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName: "ours" }));
      await assert.rejects(on.get(inMember), { name: "ResourceNotFoundException", resourceType: "Analyzer" });
    });

    it("is regional, and there is none in a Region that is not enabled", async () => {
      await on.create(inMember);
      const elsewhere = clients(sandbox, await sessionIn(sandbox, member), "eu-west-1");
      assert.deepEqual((await elsewhere.accessAnalyzer.send(new ListAnalyzersCommand({}))).analyzers, []);
      const optedOut = clients(sandbox, await sessionIn(sandbox, member), "eu-south-2");
      await assert.rejects(optedOut.accessAnalyzer.send(new ListAnalyzersCommand({})), { name: "UnrecognizedClientException" });
      const optedIn = clients(sandbox, await sessionIn(sandbox, "555555555555"), "eu-south-2");
      assert.ok(await optedIn.accessAnalyzer.send(new ListAnalyzersCommand({})));
    });

    it("repeats its answer for a repeated token", async () => {
      const first = await on.create(inMember, { clientToken: "one" });
      const again = await on.create(inMember, { clientToken: "one" });
      assert.equal(again.arn, first.arn);
    });
  });

  describe("quotas and conflicts", () => {
    it("has one account analyzer of a type, and a name once", async () => {
      await on.create(inMember);
      await assert.rejects(on.create(inMember), { name: "ConflictException", resourceType: "Analyzer" });
      await assert.rejects(on.create(inMember, { analyzerName: "other" }), {
        name: "ServiceQuotaExceededException",
        resourceType: "Analyzer",
      });
      await on.create(inMember, { analyzerName: "unused", type: "ACCOUNT_UNUSED_ACCESS" });
      await on.create(inMember, { analyzerName: "internal", type: "ACCOUNT_INTERNAL_ACCESS" });
    });

    it("has five organization analyzers of a type, and one for internal access", async () => {
      await on.trust();
      for (const i of [1, 2, 3, 4, 5]) await on.create(on.admin, { analyzerName: `o${i}`, type: "ORGANIZATION" });
      await assert.rejects(on.create(on.admin, { analyzerName: "o6", type: "ORGANIZATION" }), { name: "ServiceQuotaExceededException" });
      await on.create(on.admin, { analyzerName: "internal", type: "ORGANIZATION_INTERNAL_ACCESS" });
      await on.register();
      const delegated = clients(sandbox, await sessionIn(sandbox, administrator));
      await assert.rejects(on.create(delegated, { analyzerName: "internal", type: "ORGANIZATION_INTERNAL_ACCESS" }), {
        name: "ServiceQuotaExceededException",
      });
    });

    it("finds console-made analyzers in the way, where the organization file puts them", async () => {
      const anna = clients(sandbox, await sessionIn(sandbox, "777777777777"), "eu-west-1");
      const { analyzers } = await anna.accessAnalyzer.send(new ListAnalyzersCommand({}));
      assert.deepEqual(
        analyzers?.map(({ name, status }) => [name, status]),
        [["ConsoleAnalyzer-1234", "ACTIVE"]],
      );
      await assert.rejects(on.create(anna), { name: "ServiceQuotaExceededException" });
    });
  });

  describe("the organization as zone of trust", () => {
    it("is for the management account and the delegated administrator", async () => {
      await on.trust();
      await on.register();
      await assert.rejects(on.create(inMember, { type: "ORGANIZATION" }), {
        name: "AccessDeniedException",
        message: "Account 333333333333 is not a delegated administrator",
      });
    });

    it("needs the service-linked role in the management account, and a while after it", async () => {
      await on.trust();
      await on.register();
      const delegated = clients(sandbox, await sessionIn(sandbox, administrator));
      const conflict = {
        name: "ConflictException",
        message: "Access Analyzer Service Linked Role is not in the organizational management account",
      };
      await assert.rejects(on.create(delegated, { type: "ORGANIZATION" }), conflict);
      sandbox.world.settings.serviceLinkedRoleSettleMilliseconds = 60_000;
      await on.makeRole();
      await assert.rejects(on.create(delegated, { type: "ORGANIZATION" }), conflict);
      sandbox.world.settings.serviceLinkedRoleSettleMilliseconds = 0;
      await on.create(delegated, { type: "ORGANIZATION" });
      await on.active(delegated);
    });

    it("is DISABLED while the owner is no administrator or trusted access is off, and comes back", async () => {
      await on.trust();
      await on.register();
      await on.makeRole();
      const delegated = clients(sandbox, await sessionIn(sandbox, administrator));
      await on.create(delegated, { type: "ORGANIZATION" });
      await on.create(delegated, { analyzerName: "own" });
      await on.active(delegated);
      await on.active(delegated, "own");

      await on.admin.organizations.send(
        new DeregisterDelegatedAdministratorCommand({ ServicePrincipal: analyzerPrincipal, AccountId: administrator }),
      );
      const deregistered = await on.get(delegated);
      assert.deepEqual([deregistered?.status, deregistered?.statusReason?.code], ["DISABLED", "DELEGATED_ADMINISTRATOR_DEREGISTERED"]);
      assert.equal((await on.get(delegated, "own"))?.status, "ACTIVE");
      await on.register();
      assert.equal((await on.get(delegated))?.status, "ACTIVE");

      await on.admin.organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: analyzerPrincipal }));
      const untrusted = await on.get(delegated);
      assert.deepEqual([untrusted?.status, untrusted?.statusReason?.code], ["DISABLED", "AWS_SERVICE_ACCESS_DISABLED"]);
      await on.trust();
      assert.equal((await on.get(delegated))?.status, "ACTIVE");
    });

    it("asks IAM for the organization's reads, and for the role where it is missing", async () => {
      await on.trust();
      await on.register();
      const { iam } = clients(sandbox, await sessionIn(sandbox, administrator));
      const trustPolicy = {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "sts:AssumeRole" }],
      };
      await iam.send(new CreateRoleCommand({ RoleName: "narrow", AssumeRolePolicyDocument: JSON.stringify(trustPolicy) }));
      const allow = (...Action: string[]) =>
        iam.send(
          new PutRolePolicyCommand({
            RoleName: "narrow",
            PolicyName: "p",
            PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }),
          }),
        );
      await allow("access-analyzer:CreateAnalyzer");
      const narrow = clients(sandbox, await sessionIn(sandbox, administrator, "narrow"));
      await assert.rejects(on.create(narrow, { type: "ORGANIZATION" }), {
        name: "AccessDeniedException",
        message: /organizations:DescribeOrganization/,
      });
      await assert.rejects(on.create(narrow), {
        name: "AccessDeniedException",
        message: /iam:CreateServiceLinkedRole on resource: arn:aws:iam::222222222222:role\/aws-service-role\//,
      });
      await allow("access-analyzer:CreateAnalyzer", "iam:CreateServiceLinkedRole");
      await on.create(narrow);
      const asked = sandbox.calls.at(-1)?.authorizations.map(({ action }) => action);
      assert.deepEqual(asked, ["access-analyzer:CreateAnalyzer", "iam:CreateServiceLinkedRole"]);
    });
  });
});
