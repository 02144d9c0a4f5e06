import assert from "node:assert/strict";
import { removeAccount } from "../../dev/sandbox/seed/createWorld";
import { accountOf } from "../../dev/sandbox/world/world";
import { requireEngine } from "../support/engineProject";
import { member, organizationYaml, security } from "../support/stacksOrganization";
import { createCallersOf } from "../support/movedAdministrator";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

/** Without the delegated administrator nothing can be rolled out. That is an event, not bad input: deploy says so and touches nothing. */
describe("A delegated administrator that is lost", function () {
  this.timeout(600_000);
  let world: StacksWorld;

  beforeEach(async function () {
    world = await stacksWorld(await requireEngine(this));
    assert.equal((await world.inventory()).code, 0);
  });
  afterEach(() => world?.close());

  const assertLeftOut = async (why: RegExp, args: string[]) => {
    const since = world.sandbox.calls.length;
    const { code, report, told } = await world.deploy(args);
    assert.equal(code, 2, told);
    assert.ok(report);
    assert.deepEqual(report.stacks, []);
    assert.ok(report.leftAlone.some(({ stack }) => stack === "security"));
    for (const { reason } of report.leftAlone) assert.match(reason, why);
    assert.deepEqual(world.changes(since), []);
  };

  it("suspended, its keys refused: every part is left out with the reason", async () => {
    accountOf(world.sandbox.world, security).state = "SUSPENDED";
    await assertLeftOut(
      /^the delegated administrator \d+ is SUSPENDED, which owns the organization's analyzers and reads the organization; bring it back/,
      [],
    );
    await assertLeftOut(/SUSPENDED/, ["--write-inventory"]);
    await assertLeftOut(/SUSPENDED/, []);
  });

  it("gone after a roll-out: another member is named, and everything is there again", async () => {
    assert.equal((await world.deploy()).code, 0);
    removeAccount(world.sandbox.world, security);
    await assertLeftOut(/name another member in organization\.delegatedAdministrator$/, []);
    world.writeConfiguration(organizationYaml().replace(`delegatedAdministrator: "${security}"`, `delegatedAdministrator: "${member}"`));
    const callers = await createCallersOf(world, member);
    const rolledOut = await world.deploy(["--write-inventory"], callers);
    assert.equal(rolledOut.code, 2, rolledOut.told);
    assert.equal(rolledOut.report?.audit?.verdict.exitCode, 0, rolledOut.told);
    const stack = `member-${member}`;
    assert.deepEqual(
      rolledOut.report.leftAlone.map((left) => left.stack),
      [stack],
      "it is the account's former stack",
    );
    const forgotten = await world.command(["forget", member, "--yes"]);
    assert.equal(forgotten.code, 0, forgotten.stderr);
    const again = await world.deploy(["--write-inventory", "--only", "members"], callers);
    assert.equal(again.code, 0, again.told);
  });

  it("gone: every part is left out with the reason, in a preview as well, and with the inventory that knows it", async () => {
    removeAccount(world.sandbox.world, security);
    await assertLeftOut(/^the delegated administrator \d+ is not in the organization/, []);
    await assertLeftOut(/is not in the organization/, ["--preview", "--write-inventory"]);
    await assertLeftOut(/is not in the organization/, []);
  });
});
