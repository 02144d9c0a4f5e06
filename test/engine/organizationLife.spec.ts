import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import { requireEngine } from "../support/engineProject";
import { liveAnalyzers, type LiveAnalyzer } from "../support/liveAnalyzers";
import { consoleAnalyzer, management, member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";
import { run, start } from "../support/commandLine";
import { creating, onceCreated } from "../support/creation";
import { clients, sessionIn } from "../support/sandboxClients";
import { grantRetirement, leftOvers } from "../support/retirement";
import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { deleteRole } from "../../dev/sandbox/iam/roles";
import { provisionRoleName } from "../../domain/names";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";
import { createCallersOf } from "../support/movedAdministrator";
import { carrying, stillCarrying, until } from "../support/processes";
import { editState, exportState, listStacks } from "../../scripts/pulumi";
import { accountOf } from "../../dev/sandbox/world/world";

/** From the first roll-out until everything is taken back, on the real engine. Each test goes on where the one before ended. */
describe("The life of an organization", function () {
  this.timeout(600_000);
  this.bail(true);
  let engine: FoundEngine;
  let world: StacksWorld;
  let full: Record<string, LiveAnalyzer>;

  before(async function () {
    engine = await requireEngine(this);
    world = await stacksWorld(engine);
    assert.equal((await world.inventory()).code, 0);
  });
  after(() => world?.close());

  const assertGreen = async (env = world.env) => {
    const { code, stdout } = await run(["audit", "--profile", env["ACCESS_ANALYZER_ORG_PROFILE"] ?? ""], world.folder, env);
    assert.equal(code, 0, stdout);
  };
  const unplanned = (report: Awaited<ReturnType<StacksWorld["deploy"]>>["report"]) =>
    report?.unplanned.map(({ account, region, type, isBilled }) => `${account} ${region} ${type}${isBilled ? " billed" : ""}`);

  it("begins with a roll-out whose script is killed while AWS is creating an analyzer: no process is left", async () => {
    const marker = randomUUID();
    const { child, ended } = world.startDeploy({ RUN: marker });
    await creating(world, management, ended);
    assert.ok(
      carrying(marker).some(({ command }) => command.startsWith(engine.pulumi)),
      "an engine is running",
    );
    child.kill("SIGKILL");
    assert.equal((await ended).code, null);
    assert.deepEqual(await stillCarrying(marker, 10_000), []);
  });

  it("the next deploy goes on where that one was killed, and also when an engine of its own is: each analyzer was created once, and the audit is green", async () => {
    const marker = randomUUID();
    const { ended } = world.startDeploy({ RUN: marker });
    const killed = onceCreated(world, () => {
      const [running] = carrying(marker).filter(({ command }) => command.startsWith(`${engine.pulumi} up`));
      if (running !== undefined) process.kill(running.pid, "SIGKILL");
      return running !== undefined;
    });
    await creating(world, security, ended);
    const { code, stdout, stderr } = await ended;
    assert.ok(killed(), "an engine was running when the analyzer was created");
    assert.equal(code, 0, stdout + stderr);
    for (const stack of ["management", "security"])
      assert.match(stderr, new RegExp(`^${stack}: its engine was killed; the lock that it left was taken away\\.$`, "m"));
    assert.match(
      stderr,
      new RegExp(`^security: what the plan wants and was there already was taken into the state: .*${security}-eu-\\w+-1-`, "m"),
    );
    assert.deepEqual(await stillCarrying(marker, 10_000), []);
    full = await liveAnalyzers(world.sandbox);
    assert.equal(Object.keys(full).length, world.planned().length);
    const created = world.changes().filter((change) => change.includes("CreateAnalyzer"));
    assert.equal(created.length, world.planned().filter(({ source }) => source.kind === "create").length, created.join("\n"));
    await assertGreen();
  });

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
    const { code, stacks, told } = await world.deploy(["--only", "members"]);
    assert.equal(code, 0, told);
    assert.deepEqual(new Set(Object.values(stacks)), new Set(["unchanged"]), told);
  });

  it("the Region comes back: the analyzers that stayed are taken into the state again, with their rules", async () => {
    world.writeConfiguration(organizationYaml());
    const since = world.sandbox.calls.length;
    const { code, report, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.deepEqual(
      world.sandbox.calls.slice(since).filter(({ operation }) => /^(Create|Update|Delete)(Analyzer|ArchiveRule)$/.test(operation)),
      [],
      "nothing is even tried",
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
    assert.deepEqual(new Set(Object.values((await world.deploy(["--only", "members"])).stacks)), new Set(["unchanged"]));
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
    const { code, stacks, told } = await world.deploy(["--only", "members"]);
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

  it("an account that is suspended is left alone with exit 2, and goes on with its stack and roles when it is back", async () => {
    const account = accountOf(world.sandbox.world, memberWithConsole);
    account.state = "SUSPENDED";
    assert.equal((await world.inventory()).code, 0);
    const since = world.sandbox.calls.length;
    const { code, report, told } = await world.deploy(["--only", "members"]);
    assert.equal(code, 2, told);
    assert.match(report?.leftAlone[0]?.reason ?? "", /SUSPENDED; "access-analyzer-org forget/);
    assert.deepEqual(world.changes(since), []);
    account.state = "ACTIVE";
    assert.equal((await world.inventory()).code, 0);
    assert.equal((await world.deploy(["--only", "members"])).code, 0);
  });

  it("roles that somebody deleted and changed are seen by the audit, and brought back", async () => {
    deleteRole(world.sandbox.world, member, provisionRoleName);
    const { iam } = clients(world.sandbox, await sessionIn(world.sandbox, memberWithConsole));
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] });
    await iam.send(new PutRolePolicyCommand({ RoleName: provisionRoleName, PolicyName: "more", PolicyDocument }));
    assert.equal((await run(["audit", "--profile", "security"], world.folder, world.env)).code, 1);
    const { code, report, told } = await world.deploy(["--only", "management", "--yes"]);
    assert.equal(code, 0, told);
    assert.deepEqual(report?.roles?.recreated.sort(), [member, memberWithConsole]);
    await assertGreen();
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
  const movedStacks = ["management", "security", `member-${security}`, `member-${memberWithConsole}`].sort();
  const stacks = async () => (await listStacks(world.project)).map(({ name }) => name).sort();
  let callersOfMember: NodeJS.ProcessEnv;

  it("the move is named with its consequences, and nothing is changed where nobody can confirm", async () => {
    world.writeConfiguration(movedYaml);
    callersOfMember = await createCallersOf(world, member);
    const since = world.sandbox.calls.length;
    const { code, stderr } = await world.deploy(["--move-administrator"], callersOfMember);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /become DISABLED.*findings stay behind.*nothing looks at the whole organization.*no terminal/s);
    assert.deepEqual(world.changes(since), []);
    assert.deepEqual(await stacks(), everyStack);
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
    const leftBehind = Object.keys(before).filter((place) => place.startsWith(`${security} `) && place.includes(" ORGANIZATION"));
    assert.deepEqual(
      unplanned(report),
      leftBehind.map((place) => (place.endsWith("UNUSED_ACCESS") ? `${place} billed` : place)),
    );
    assert.equal(live[`${member} eu-central-1 ORGANIZATION`]?.status, "ACTIVE");
    assert.deepEqual(await stacks(), movedStacks);
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

  it("everything is taken back: where nobody can confirm, nothing is", async () => {
    await grantRetirement(world);
    const since = world.sandbox.calls.length;
    const { code, stderr } = await world.command(["retire", "--everything"], callersOfMember);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /Step members: delete \d analyzers of ours in 2 accounts, with all findings, and drop 2 stacks\?.*no terminal/s);
    assert.deepEqual(world.changes(since), []);
  });

  it("no step begins of which not everything can be seen: the roles that reach it go last", async () => {
    const { faults } = world.sandbox.world;
    const fault = faults.add({
      match: { service: "access-analyzer", operation: "ListAnalyzers", account: security, region: "eu-west-1" },
      effect: { kind: "deny", message: "denied" },
    });
    const since = world.sandbox.calls.length;
    const { code, stdout } = await world.command(["retire", "--everything", "--yes"], callersOfMember);
    faults.remove(fault.id);
    assert.equal(code, 2, stdout);
    assert.match(
      stdout,
      new RegExp(`members: not finished\\. Mend this and run again:\\n- account ${security} cannot be read: eu-west-1: .*denied`),
    );
    assert.deepEqual(world.changes(since), []);
  });

  it("it can be killed between two analyzers, and nothing of the later steps has begun", async () => {
    const { faults } = world.sandbox.world;
    const fault = faults.add({
      match: { service: "access-analyzer", operation: "DeleteAnalyzer", account: memberWithConsole },
      effect: { kind: "latency", milliseconds: 10_000 },
    });
    const since = world.sandbox.calls.length;
    const { child, ended } = start(["retire", "--everything", "--yes"], world.project.folder, { ...world.env, ...callersOfMember });
    await until(() => world.changes(since).some((change) => change.startsWith(security)) || undefined, 60_000);
    child.kill("SIGKILL");
    assert.equal((await ended).code, null);
    faults.remove(fault.id);
    assert.deepEqual(await stacks(), movedStacks);
    assert.ok(Object.keys(await liveAnalyzers(world.sandbox)).some((place) => place.startsWith(member)));
  });

  it("it goes on where it was killed, until nothing of ours is left but what other tools use", async () => {
    const since = world.sandbox.calls.length;
    const { code, stdout, stderr } = await world.command(["retire", "--everything", "--yes"], callersOfMember);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /Everything was taken back\. Trusted access in AWS Organizations stays/);
    assert.deepEqual(await leftOvers(world), {
      roles: [],
      stackSets: [],
      delegatedAdministrators: [],
      // Documented: other tools may lean on these.
      serviceLinkedRole: true,
      stackSetsAccess: "ENABLED",
      trusted: ["access-analyzer.amazonaws.com", "member.org.stacksets.cloudformation.amazonaws.com"],
    });
    assert.deepEqual(await stacks(), []);
    assert.deepEqual(Object.keys(await liveAnalyzers(world.sandbox)), [`${memberWithConsole} ${consoleAnalyzer.region} ACCOUNT`]);
    const changes = world.changes(since);
    const first = (what: RegExp) => changes.findIndex((change) => what.test(change));
    const last = (what: RegExp) => changes.map((change) => what.test(change)).lastIndexOf(true);
    assert.ok(last(new RegExp(`^(${member}|${memberWithConsole}|${security}) .* DeleteAnalyzer`)) < first(new RegExp(`^${management} `)));
    assert.ok(last(/DeleteAnalyzer/) < first(/DeleteStackInstances/), "roles go after the analyzers");
    assert.ok(first(/DeleteStackSet /) < first(/DeregisterDelegatedAdministrator/), "the registration goes last");
    const again = await world.command(["retire", "--everything", "--yes"], callersOfMember);
    assert.equal(again.code, 0, again.stdout);
    assert.equal(again.stdout, "Pulumi's backend has no stack of ours: nothing to take back.\n");
  });
});
