import assert from "node:assert/strict";
import {
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  UpdateStackInstancesCommand,
  UpdateStackSetCommand,
  type AccountFilterType,
} from "@aws-sdk/client-cloudformation";
import { MoveAccountCommand } from "@aws-sdk/client-organizations";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { eventually } from "../../support/sandboxClients";
import { everywhere, members, only, root, stackSet, stackSetActions } from "../../support/stackSetActions";

describe("sandbox: which accounts a stack set operation is about", () => {
  let sandbox: Sandbox;
  let on: ReturnType<typeof stackSetActions>;

  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { stackSetOperationMilliseconds: 2, creatingMilliseconds: 2 } });
    on = stackSetActions(sandbox);
    await on.activate();
    await on.admin.cloudFormation.send(new CreateStackSetCommand(stackSet));
  });
  afterEach(() => sandbox.close());

  const unitOf = (account: string) => sandbox.world.accounts.get(account)?.parentId ?? "";
  const filtered = (unit: string, Accounts: string[], AccountFilterType: AccountFilterType | undefined, Regions = everywhere.Regions) => ({
    ...everywhere,
    Regions,
    DeploymentTargets: { OrganizationalUnitIds: [unit], Accounts, ...(AccountFilterType ? { AccountFilterType } : {}) },
  });
  const create = (input: ReturnType<typeof filtered> | typeof everywhere) =>
    on.outcome(on.admin.cloudFormation.send(new CreateStackInstancesCommand(input)));
  const update = (input: ReturnType<typeof filtered> | typeof everywhere) =>
    on.outcome(on.admin.cloudFormation.send(new UpdateStackInstancesCommand(input)));
  const remove = (input: ReturnType<typeof filtered> | typeof everywhere) =>
    on.outcome(on.admin.cloudFormation.send(new DeleteStackInstancesCommand({ ...input, RetainStacks: false })));

  it("INTERSECTION takes the named ones of the unit, DIFFERENCE the others, NONE all", async () => {
    const prod = unitOf("444444444444");
    assert.deepEqual(Object.keys((await create(filtered(prod, [], "NONE"))).results).sort(), [
      "444444444444",
      "555555555555",
      "999999999999",
    ]);
    const outsider = filtered(prod, ["444444444444", "666666666666"], "INTERSECTION");
    assert.deepEqual(Object.keys((await update(outsider)).results), ["444444444444"]);
    assert.deepEqual(Object.keys((await remove(outsider)).results), ["444444444444"]);
    assert.deepEqual(Object.keys((await remove(filtered(prod, ["555555555555"], "DIFFERENCE"))).results), ["999999999999"]);
    await assert.rejects(create(filtered(prod, [], "INTERSECTION")), /INTERSECTION/);
    await assert.rejects(create(filtered(prod, ["444444444444"], "NONE")), /NONE/);
  });

  it("UNION, the default where accounts are named, adds accounts of other units to updates and deletions, not to creations", async () => {
    await create(everywhere);
    const prod = unitOf("444444444444");
    const more = ["444444444444", "555555555555", "666666666666", "999999999999"];
    for (const filter of ["UNION", undefined] as const) {
      await assert.rejects(create(filtered(prod, ["666666666666"], filter)), { name: "ValidationError", message: /AccountFilterType/ });
      assert.deepEqual(Object.keys((await update(filtered(prod, ["666666666666"], filter))).results).sort(), more);
    }
    assert.deepEqual(Object.keys((await remove(filtered(prod, ["666666666666"], "UNION"))).results).sort(), more);
  });

  it("an update of accounts and Regions with one combination missing is refused whole", async () => {
    await create(everywhere);
    const two = filtered(root, ["444444444444", "666666666666"], "INTERSECTION", ["eu-central-1", "eu-west-1"]);
    const refusal = { name: "StackInstanceNotFoundException", message: /444444444444.*eu-west-1/ };
    await assert.rejects(update(two), refusal);
    await assert.rejects(on.outcome(on.admin.cloudFormation.send(new UpdateStackSetCommand({ ...stackSet, ...two }))), refusal);
    assert.equal((await on.instanceIn("666666666666"))?.status, "CURRENT");
    await assert.rejects(update(filtered(unitOf("444444444444"), ["666666666666"], "INTERSECTION")), {
      name: "StackInstanceNotFoundException",
    });
  });

  it("automatic deployment ignores account filters", async () => {
    await create(filtered(root, ["666666666666"], "DIFFERENCE"));
    assert.equal(await on.instanceIn("666666666666"), undefined);
    await on.admin.organizations.send(
      new MoveAccountCommand({
        AccountId: "666666666666",
        SourceParentId: unitOf("666666666666"),
        DestinationParentId: unitOf("777777777777"),
      }),
    );
    await eventually(
      () => on.instanceIn("666666666666"),
      (instance) => instance?.status === "CURRENT",
    );
    assert.ok(await on.roleIn("666666666666"));
  });

  it("automatic deployment no longer follows a unit whose instances were deleted, and still does after single ones were", async () => {
    await create(everywhere);
    await remove(only("666666666666"));
    assert.equal((await on.instances()).length, members.length);
    const move = (from: string, to: string) =>
      on.admin.organizations.send(new MoveAccountCommand({ AccountId: "666666666666", SourceParentId: from, DestinationParentId: to }));
    const [home, elsewhere] = [unitOf("666666666666"), unitOf("777777777777")];
    await move(home, elsewhere);
    await eventually(
      () => on.instanceIn("666666666666"),
      (instance) => instance?.status === "CURRENT",
    );
    await remove(everywhere);
    await move(elsewhere, home);
    assert.deepEqual(await on.instances(), []);
  });
});
