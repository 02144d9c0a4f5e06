import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireEngine } from "../../support/engineProject";
import { liveAnalyzers } from "../../support/liveAnalyzers";
import { management, member, memberWithConsole, security } from "../../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../../support/stacksWorld";

/** Different people hold the credentials: each rolls a part out, and has no other keys. */
describe("A roll-out in parts", function () {
  this.timeout(300_000);
  let world: StacksWorld;

  before(async function () {
    const engine = await requireEngine(this);
    world = await stacksWorld(engine);
    const { code, stderr } = await world.inventory();
    assert.equal(code, 0, stderr);
  });
  after(() => world?.close());

  it("security cannot begin: before the stack management there is no role to read through, which is told", async () => {
    const since = world.sandbox.calls.length;
    const { code, stderr, told } = await world.deploy(["--only", "security"], alone(world, "security"));
    assert.equal(code, 2, told);
    assert.match(stderr, new RegExp(`${security}:role/access-analyzer-org/access-analyzer-org-audit`));
    assert.deepEqual(world.changes(since), []);
  });

  it("management needs the credentials of the management account alone", async () => {
    const since = world.sandbox.calls.length;
    const { code, told } = await world.deploy(["--only", "management"], alone(world, "platform"));
    assert.equal(code, 0, told);
    assert.deepEqual(await accountsWithOurs(world), [management]);
    // The roles in the members are CloudFormation's doing, in its own name.
    assert.ok(
      world.changes(since).every((change) => change.startsWith(management)),
      world.changes(since).join("\n"),
    );
  });

  it("security needs those of the delegated administrator alone", async () => {
    const { code, told } = await world.deploy(["--only", "security"], alone(world, "security"));
    assert.equal(code, 0, told);
    assert.deepEqual(await accountsWithOurs(world), [management, security]);
  });

  it("one member by plain pulumi, without deploy", async () => {
    const stack = `member-${member}`;
    await world.initStack(stack);
    const { exitCode, stdout, stderr } = await world.pulumi(["up", "--yes", "-s", stack], alone(world, "security"));
    assert.equal(exitCode, 0, stdout + stderr);
    assert.deepEqual(await accountsWithOurs(world), [management, security, member]);
  });

  it("the members: the one that is there already is unchanged, the other one is created", async () => {
    const { code, stacks, told } = await world.deploy(["--only", "members"], alone(world, "security"));
    assert.equal(code, 0, told);
    assert.equal(stacks[`member-${member}`], "unchanged");
    assert.deepEqual(Object.keys(stacks), [`member-${member}`, `member-${memberWithConsole}`]);
    assert.deepEqual(await accountsWithOurs(world), [management, security, member, memberWithConsole]);
  });
});

async function accountsWithOurs({ sandbox }: StacksWorld): Promise<string[]> {
  const ours = Object.entries(await liveAnalyzers(sandbox)).filter(([, { tags }]) => tags["managed-by"] === "access-analyzer-org");
  return [...new Set(ours.map(([place]) => place.split(" ")[0] ?? ""))].sort();
}

/** An environment in which no other keys can be found than this person's. */
function alone({ folder, env }: StacksWorld, profile: "platform" | "security"): NodeJS.ProcessEnv {
  const sections = readFileSync(env["AWS_SHARED_CREDENTIALS_FILE"] ?? "", "utf8").split(/^(?=\[)/m);
  const file = join(folder, `${profile}-alone`);
  writeFileSync(file, sections.find((section) => section.startsWith(`[${profile}]`)) ?? "", { mode: 0o600 });
  const names = { platform: "ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE", security: "ACCESS_ANALYZER_ORG_PROFILE" };
  return {
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_CONFIG_FILE: file,
    ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE: undefined,
    ACCESS_ANALYZER_ORG_PROFILE: undefined,
    [names[profile]]: profile,
  };
}
