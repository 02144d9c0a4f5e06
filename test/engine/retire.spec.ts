import assert from "node:assert/strict";
import { consoleAnalyzer, management, member, memberWithConsole, security } from "../support/stacksOrganization";
import { listStacks } from "../../scripts/pulumi";
import { rootFolder } from "../../dev/engine/location";
import { start } from "../support/commandLine";
import { requireEngine } from "../support/engineProject";
import { liveAnalyzers } from "../support/liveAnalyzers";
import { until } from "../support/processes";
import { grantRetirement, leftOvers } from "../support/retirement";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

/** The way back from a roll-out, on the real engine. Each test goes on where the one before ended. */
describe("Retiring everything", function () {
  this.timeout(300_000);
  this.bail(true);
  let world: StacksWorld;
  const stacks = async () => (await listStacks(world.project)).map(({ name }) => name).sort();
  const everyStack = ["management", "security", `member-${member}`, `member-${memberWithConsole}`].sort();

  before(async function () {
    world = await stacksWorld(await requireEngine(this));
    assert.equal((await world.inventory()).code, 0);
    const { code, told } = await world.deploy();
    assert.equal(code, 0, told);
    await grantRetirement(world);
  });
  after(() => world?.close());

  it("deletes nothing where nobody can confirm", async () => {
    const since = world.sandbox.calls.length;
    const { code, stderr } = await world.command(["retire", "--everything"]);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /Step members: delete 3 analyzers of ours in 2 accounts, with all findings, and drop 2 stacks\?.*no terminal/s);
    assert.deepEqual(world.changes(since), []);
    assert.deepEqual(await stacks(), everyStack);
  });

  it("begins no step of which not everything can be seen: the roles that reach it go last", async () => {
    const { faults } = world.sandbox.world;
    const fault = faults.add({
      match: { service: "access-analyzer", operation: "ListAnalyzers", account: member, region: "eu-west-1" },
      effect: { kind: "deny", message: "denied" },
    });
    const since = world.sandbox.calls.length;
    const { code, stdout } = await world.command(["retire", "--everything", "--yes"]);
    faults.remove(fault.id);
    assert.equal(code, 2, stdout);
    assert.match(
      stdout,
      new RegExp(`members: not finished\\. Mend this and run again:\\n- account ${member} cannot be read: eu-west-1: .*denied`),
    );
    assert.deepEqual(world.changes(since), []);
  });

  it("can be killed between two analyzers, and nothing of the later steps has begun", async () => {
    const { faults } = world.sandbox.world;
    const fault = faults.add({
      match: { service: "access-analyzer", operation: "DeleteAnalyzer", account: memberWithConsole },
      effect: { kind: "latency", milliseconds: 10_000 },
    });
    const since = world.sandbox.calls.length;
    const { child, ended } = start(["retire", "--everything", "--yes"], rootFolder, world.env);
    await until(() => world.changes(since).filter((change) => change.startsWith(member)).length === 2 || undefined, 60_000);
    child.kill("SIGKILL");
    assert.equal((await ended).code, null);
    faults.remove(fault.id);
    assert.deepEqual(await stacks(), everyStack);
    assert.ok(Object.keys(await liveAnalyzers(world.sandbox)).some((place) => place.startsWith(security)));
  });

  it("goes on where it was killed, until nothing of ours is left but what other tools use", async () => {
    const since = world.sandbox.calls.length;
    const { code, stdout, stderr } = await world.command(["retire", "--everything", "--yes"]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /Everything was taken back\. Trusted access in AWS Organizations stays/);
    const { roles, stackSets, delegatedAdministrators, trusted } = await leftOvers(world);
    assert.deepEqual({ roles, stackSets, delegatedAdministrators }, { roles: [], stackSets: [], delegatedAdministrators: [] });
    assert.ok(trusted.includes("access-analyzer.amazonaws.com"), trusted.join());
    assert.deepEqual(await stacks(), []);
    assert.deepEqual(Object.keys(await liveAnalyzers(world.sandbox)), [`${memberWithConsole} ${consoleAnalyzer.region} ACCOUNT`]);
    const changes = world.changes(since);
    const first = (what: RegExp) => changes.findIndex((change) => what.test(change));
    const last = (what: RegExp) => changes.map((change) => what.test(change)).lastIndexOf(true);
    assert.ok(last(new RegExp(`^(${member}|${memberWithConsole}|${security}) .* DeleteAnalyzer`)) < first(new RegExp(`^${management} `)));
    assert.ok(last(/DeleteAnalyzer/) < first(/DeleteStackInstances/), "roles go after the analyzers");
    assert.ok(first(/DeleteStackSet /) < first(/DeregisterDelegatedAdministrator/), "the registration goes last");
  });

  it("has nothing to do a second time", async () => {
    const { code, stdout } = await world.command(["retire", "--everything", "--yes"]);
    assert.equal(code, 0, stdout);
    assert.equal(stdout, "Pulumi's backend has no stack of ours: nothing to take back.\n");
  });
});
