import assert from "node:assert/strict";
import { StackSetsActivation } from "../../../aws/operations";
import { operationsWorld, type OperationsWorld } from "../../support/operationsWorld";
import { management } from "../../support/organization";

const inputs = { account: management, region: "eu-central-1" };

describe("the activation of StackSets", () => {
  let world: OperationsWorld;
  beforeEach(async () => {
    world = await operationsWorld();
    world.callAs("management");
  });
  afterEach(() => world.close());

  it("is done once, and adopted where it was done before", async () => {
    const created = await StackSetsActivation.create(inputs);
    assert.deepEqual(created, { id: management, outs: { ...inputs, status: "ENABLED" } });
    assert.deepEqual(await StackSetsActivation.create(inputs), created);
    assert.equal(world.sandbox.calls.filter(({ operation }) => operation === "ActivateOrganizationsAccess").length, 1);
  });

  it("is found by a refresh, and done again after trusted access was taken away", async () => {
    assert.ok(StackSetsActivation.read);
    const { id, outs } = await StackSetsActivation.create(inputs);
    assert.deepEqual(await StackSetsActivation.read(id, outs), { id, props: outs });

    world.sandbox.world.organization.trustedServices.delete("member.org.stacksets.cloudformation.amazonaws.com");
    assert.equal((await StackSetsActivation.read(id, outs)).id, "");
    await StackSetsActivation.create(inputs);
    assert.equal((await StackSetsActivation.read(id, outs)).id, management);
  });

  it("refuses credentials of another account", async () => {
    world.callAs("everythingElse");
    await assert.rejects(StackSetsActivation.create(inputs), {
      message: /belong to account 222222222222, but account 111111111111 was to be changed/,
    });
    assert.ok(world.sandbox.calls.every(({ service }) => service === "sts"));
  });
});
