import assert from "node:assert/strict";
import { requireEngine } from "../support/engineProject";
import { liveAnalyzers, type LiveAnalyzer } from "../support/liveAnalyzers";
import { member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";
import { run } from "../support/commandLine";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";
import { createCallersOf } from "../support/movedAdministrator";
import { until } from "../support/processes";
import { editState, exportState, listStacks } from "../../scripts/pulumi";
import { accountOf } from "../../dev/sandbox/world/world";

/** What leaves the plan and comes back, on the real engine. Each test goes on where the one before ended. */
describe("An organization that shrinks", function () {
  this.timeout(300_000);
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
  });

  it("and then there is nothing to do", async () => {
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

  it("retire lists what it would delete, and deletes nothing where nobody can confirm", async () => {
    const since = world.sandbox.calls.length;
    const { code, stderr } = await world.command(["retire"]);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /access-analyzer-org-unused-access: ours, no longer planned, stays, is billed/);
    assert.match(stderr, /Delete 3 analyzers and all findings of them\?.*no terminal.*nothing was changed/s);
    assert.deepEqual(world.changes(since), []);
  });

  it("retire --type deletes that one alone, and then there is no more of it", async () => {
    const since = world.sandbox.calls.length;
    const { code, stdout, stderr } = await world.command(["retire", "--type", "ORGANIZATION_UNUSED_ACCESS", "--yes"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^1 analyzer deleted\.$/m);
    assert.deepEqual(world.changes(since), [`${security} access-analyzer DeleteAnalyzer eu-central-1`]);
    const again = await world.command(["retire", "--type", "ORGANIZATION_UNUSED_ACCESS", "--yes", "--json"]);
    assert.deepEqual(JSON.parse(again.stdout), { version: 1, deleted: [], left: [], unread: [], exitCode: 0, warnings: [] });
  });

  it("forget drops the stack of an account without a call to AWS, after a confirmation", async () => {
    const stack = `member-${member}`;
    const since = world.sandbox.calls.length;
    const asked = await world.command(["forget", member]);
    assert.equal(asked.code, 3);
    assert.match(asked.stderr, new RegExp(`Drop stack ${stack} .*no terminal`, "s"));
    const planned = await world.command(["forget", memberWithConsole]);
    assert.equal(planned.code, 3);
    assert.match(planned.stderr, new RegExp(`${memberWithConsole} is still planned`));
    const { code, stdout, stderr } = await world.command(["forget", member, "--yes"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^Stack ${stack} .* was dropped`));
    assert.equal((await world.command(["forget", member, "--yes"])).code, 3, "there is no such stack any more");
    assert.equal(world.sandbox.calls.length, since);
    assert.ok((await listStacks(world.project)).every(({ name }) => name !== stack));
  });

  it("what was forgotten comes back with the plan: the same analyzers, in a new stack", async () => {
    world.writeConfiguration(organizationYaml());
    const { code, report, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.deepEqual(report?.unplanned, []);
    const live = await liveAnalyzers(world.sandbox);
    for (const region of ["eu-central-1", "eu-west-1"])
      assert.deepEqual(live[`${member} ${region} ACCOUNT`], full[`${member} ${region} ACCOUNT`]);
  });

  it("a Region that an account turned off: no call is made there, its analyzer leaves the state, everything else goes on", async () => {
    accountOf(world.sandbox.world, member).regions.set("eu-west-1", "DISABLED");
    assert.equal((await world.inventory()).code, 0);
    const since = world.sandbox.calls.length;
    const { code, stacks, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.deepEqual(world.changes(since), []);
    assert.match(stacks[`member-${member}`] ?? "", /^\d leave$/);
    assert.deepEqual(
      world.sandbox.calls
        .slice(since)
        .filter(({ account, region, service }) => account === member && region === "eu-west-1" && service === "access-analyzer"),
      [],
    );
  });

  it("that Region turned on again: the same analyzer is taken into the state", async () => {
    accountOf(world.sandbox.world, member).regions.set("eu-west-1", "ENABLED_BY_DEFAULT");
    assert.equal((await world.inventory()).code, 0);
    const { code, told } = await world.deploy(["--only", "members"]);
    assert.equal(code, 0, told);
    assert.deepEqual((await liveAnalyzers(world.sandbox))[`${member} eu-west-1 ACCOUNT`], full[`${member} eu-west-1 ACCOUNT`]);
  });

  it("another home Region: unused access is made in the new one, and the old one is named as billed", async () => {
    world.writeConfiguration(organizationYaml().replace("homeRegion: eu-central-1", "homeRegion: eu-west-1"));
    const since = world.sandbox.calls.length;
    const { code, report, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.deepEqual(
      world.changes(since).filter((change) => /Analyzer |StackSet|Role/.test(change)),
      [`${security} access-analyzer CreateAnalyzer eu-west-1`],
    );
    assert.deepEqual(unplanned(report), [`${security} eu-central-1 ORGANIZATION_UNUSED_ACCESS billed`]);
  });

  it("a state that a killed engine left half done is repaired before the engine runs, and nothing is lost", async () => {
    world.writeConfiguration(organizationYaml());
    const stack = `member-${member}`;
    const before = await liveAnalyzers(world.sandbox);
    await editState(world.project, stack, ({ deployment }) => {
      const analyzer = deployment.resources?.find(({ type }) => type === "aws:accessanalyzer/analyzer:Analyzer");
      assert.ok(analyzer);
      analyzer.pendingReplacement = true;
      deployment.pending_operations = [{ type: "creating", resource: { ...analyzer, urn: `${analyzer.urn}-begun` } }];
      return true;
    });
    const since = world.sandbox.calls.length;
    const { code, stderr, told } = await world.deploy(["--only", "members"]);
    assert.equal(code, 0, told);
    assert.match(stderr, new RegExp(`^${stack}: what an earlier run had begun and not ended was taken out of the state\\.$`, "m"));
    assert.deepEqual(world.changes(since), []);
    assert.deepEqual(await liveAnalyzers(world.sandbox), before);
    assert.deepEqual((await exportState(world.project, stack)).pending, []);
  });

  it("another role path is refused with the reason and the way out, before anything is changed", async () => {
    world.writeConfiguration(organizationYaml({ more: "access: { rolePath: /other/ }\n" }));
    const since = world.sandbox.calls.length;
    const { code, stacks } = await world.deploy(["--only", "management"]);
    assert.equal(code, 1);
    assert.match(stacks["management"] ?? "", /^failed: This would replace management-roles-audit.*access\.rolePath/);
    assert.deepEqual(world.changes(since), []);
  });

  it("another delegated administrator is named by plan and refused by deploy before the first change", async () => {
    assert.equal((await world.inventory()).code, 0);
    world.writeConfiguration(organizationYaml().replace(`delegatedAdministrator: "${security}"`, `delegatedAdministrator: "${member}"`));
    const since = world.sandbox.calls.length;
    const sentence = new RegExp(`delegated administrator of Access Analyzer is account ${security}, the configuration names ${member}`);
    assert.match((await run(["plan"], world.folder, world.env)).stdout.replace(/\n */g, " "), sentence);
    const { code, stderr } = await world.deploy();
    assert.equal(code, 3);
    assert.match(stderr, sentence);
    assert.equal(world.sandbox.calls.length, since);
  });

  const movedYaml = organizationYaml().replace(`delegatedAdministrator: "${security}"`, `delegatedAdministrator: "${member}"`);
  const everyStack = ["management", "security", `member-${member}`, `member-${memberWithConsole}`].sort();
  let callersOfMember: NodeJS.ProcessEnv;

  it("the move is named with its consequences, and nothing is changed where nobody can confirm", async () => {
    world.writeConfiguration(movedYaml);
    callersOfMember = await createCallersOf(world, member);
    const since = world.sandbox.calls.length;
    const { code, stderr } = await world.deploy(["--move-administrator"], callersOfMember);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /become DISABLED.*findings stay behind.*nothing looks at the whole organization.*no terminal/s);
    assert.deepEqual(world.changes(since), []);
    assert.deepEqual((await listStacks(world.project)).map(({ name }) => name).sort(), everyStack);
  });

  it("it can be killed when the registration has just been taken back; the next deploy goes on without being asked to move", async () => {
    const fault = world.sandbox.world.faults.add({
      match: { operation: "UpdateStackSet" },
      effect: { kind: "latency", milliseconds: 20_000 },
    });
    const since = world.sandbox.calls.length;
    const { child, ended } = world.startDeploy(callersOfMember, ["--move-administrator", "--yes"]);
    await until(() => world.changes(since).some((change) => / DeregisterDelegatedAdministrator /.test(change)) || undefined, 90_000);
    child.kill("SIGKILL");
    assert.equal((await ended).code, null);
    world.sandbox.world.faults.remove(fault.id);
  });

  it("and afterwards the new one has the organization's analyzers, nothing of the former one's was deleted, and it is a member", async () => {
    const before = await liveAnalyzers(world.sandbox);
    const { code, report, told } = await world.deploy([], callersOfMember);
    assert.equal(code, 0, told);
    const live = await liveAnalyzers(world.sandbox);
    for (const [place, { arn, status }] of Object.entries(before)) {
      assert.equal(live[place]?.arn, arn, place);
      if (place.startsWith(`${security} `) && place.includes("ORGANIZATION"))
        assert.equal(live[place]?.status, "DISABLED", `${place} ${status}`);
    }
    assert.deepEqual(unplanned(report), [`${security} eu-central-1 ORGANIZATION`]);
    assert.equal(live[`${member} eu-central-1 ORGANIZATION`]?.status, "ACTIVE");
    assert.deepEqual(
      (await listStacks(world.project)).map(({ name }) => name).sort(),
      ["management", "security", `member-${security}`, `member-${memberWithConsole}`].sort(),
    );
  });

  it("a second deploy has nothing to do, and retire deletes what stayed in the former one", async () => {
    const { code, stacks, told } = await world.deploy([], callersOfMember);
    assert.equal(code, 0, told);
    assert.deepEqual(new Set(Object.values(stacks)), new Set(["unchanged"]), told);
    const since = world.sandbox.calls.length;
    const retired = await world.command(["retire", "--yes"], callersOfMember);
    assert.equal(retired.code, 0, retired.stderr);
    assert.deepEqual(
      new Set(world.changes(since).map((change) => change.replace(/ \S+$/, ""))),
      new Set([`${security} access-analyzer DeleteAnalyzer`]),
    );
  });
});
