import assert from "node:assert/strict";
import {
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeStackSetCommand,
  UpdateStackInstancesCommand,
  UpdateStackSetCommand,
} from "@aws-sdk/client-cloudformation";
import { GetRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CloseAccountCommand,
  CreateAccountCommand,
  DescribeCreateAccountStatusCommand,
  MoveAccountCommand,
} from "@aws-sdk/client-organizations";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, eventually, sessionIn } from "../../support/sandboxClients";
import { everywhere, root, stackSet, stackSetActions, template } from "../../support/stackSetActions";

describe("sandbox: stack sets over time", () => {
  let sandbox: Sandbox;
  let on: ReturnType<typeof stackSetActions>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { stackSetOperationMilliseconds: 2, creatingMilliseconds: 2 } });
    on = stackSetActions(sandbox);
  });
  afterEach(() => sandbox.close());

  describe("changes", () => {
    it("bring every instance up to date, keeping the role", async () => {
      await on.deploy();
      const before = await on.roleIn("444444444444");
      const { OperationId } = await on.admin.cloudFormation.send(
        new UpdateStackSetCommand({
          ...stackSet,
          Parameters: [...(stackSet.Parameters ?? []), { ParameterKey: "Short", ParameterValue: "yes" }],
          OperationPreferences: everywhere.OperationPreferences,
        }),
      );
      assert.equal(await on.over(OperationId), "SUCCEEDED");
      const after = await on.roleIn("444444444444");
      assert.equal(after?.MaxSessionDuration, 3600);
      assert.equal(after?.RoleId, before?.RoleId);
      assert.ok(
        (await on.instances())
          .filter(({ Account }) => Account !== "888888888888")
          .every(({ Status, LastOperationId }) => Status === "CURRENT" && LastOperationId === OperationId),
      );
    });

    it("give the tags of the stack set to its roles, which the template's own tags override", async () => {
      const tagsIn = async (account: string) =>
        Object.fromEntries((await on.roleIn(account))?.Tags?.map(({ Key, Value }) => [Key, Value]) ?? []);
      const tagged = (Tags: { Key: string; Value: string }[], body = template) =>
        on.admin.cloudFormation.send(
          new UpdateStackSetCommand({ ...stackSet, TemplateBody: body, Tags, OperationPreferences: everywhere.OperationPreferences }),
        );
      await on.deploy();
      assert.deepEqual(await tagsIn("444444444444"), {});
      const team = { Key: "team", Value: "platform" };
      assert.equal((await on.outcome(tagged([team, { Key: "cost", Value: "1" }]))).results["444444444444"], "SUCCEEDED");
      assert.deepEqual(await tagsIn("444444444444"), { team: "platform", cost: "1" });
      const own = template.replace("Path: /org/", "Path: /org/\n      Tags: [{ Key: team, Value: own }]");
      await on.outcome(tagged([team], own));
      assert.deepEqual(await tagsIn("444444444444"), { team: "own" });
    });

    it("delete what the new template no longer has", async () => {
      await on.deploy();
      const shorter = template.slice(0, template.indexOf("  Extra:"));
      const { OperationId } = await on.admin.cloudFormation.send(
        new UpdateStackSetCommand({ ...stackSet, TemplateBody: shorter, OperationPreferences: everywhere.OperationPreferences }),
      );
      await on.over(OperationId);
      const { iam } = clients(sandbox, await sessionIn(sandbox, "222222222222"));
      await assert.rejects(iam.send(new GetRolePolicyCommand({ RoleName: "audit", PolicyName: "extra" })), {
        name: "NoSuchEntityException",
      });
      assert.ok(await iam.send(new GetRolePolicyCommand({ RoleName: "audit", PolicyName: "own" })));
    });

    it("delete stacks, or retain them, and the stack set last", async () => {
      await on.deploy();
      await assert.rejects(on.admin.cloudFormation.send(new DeleteStackSetCommand({ StackSetName: "roles" })), {
        name: "StackSetNotEmptyException",
      });
      const kept = { OrganizationalUnitIds: [root], Accounts: ["444444444444"], AccountFilterType: "INTERSECTION" as const };
      await on.outcome(
        on.admin.cloudFormation.send(new DeleteStackInstancesCommand({ ...everywhere, DeploymentTargets: kept, RetainStacks: true })),
      );
      await on.outcome(on.admin.cloudFormation.send(new DeleteStackInstancesCommand({ ...everywhere, RetainStacks: false })));
      assert.ok(await on.roleIn("444444444444"));
      assert.equal(await on.roleIn("999999999999"), undefined);
      assert.deepEqual(await on.instances(), []);
      await on.admin.cloudFormation.send(new DeleteStackSetCommand({ StackSetName: "roles" }));
      await assert.rejects(on.admin.cloudFormation.send(new DescribeStackSetCommand({ StackSetName: "roles" })), {
        name: "StackSetNotFoundException",
      });
    });
  });

  describe("automatic deployment", () => {
    it("reaches an account that is created later", async () => {
      await on.deploy();
      const { CreateAccountStatus } = await on.admin.organizations.send(
        new CreateAccountCommand({ AccountName: "new", Email: "new@example.com" }),
      );
      const done = await eventually(
        () => on.admin.organizations.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id })),
        ({ CreateAccountStatus: status }) => status?.State === "SUCCEEDED",
      );
      const account = done.CreateAccountStatus?.AccountId ?? "";
      await eventually(on.instances, (all) => all.some((instance) => instance.Account === account && instance.Status === "CURRENT"));
      assert.ok(await on.roleIn(account));
    });

    it("follows an account out of its target and back", async () => {
      await on.activate();
      await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
      const dev = sandbox.world.accounts.get("666666666666")?.parentId ?? "";
      const elsewhere = sandbox.world.accounts.get("777777777777")?.parentId ?? "";
      await on.outcome(
        on.admin.cloudFormation.send(
          new CreateStackInstancesCommand({ ...everywhere, DeploymentTargets: { OrganizationalUnitIds: [dev] } }),
        ),
      );
      assert.ok(await on.roleIn("666666666666"));
      await on.admin.organizations.send(
        new MoveAccountCommand({ AccountId: "666666666666", SourceParentId: dev, DestinationParentId: elsewhere }),
      );
      await eventually(on.instances, (all) => all.length === 0);
      assert.equal(await on.roleIn("666666666666"), undefined);
      await on.admin.organizations.send(
        new MoveAccountCommand({ AccountId: "666666666666", SourceParentId: elsewhere, DestinationParentId: dev }),
      );
      await eventually(on.instances, (all) => all.some(({ Status }) => Status === "CURRENT"));
      assert.ok(await on.roleIn("666666666666"));
    });

    it("retains the stack of an account that leaves where the stack set says so", async () => {
      await on.activate();
      await on.admin.cloudFormation.send(
        new CreateStackSetCommand({ ...stackSet, AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: true } }),
      );
      const dev = sandbox.world.accounts.get("666666666666")?.parentId ?? "";
      await on.outcome(
        on.admin.cloudFormation.send(
          new CreateStackInstancesCommand({ ...everywhere, DeploymentTargets: { OrganizationalUnitIds: [dev] } }),
        ),
      );
      await on.admin.organizations.send(
        new MoveAccountCommand({ AccountId: "666666666666", SourceParentId: dev, DestinationParentId: root }),
      );
      await eventually(on.instances, (all) => all.length === 0);
      assert.ok(await on.roleIn("666666666666"));
    });

    it("leaves the stack of an account that is closed", async () => {
      await on.deploy();
      await on.admin.organizations.send(new CloseAccountCommand({ AccountId: "999999999999" }));
      await eventually(
        () => sandbox.world.accounts.get("999999999999")?.state,
        (state) => state === "SUSPENDED",
      );
      assert.ok((await on.instances()).some(({ Account }) => Account === "999999999999"));
      const { OperationId } = await on.admin.cloudFormation.send(new UpdateStackInstancesCommand(everywhere));
      await on.over(OperationId);
      assert.equal((await on.results(OperationId))["999999999999"], "CANCELLED Account 999999999999 is suspended");
    });
  });
});
