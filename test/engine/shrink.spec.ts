import assert from "node:assert/strict";
import { requireEngine } from "../support/engineProject";
import { liveAnalyzers, type LiveAnalyzer } from "../support/liveAnalyzers";
import { member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";
import { exportState } from "../../scripts/pulumi";

/** What leaves the plan and comes back, on the real engine. Each test goes on where the one before ended. */
describe("An organization that shrinks", function () {
  this.timeout(120_000);
  this.bail(true);
  let world: StacksWorld;
  let full: Record<string, LiveAnalyzer>;

  before(async function () {
    const engine = await requireEngine(this);
    world = await stacksWorld(engine);
    assert.equal((await world.inventory()).code, 0);
    const { code, told } = await world.deploy();
    assert.equal(code, 0, told);
    full = await liveAnalyzers(world.sandbox);
  });
  after(() => world?.close());

  const unplanned = (report: Awaited<ReturnType<StacksWorld["deploy"]>>["report"]) =>
    report?.unplanned.map(({ account, region, type, isBilled }) => `${account} ${region} ${type}${isBilled ? " billed" : ""}`);

  it("a Region that is excluded: its analyzers leave the state and stay in AWS with their rules; each is named", async () => {
    world.writeConfiguration(organizationYaml({ more: "regions: { exclude: [{ name: eu-west-1, reason: not used }] }" }));
    const since = world.sandbox.calls.length;
    const { code, report, stacks, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.deepEqual(world.changes(since), []);
    assert.deepEqual(await liveAnalyzers(world.sandbox), full);
    assert.match(stacks[`member-${member}`] ?? "", /^\d leave$/);
    assert.deepEqual(
      unplanned(report),
      Object.keys(full).filter((place) => / eu-west-1 /.test(place) && !place.startsWith(memberWithConsole)),
    );
    const { resources } = await exportState(world.project, `member-${member}`);
    assert.deepEqual(
      resources.filter(({ urn }) => urn.includes("eu-west-1")),
      [],
    );
  });

  it("a second deploy has nothing to do", async () => {
    const { code, stacks, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.deepEqual(new Set(Object.values(stacks)), new Set(["unchanged"]), told);
  });

  it("the Region comes back: the analyzers that stayed are taken into the state again, with their rules", async () => {
    world.writeConfiguration(organizationYaml());
    const since = world.sandbox.calls.length;
    const { code, report, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.deepEqual(
      world.changes(since).filter((change) => /Analyzer |ArchiveRule/.test(change)),
      [],
    );
    assert.deepEqual(await liveAnalyzers(world.sandbox), full);
    assert.deepEqual(report?.unplanned, []);
    const { resources } = await exportState(world.project, `member-${member}`);
    const ours = resources.filter(({ type }) => type === "aws:accessanalyzer/analyzer:Analyzer");
    assert.deepEqual(
      ours.map(({ protect, retainOnDelete }) => ({ protect, retainOnDelete })),
      ours.map(() => ({ protect: false, retainOnDelete: true })),
    );
    assert.deepEqual(new Set(Object.values((await world.deploy()).stacks)), new Set(["unchanged"]));
  });

  it("an account that is exempt and unused access that is off: the stack is run as an empty program, what is billed is named", async () => {
    world.writeConfiguration(
      organizationYaml({
        more: `overrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal, until: 2099-03-31 } }]\n`,
      }).replace("enabled: true, ageDays", "enabled: false, ageDays"),
    );
    const since = world.sandbox.calls.length;
    const { code, report, stacks, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.deepEqual(world.changes(since), []);
    assert.match(stacks[`member-${member}`] ?? "", /leave/);
    assert.deepEqual(unplanned(report), [
      `${security} eu-central-1 ORGANIZATION_UNUSED_ACCESS billed`,
      `${member} eu-central-1 ACCOUNT`,
      `${member} eu-west-1 ACCOUNT`,
    ]);
  });

  it("another role path is refused with the reason and the way out, before anything is changed", async () => {
    world.writeConfiguration(organizationYaml({ more: "access: { rolePath: /other/ }\n" }));
    const since = world.sandbox.calls.length;
    const { code, stacks } = await world.deploy(["--only", "management"]);
    assert.equal(code, 1);
    assert.match(stacks["management"] ?? "", /^failed: This would replace management-roles-audit.*access\.rolePath/);
    assert.deepEqual(world.changes(since), []);
  });
});
