import assert from "node:assert/strict";
import { ServiceLinkedRole } from "../../../aws/operations";
import { deleteRole } from "../../../dev/sandbox/iam/roles";
import { findServiceLinkedRole } from "../../../dev/sandbox/iam/serviceLinkedRoles";
import { operationsWorld, type OperationsWorld } from "../../support/operationsWorld";
import { delegatedAdministrator, management } from "../../support/organization";

const inputs = { account: management, region: "eu-central-1" };
const service = "access-analyzer.amazonaws.com";

describe("the service-linked role", () => {
  let world: OperationsWorld;
  beforeEach(async () => {
    world = await operationsWorld();
    world.callAs("management");
  });
  afterEach(() => world.close());

  it("is created where it is missing, and adopted where it exists", async () => {
    const created = await ServiceLinkedRole.create(inputs);
    const role = findServiceLinkedRole(world.sandbox.world, management, service);
    assert.ok(role);
    assert.equal(created.outs?.arn, role.arn);

    const adopted = await ServiceLinkedRole.create(inputs);
    assert.deepEqual(adopted, created);
    assert.equal(world.sandbox.calls.filter(({ operation }) => operation === "CreateServiceLinkedRole").length, 1);
  });

  it("is found by a refresh, and missing when it was deleted behind our back", async () => {
    const { id, outs } = await ServiceLinkedRole.create(inputs);
    assert.ok(outs && ServiceLinkedRole.read);
    assert.deepEqual(await ServiceLinkedRole.read(id, outs), { id, props: outs });

    const role = findServiceLinkedRole(world.sandbox.world, management, service);
    assert.ok(role);
    deleteRole(world.sandbox.world, management, role.name);
    assert.equal((await ServiceLinkedRole.read(id, outs)).id, "");
  });

  it("is never deleted: every analyzer works through it", async () => {
    const { id, outs } = await ServiceLinkedRole.create(inputs);
    assert.ok(outs);
    await ServiceLinkedRole.delete?.(id, outs);
    assert.ok(findServiceLinkedRole(world.sandbox.world, management, service));
  });

  it("refuses credentials of another account before it reads or writes anything", async () => {
    world.callAs("everythingElse");
    await assert.rejects(ServiceLinkedRole.create(inputs), {
      message: new RegExp(
        `belong to account ${delegatedAdministrator}, but account ${management} was to be changed. Nothing was read or written`,
      ),
    });
    assert.deepEqual([...new Set(world.sandbox.calls.map(({ operation }) => operation))], ["GetCallerIdentity"]);
  });
});
