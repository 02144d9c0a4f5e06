import assert from "node:assert/strict";
import { OrganizationReady } from "../../../aws/operations";
import { ensureServiceLinkedRole } from "../../../dev/sandbox/iam/serviceLinkedRoles";
import { operationsWorld, type OperationsWorld } from "../../support/operationsWorld";
import { delegatedAdministrator, management } from "../../support/organization";

const service = "access-analyzer.amazonaws.com";
const inputs = {
  management,
  delegatedAdministrator,
  region: "eu-central-1",
  settleSeconds: 1,
  timeoutSeconds: 0,
};

describe("the gate before the organization's analyzers", () => {
  let world: OperationsWorld;
  beforeEach(async () => {
    world = await operationsWorld();
    world.callAs("everythingElse");
  });
  afterEach(() => world.close());

  it("fails with everything that is missing, and says which stack makes it", async () => {
    await assert.rejects(OrganizationReady.create({ ...inputs, settleSeconds: 0 }), (error: Error) => {
      assert.match(error.message, /does not trust access-analyzer\.amazonaws\.com/);
      assert.match(error.message, /account 222222222222 is not registered as delegated administrator/);
      assert.match(error.message, /AWSServiceRoleForAccessAnalyzer does not exist in the management account 111111111111/);
      assert.match(error.message, /Roll out the stack `management` first/);
      return true;
    });
  });

  it("waits until the service-linked role has settled", async () => {
    prepare();
    const role = ensureServiceLinkedRole(world.sandbox.world, management, service);
    await OrganizationReady.create({ ...inputs, timeoutSeconds: 20 });
    assert.ok(Date.now() - role.createdAt.getTime() >= 1000);
  });

  it("opens once the last thing appears", async () => {
    ensureServiceLinkedRole(world.sandbox.world, management, service);
    const opened = OrganizationReady.create({ ...inputs, timeoutSeconds: 20 });
    setTimeout(prepare, 300);
    assert.equal((await opened).id, delegatedAdministrator);
  });

  it("is closed again for the next run when trust ends", async () => {
    prepare();
    ensureServiceLinkedRole(world.sandbox.world, management, service);
    assert.ok(OrganizationReady.read);
    assert.equal((await OrganizationReady.read(delegatedAdministrator, inputs)).id, delegatedAdministrator);
    world.sandbox.world.organization.trustedServices.delete(service);
    assert.equal((await OrganizationReady.read(delegatedAdministrator, inputs)).id, "");
  });

  it("tells which role it could not use", async () => {
    await world.close();
    world = await operationsWorld({ roles: false });
    world.callAs("everythingElse");
    await assert.rejects(OrganizationReady.create({ ...inputs, settleSeconds: 0 }), {
      message: /access-analyzer-org-audit of the management account 111111111111 cannot be used \(AccessDenied/,
    });
  });

  function prepare() {
    const { organization } = world.sandbox.world;
    organization.trustedServices.set(service, { enabledAt: new Date() });
    organization.delegatedAdministrators.set(service, new Map([[delegatedAdministrator, { registeredAt: new Date() }]]));
  }
});
