import assert from "node:assert/strict";
import {
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackSetOperationsCommand,
  UpdateStackInstancesCommand,
  UpdateStackSetCommand,
} from "@aws-sdk/client-cloudformation";
import { MoveAccountCommand } from "@aws-sdk/client-organizations";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { eventually } from "../../support/sandboxClients";
import { everywhere, members, only, stackSet, stackSetActions } from "../../support/stackSetActions";

type Where = typeof everywhere | ReturnType<typeof only>;
const account = "666666666666";

describe("sandbox: operations of a stack set during one another", () => {
  let sandbox: Sandbox;
  let on: ReturnType<typeof stackSetActions>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { stackSetOperationMilliseconds: 2, creatingMilliseconds: 2 } });
    on = stackSetActions(sandbox);
    await on.activate();
  });
  afterEach(() => sandbox.close());

  /** Nothing that takes time goes on until the returned function is called. */
  const holdTime = () => {
    const { clock } = sandbox.world;
    const due: (() => void)[] = [];
    sandbox.world.clock = {
      now: () => clock.now(),
      after: (_milliseconds, action) => (due.push(action), () => undefined),
      pending: () => due.length,
      advance: () => undefined,
    };
    return () => {
      sandbox.world.clock = clock;
      for (const action of due) action();
    };
  };
  const create = (input: Where = everywhere) => on.admin.cloudFormation.send(new CreateStackInstancesCommand(input));
  const remove = (input: Where = everywhere) =>
    on.admin.cloudFormation.send(new DeleteStackInstancesCommand({ ...input, RetainStacks: false }));
  const statusOf = async (OperationId: string | undefined) =>
    (await on.admin.cloudFormation.send(new DescribeStackSetOperationCommand({ StackSetName: "roles", OperationId }))).StackSetOperation
      ?.Status;
  const move = async (from: string, to: string) =>
    on.admin.organizations.send(new MoveAccountCommand({ AccountId: account, SourceParentId: from, DestinationParentId: to }));
  const inProgress = { name: "OperationInProgressException" };

  it("are refused without managed execution, each of them", async () => {
    await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
    const goOn = holdTime();
    const { OperationId } = await create();
    await assert.rejects(create(), inProgress);
    await assert.rejects(remove(), inProgress);
    await assert.rejects(on.admin.cloudFormation.send(new UpdateStackInstancesCommand(everywhere)), inProgress);
    await assert.rejects(on.admin.cloudFormation.send(new UpdateStackSetCommand(stackSet)), inProgress);
    await assert.rejects(on.admin.cloudFormation.send(new DeleteStackSetCommand({ StackSetName: "roles" })), inProgress);
    goOn();
    assert.equal(await on.over(OperationId), "SUCCEEDED");
  });

  it("are refused during an automatic deployment too", async () => {
    await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
    const unit = sandbox.world.accounts.get(account)?.parentId ?? "";
    const other = sandbox.world.accounts.get("777777777777")?.parentId ?? "";
    const { OperationId } = await create({ ...everywhere, DeploymentTargets: { OrganizationalUnitIds: [unit] } });
    await on.over(OperationId);
    const goOn = holdTime();
    await move(unit, other);
    await assert.rejects(create(), inProgress);
    goOn();
    await eventually(on.instances, (all) => all.length === 0);
  });

  describe("are queued with managed execution", () => {
    beforeEach(() => on.admin.cloudFormation.send(new CreateStackSetCommand({ ...stackSet, ManagedExecution: { Active: true } })));

    it("and done in the order of the requests, each with what the ones before it left", async () => {
      const goOn = holdTime();
      const first = await create();
      const second = await remove(only(account));
      const third = await create(only(account));
      assert.deepEqual(
        [await statusOf(first.OperationId), await statusOf(second.OperationId), await statusOf(third.OperationId)],
        ["RUNNING", "QUEUED", "QUEUED"],
      );
      goOn();
      const over = (OperationId: string | undefined) =>
        eventually(
          () => statusOf(OperationId),
          (status) => status === "SUCCEEDED",
        );
      await over(third.OperationId);
      assert.equal(await statusOf(second.OperationId), "SUCCEEDED");
      assert.deepEqual(await on.results(second.OperationId), { [account]: "SUCCEEDED" });
      assert.deepEqual(await on.results(third.OperationId), { [account]: "SUCCEEDED" });
      assert.ok(await on.roleIn(account));
      assert.equal((await on.instances()).length, members.length + 1);
      const { Summaries } = await on.admin.cloudFormation.send(new ListStackSetOperationsCommand({ StackSetName: "roles" }));
      assert.deepEqual(
        Summaries?.map(({ OperationId }) => OperationId),
        [third.OperationId, second.OperationId, first.OperationId],
      );
    });

    it("while the way of execution itself cannot change", async () => {
      const described = () => on.admin.cloudFormation.send(new DescribeStackSetCommand({ StackSetName: "roles" }));
      assert.deepEqual((await described()).StackSet?.ManagedExecution, { Active: true });
      const goOn = holdTime();
      const { OperationId } = await create();
      const unmanaged = new UpdateStackSetCommand({ ...stackSet, ManagedExecution: { Active: false } });
      await assert.rejects(on.admin.cloudFormation.send(unmanaged), inProgress);
      goOn();
      await on.over(OperationId);
      const changed = await on.admin.cloudFormation.send(unmanaged);
      await on.over(changed.OperationId);
      assert.deepEqual((await described()).StackSet?.ManagedExecution, { Active: false });
    });
  });

  it("leave CANCELLED what they did not come to", async () => {
    await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
    on.deny("iam:CreateRole", "222222222222");
    on.deny("iam:CreateRole", "333333333333");
    const { status, results } = await on.outcome(
      on.admin.cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, OperationPreferences: undefined })),
    );
    assert.equal(status, "FAILED");
    const cancelled = Object.keys(results).find((each) => results[each]?.startsWith("CANCELLED"));
    assert.ok(cancelled);
    const instance = await on.instanceIn(cancelled);
    assert.deepEqual([instance?.status, instance?.detail], ["OUTDATED", "CANCELLED"]);
    assert.match(instance?.reason ?? "", /failure tolerance/);
  });
});
