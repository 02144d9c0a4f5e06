import assert from "node:assert/strict";
import { partitions } from "../../domain/partitions";
import { requireEngine } from "../support/engineProject";
import { run } from "../support/commandLine";
import { management, member, organizationYaml, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

/** ARNs, Regions and the reading of Regions differ there, and nothing else does: the sandbox assumes the rest, see docs/sandbox.md. */
for (const partition of ["aws-us-gov", "aws-eusc"] as const) {
  describe(`A roll-out in the partition ${partition}`, function () {
    this.timeout(600_000);
    let world: StacksWorld;

    before(async function () {
      const [homeRegion = "", ...others] = partitions[partition].defaultRegions;
      world = await stacksWorld(await requireEngine(this), organizationYaml().replace("eu-central-1", homeRegion), {
        partition,
        management,
        homeRegion,
        regions: { enabledByDefault: [homeRegion, ...others] },
        accounts: [management, security, member].map((id) => ({ id, name: `account-${id.slice(0, 1)}` })),
      });
      const { code, stderr } = await world.inventory();
      assert.equal(code, 0, stderr);
    });
    after(() => world?.close());

    it("brings every analyzer, and a green audit through our own roles", async () => {
      const { code, told } = await world.deploy();
      assert.equal(code, 0, told);
      const audit = await run(["audit", "--profile", "security"], world.folder, world.env);
      assert.equal(audit.code, 0, audit.stdout + audit.stderr);
    });
  });
}
