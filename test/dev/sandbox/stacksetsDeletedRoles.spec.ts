import assert from "node:assert/strict";
import {
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  UpdateStackInstancesCommand,
  UpdateStackSetCommand,
} from "@aws-sdk/client-cloudformation";
import { deleteRole } from "../../../dev/sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients } from "../../support/sandboxClients";
import { everywhere, members, only, stackSet, stackSetActions, template } from "../../support/stackSetActions";

type Where = typeof everywhere | ReturnType<typeof only>;
const account = "444444444444";
const all = { MaxConcurrentPercentage: 100, FailureTolerancePercentage: 100 };
const current = { status: "CURRENT", detail: "SUCCEEDED", reason: undefined };

describe("sandbox: what stack sets do not bring back", () => {
  let sandbox: Sandbox;
  let on: ReturnType<typeof stackSetActions>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { stackSetOperationMilliseconds: 2, creatingMilliseconds: 2 } });
    on = stackSetActions(sandbox);
    await on.deploy();
  });
  afterEach(() => sandbox.close());

  const create = (input: Where = everywhere) => on.outcome(on.admin.cloudFormation.send(new CreateStackInstancesCommand(input)));
  const update = (input: Where = everywhere) => on.outcome(on.admin.cloudFormation.send(new UpdateStackInstancesCommand(input)));
  const remove = (input: Where = everywhere, RetainStacks = false) =>
    on.outcome(on.admin.cloudFormation.send(new DeleteStackInstancesCommand({ ...input, RetainStacks })));
  const change = (TemplateBody: string) =>
    on.outcome(on.admin.cloudFormation.send(new UpdateStackSetCommand({ ...stackSet, TemplateBody, OperationPreferences: all })));
  const shorter = template.replace("3600, 7200", "3600, 3600");

  describe("a role that was deleted by hand", () => {
    beforeEach(() => {
      assert.ok(deleteRole(sandbox.world, account, "audit"));
    });

    it("stays deleted when nothing of the template changed, and its instance is CURRENT all the same", async () => {
      for (const unchanged of [() => update(), () => update(only(account)), () => create(only(account)), () => change(`${template}\n`)]) {
        assert.equal((await unchanged()).status, "SUCCEEDED");
        assert.deepEqual(await on.instanceIn(account), current);
        assert.equal(await on.roleIn(account), undefined);
      }
    });

    it("fails the update of its stack when the template changed, and with full tolerance the operation SUCCEEDED", async () => {
      const { status, results } = await change(shorter);
      assert.equal(status, "SUCCEEDED");
      assert.match(results[account] ?? "", /^FAILED ResourceLogicalId:Audit, .*role with name audit cannot be found.*NotFound/);
      const instance = await on.instanceIn(account);
      assert.deepEqual([instance?.status, instance?.detail], ["OUTDATED", "FAILED"]);
      assert.match(instance?.reason ?? "", /cannot be found/);
      assert.equal(await on.roleIn(account), undefined);
      assert.equal((await on.roleIn("999999999999"))?.MaxSessionDuration, 3600);
    });

    it("does not hinder the deletion of its stack, after which it is made anew, in this account alone", async () => {
      const others = await on.roleIn("999999999999");
      assert.deepEqual(await remove(only(account)), { status: "SUCCEEDED", results: { [account]: "SUCCEEDED" } });
      assert.equal(await on.instanceIn(account), undefined);
      assert.deepEqual(await create(only(account)), { status: "SUCCEEDED", results: { [account]: "SUCCEEDED" } });
      assert.deepEqual(await on.instanceIn(account), current);
      assert.ok(await on.roleIn(account));
      assert.equal((await on.roleIn("999999999999"))?.RoleId, others?.RoleId);
    });
  });

  it("a deletion of instances that are not there succeeds", async () => {
    await remove(only(account));
    assert.deepEqual(await remove(only(account)), { status: "SUCCEEDED", results: {} });
  });

  it("a named role whose path changes is not replaced: every stack fails, and with full tolerance the operation SUCCEEDED", async () => {
    const { status, results } = await change(template.replace("Path: /org/", "Path: /elsewhere/"));
    assert.equal(status, "SUCCEEDED");
    assert.deepEqual(Object.keys(results).sort(), [...members, "888888888888"].sort());
    for (const member of members) {
      assert.match(results[member] ?? "", /^FAILED .*cannot update a stack when a custom-named resource requires replacing\. Rename audit/);
      assert.equal((await on.instanceIn(member))?.status, "OUTDATED");
      assert.equal((await on.roleIn(member))?.Path, "/org/");
    }
  });

  it("roles of retained stacks stay, and collide with the next ones", async () => {
    await remove(only(account), true);
    assert.ok(await on.roleIn(account));
    const { results } = await create(only(account));
    assert.match(results[account] ?? "", /^FAILED .*'audit' already exists/);
    assert.deepEqual(await on.instanceIn(account).then((instance) => [instance?.status, instance?.detail]), ["OUTDATED", "FAILED"]);
  });

  it("a second stack set of another Region finds the names of its roles taken", async () => {
    const { cloudFormation } = clients(sandbox, sandbox.adminCredentials, "eu-west-1");
    await cloudFormation.send(new CreateStackSetCommand(stackSet));
    const second = stackSetActions(sandbox, "eu-west-1");
    const { status, results } = await second.outcome(
      cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, Regions: ["eu-west-1"], OperationPreferences: all })),
    );
    assert.equal(status, "SUCCEEDED");
    for (const member of members) assert.match(results[member] ?? "", /^FAILED .*'audit' already exists/);
  });

  describe("a stack that could not be deleted", () => {
    let allow: () => void;
    beforeEach(async () => {
      allow = on.deny("iam:DeleteRole", account);
      const { status, results } = await remove(only(account));
      assert.equal(status, "SUCCEEDED");
      assert.match(results[account] ?? "", /^FAILED .*iam:DeleteRole/);
      const instance = await on.instanceIn(account);
      assert.deepEqual([instance?.status, instance?.detail], ["INOPERABLE", "INOPERABLE"]);
      assert.match(instance?.reason ?? "", /iam:DeleteRole/);
      allow();
    });

    it("is left out of updates", async () => {
      for (const attempt of [() => change(shorter), () => update(), () => update(only(account)), () => create(only(account))]) {
        const { status, results } = await attempt();
        assert.equal(status, "SUCCEEDED");
        assert.equal(results[account], undefined);
        assert.equal((await on.instanceIn(account))?.status, "INOPERABLE");
      }
      assert.equal((await on.roleIn(account))?.MaxSessionDuration, 7200);
    });

    it("is deleted by another attempt, once nothing hinders it", async () => {
      assert.deepEqual((await remove(only(account))).results, { [account]: "SUCCEEDED" });
      assert.equal(await on.roleIn(account), undefined);
    });

    it("leaves the stack set with RetainStacks; its role has to be deleted inside the account", async () => {
      await remove(only(account), true);
      assert.equal(await on.instanceIn(account), undefined);
      deleteRole(sandbox.world, account, "audit");
      assert.deepEqual((await create(only(account))).results, { [account]: "SUCCEEDED" });
      assert.deepEqual(await on.instanceIn(account), current);
    });
  });

  it("an account that was suspended at the roll-out has no roles when it comes back, until it is deployed to again", async () => {
    const suspended = "888888888888";
    assert.deepEqual(await on.instanceIn(suspended).then((instance) => [instance?.status, instance?.detail]), [
      "OUTDATED",
      "SKIPPED_SUSPENDED_ACCOUNT",
    ]);
    const state = sandbox.world.accounts.get(suspended);
    assert.ok(state);
    state.state = "ACTIVE";
    assert.equal(await on.roleIn(suspended), undefined);
    assert.deepEqual((await update(only(suspended))).results, { [suspended]: "SUCCEEDED" });
    assert.ok(await on.roleIn(suspended));
    assert.deepEqual(await on.instanceIn(suspended), current);
  });
});
