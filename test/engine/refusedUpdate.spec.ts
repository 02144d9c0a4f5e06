import assert from "node:assert/strict";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import { requireEngine } from "../support/engineProject";
import { member, organizationYaml } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

describe("An update that AWS refuses", function () {
  this.timeout(300_000);
  let engine: FoundEngine;
  let world: StacksWorld;

  before(async function () {
    engine = await requireEngine(this);
    world = await stacksWorld(engine);
    assert.equal((await world.inventory()).code, 0);
    assert.equal((await world.deploy()).code, 0);
  });
  after(() => world?.close());

  it("of one analyzer fails its stack with the reason, at once, and leaves the others alone", async () => {
    const { id } = world.sandbox.world.faults.add({
      match: { operation: "TagResource", account: member, region: "eu-west-1" },
      effect: { kind: "deny" },
    });
    world.writeConfiguration(`${organizationYaml()}\ntags: { team: one }\n`);
    const { code, stacks, told } = await world.deploy(["--only", "members", "--stack-timeout", "60"]);
    world.sandbox.world.faults.remove(id);
    assert.equal(code, 1, told);
    assert.match(stacks[`member-${member}`] ?? "", /^failed: .*AccessDenied/, told);
    assert.equal((await world.deploy(["--only", "members"])).code, 0);
  });
});
