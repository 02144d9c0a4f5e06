import assert from "node:assert/strict";
import {
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DescribeStackInstanceCommand,
  ListStackSetOperationResultsCommand,
  StopStackSetOperationCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateRoleCommand, GetRolePolicyCommand } from "@aws-sdk/client-iam";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, sessionIn } from "../../support/sandboxClients";
import { everywhere, members, root, stackSet, stackSetActions } from "../../support/stackSetActions";

describe("sandbox: instances of stack sets", () => {
  let sandbox: Sandbox;
  let on: ReturnType<typeof stackSetActions>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { stackSetOperationMilliseconds: 2, creatingMilliseconds: 2 } });
    on = stackSetActions(sandbox);
  });
  afterEach(() => sandbox.close());

  describe("instances", () => {
    it("reach every active account under the target but the management account", async () => {
      const operation = await on.deploy();
      const reached = await on.instances();
      assert.deepEqual(
        reached.filter(({ Status }) => Status === "CURRENT").map(({ Account }) => Account),
        members,
      );
      const suspended = reached.find(({ Account }) => Account === "888888888888");
      assert.equal(suspended?.StackInstanceStatus?.DetailedStatus, "SKIPPED_SUSPENDED_ACCOUNT");
      assert.equal(
        reached.some(({ Account }) => Account === "111111111111"),
        false,
      );
      assert.equal((await on.results(operation))["222222222222"], "SUCCEEDED");
    });

    it("make the roles that the template describes, functions and conditions carried out", async () => {
      await on.deploy();
      const administrator = await on.roleIn("222222222222");
      const other = await on.roleIn("444444444444");
      assert.equal(administrator?.Arn, "arn:aws:iam::222222222222:role/org/audit");
      assert.equal(administrator?.Description, "here");
      assert.equal(other?.Description, undefined);
      assert.equal(other?.MaxSessionDuration, 7200);
      const { iam } = clients(sandbox, await sessionIn(sandbox, "222222222222"));
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: "audit", PolicyName: "extra" }));
      assert.deepEqual(JSON.parse(decodeURIComponent(PolicyDocument ?? "")).Statement[0].Resource, [
        "arn:aws:iam::222222222222:role/org/audit",
        "arn:aws:iam::*:role/org/audit",
      ]);
      const elsewhere = clients(sandbox, await sessionIn(sandbox, "444444444444")).iam;
      await assert.rejects(elsewhere.send(new GetRolePolicyCommand({ RoleName: "audit", PolicyName: "extra" })), {
        name: "NoSuchEntityException",
      });
    });

    it("are made by operations of different ids", async () => {
      const OperationId = await on.deploy();
      await assert.rejects(on.admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, OperationId })), {
        name: "OperationIdAlreadyExistsException",
      });
    });

    it("fail alone, with CloudFormation's reason, where a role of that name is there already", async () => {
      const { iam } = clients(sandbox, await sessionIn(sandbox, "444444444444"));
      const trust = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: "444444444444" }, Action: "sts:AssumeRole" }],
      });
      await iam.send(new CreateRoleCommand({ RoleName: "audit", AssumeRolePolicyDocument: trust }));
      await on.activate();
      await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const { OperationId } = await on.admin.cloudFormation.send(new CreateStackInstancesCommand(everywhere));
      assert.equal(await on.over(OperationId), "SUCCEEDED");
      const results = await on.results(OperationId);
      assert.match(
        results["444444444444"] ?? "",
        /^FAILED ResourceLogicalId:Audit, ResourceType:AWS::IAM::Role, .*'audit' already exists.*AlreadyExists/,
      );
      assert.equal(results["999999999999"], "SUCCEEDED");
      const { StackInstance } = await on.admin.cloudFormation.send(
        new DescribeStackInstanceCommand({
          StackSetName: "roles",
          StackInstanceAccount: "444444444444",
          StackInstanceRegion: "eu-central-1",
        }),
      );
      assert.equal(StackInstance?.Status, "OUTDATED");
      assert.equal(StackInstance?.StackInstanceStatus?.DetailedStatus, "FAILED");
      assert.equal((await on.roleIn("444444444444"))?.Path, "/");
    });

    it("stop at the first failure unless failures are tolerated", async () => {
      await on.activate();
      await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const { OperationId } = await on.admin.cloudFormation
        .send(new CreateStackInstancesCommand({ ...everywhere, Regions: ["eu-south-2"] }))
        .catch((error: Error) => {
          assert.match(error.message, /eu-south-2 is not enabled in the management account/);
          return { OperationId: undefined };
        });
      assert.equal(OperationId, undefined);
      sandbox.world.accounts.get("111111111111")?.regions.set("eu-south-2", "ENABLED");
      const second = await on.admin.cloudFormation.send(
        new CreateStackInstancesCommand({ ...everywhere, Regions: ["eu-south-2"], OperationPreferences: undefined }),
      );
      assert.equal(await on.over(second.OperationId), "FAILED");
      const results = await on.results(second.OperationId);
      assert.equal(Object.values(results).filter((result) => result.startsWith("FAILED")).length, 1);
      assert.ok(Object.values(results).some((result) => result === "CANCELLED Cancelled since failure tolerance has exceeded"));
    });

    it("can be stopped", async () => {
      sandbox.world.settings.stackSetOperationMilliseconds = 20;
      await on.activate();
      await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const { OperationId } = await on.admin.cloudFormation.send(
        new CreateStackInstancesCommand({ ...everywhere, OperationPreferences: undefined }),
      );
      await on.admin.cloudFormation.send(new StopStackSetOperationCommand({ StackSetName: "roles", OperationId }));
      assert.equal(await on.over(OperationId), "STOPPED");
    });

    it("name single accounts by INTERSECTION and DIFFERENCE", async () => {
      await on.activate();
      await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const only = { OrganizationalUnitIds: [root], Accounts: ["666666666666"], AccountFilterType: "INTERSECTION" as const };
      await on.outcome(on.admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, DeploymentTargets: only })));
      assert.deepEqual(
        (await on.instances()).map(({ Account }) => Account),
        ["666666666666"],
      );
      const others = { ...only, Accounts: members.slice(1), AccountFilterType: "DIFFERENCE" as const };
      await on.outcome(on.admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, DeploymentTargets: others })));
      assert.deepEqual(
        (await on.instances()).map(({ Account }) => Account),
        ["222222222222", "666666666666", "888888888888"],
      );
    });

    it("are bound by service control policies, as the role that StackSets uses is", async () => {
      on.deny("iam:CreateRole", "666666666666");
      const results = await on.results(await on.deploy());
      assert.match(results["666666666666"] ?? "", /^FAILED .*stacksets-exec-.*explicit deny in a service control policy/);
      assert.equal(results["999999999999"], "SUCCEEDED");
    });
  });

  it("pages the results of an operation", async () => {
    const OperationId = await on.deploy();
    const first = await on.admin.cloudFormation.send(
      new ListStackSetOperationResultsCommand({ StackSetName: "roles", OperationId, MaxResults: 100 }),
    );
    assert.equal(first.Summaries?.length, 3);
    assert.ok(first.NextToken);
  });
});
