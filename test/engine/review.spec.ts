import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { CreateAccountCommand, DescribeCreateAccountStatusCommand } from "@aws-sdk/client-organizations";
import { administratorOf, createUser, profileSection } from "../../dev/demo/callers";
import { deleteRole, findRole } from "../../dev/sandbox/iam/roles";
import { analyzerNames } from "../../domain/analyzer";
import { callerPolicy } from "../../domain/policies/callers";
import { auditRoleName } from "../../domain/names";
import { reviewVariable } from "../../domain/review";
import { requireEngine } from "../support/engineProject";
import { contentsOf } from "../support/folderHash";
import { until } from "../support/processes";
import { rolledOutWorld } from "../support/rolledOutWorld";
import { clients, eventually, sessionIn } from "../support/sandboxClients";
import { management, member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";
import { stacksWorld, type Deployment, type StacksWorld } from "../support/stacksWorld";

/** One organization, looked at by a caller who may assume the audit roles and nothing else. Each test goes on where the one before ended. */
describe("A reviewer, who has the audit role alone", function () {
  this.timeout(600_000);
  this.bail(true);
  let world: StacksWorld;
  let first: StacksWorld;
  let rolledOut: StacksWorld;
  let reviewer: NodeJS.ProcessEnv;
  const everyStack = ["management", "security", `member-${member}`, `member-${memberWithConsole}`];
  const all = (what: string) => Object.fromEntries(everyStack.map((name) => [name, what]));

  before(async function () {
    const engine = await requireEngine(this);
    rolledOut = await rolledOutWorld(engine);
    first = await stacksWorld(engine);
    reviewer = await reviewerIn(first);
    assert.equal((await first.inventory()).code, 0);
    world = first;
  });
  after(() => Promise.all([first?.close(), rolledOut?.close()]));

  const reviewerIn = async ({ sandbox, folder, configuration, env }: StacksWorld): Promise<NodeJS.ProcessEnv> => {
    const admin = { url: sandbox.url, region: sandbox.homeRegion, ...sandbox.adminCredentials };
    const keys = await createUser(
      "reviewer",
      [callerPolicy(configuration(), "reviewer")],
      await administratorOf(security, sandbox.adminCredentials, admin),
      admin,
    );
    appendFileSync(env["AWS_SHARED_CREDENTIALS_FILE"] ?? "", profileSection(["reviewer", keys]));
    const TMPDIR = join(folder, "temporary");
    mkdirSync(TMPDIR);
    return {
      AWS_PROFILE: "reviewer",
      ACCESS_ANALYZER_ORG_PROFILE: undefined,
      ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE: undefined,
      TMPDIR,
    };
  };

  it("sees before the first roll-out that everything is new, from the plan", async () => {
    const { code, report, stacks, told } = await untouched(() => world.deploy(["--preview"], reviewer));
    assert.equal(code, 2, told);
    const ours = world.planned().filter(({ source }) => source.kind === "create");
    const analyzers = stepsOf(report).filter((step) => /^create \d{12}-[a-z0-9-]+-\d-(account|organization|unused-access)$/.test(step));
    assert.equal(analyzers.length, ours.length, told);
    assert.deepEqual(Object.keys(stacks), everyStack);
    for (const outcome of report?.stacks ?? [])
      assert.match((outcome.state === "done" && outcome.fromPlan) || "", /-audit cannot be assumed: AccessDenied/, told);
    assert.match(report?.unread.join("\n") ?? "", /not compared with .*inventory\.json/);
  });

  it("is not rolled out where the policy pack blocks: nothing is created", async () => {
    const settings = join(world.folder, "policy-pack.json");
    writeFileSync(settings, JSON.stringify({ "analyzer-settings": { enforcementLevel: "mandatory", types: ["ORGANIZATION"] } }));
    const since = world.sandbox.calls.length;
    const { code, stacks, report, told } = await world.deploy(["--policy-pack-config", settings]);
    rmSync(settings);
    assert.equal(code, 1, told);
    assert.match(
      stacks["management"] ?? "",
      /^failed: The policy pack blocks it:\nanalyzer-settings: .*its type is "ACCOUNT"; expected one of ORGANIZATION/,
    );
    assert.equal(stacks["security"], "notStarted: stack management did not succeed");
    const violations = report?.stacks.flatMap((outcome) => outcome.violations ?? []) ?? [];
    assert.ok(violations.length > 0 && violations.every(({ policy, level }) => policy === "analyzer-settings" && level === "mandatory"));
    assert.deepEqual(world.changes(since), []);
  });

  it("sees after it that nothing is to be done", async () => {
    world = rolledOut;
    reviewer = await reviewerIn(world);
    const preview = await untouched(() => world.deploy(["--preview"], reviewer));
    assert.equal(preview.code, 0, preview.told);
    assert.deepEqual(preview.stacks, all("unchanged"), preview.told);
    assert.deepEqual(stepsOf(preview.report), []);
  });

  it("sees what a line of organization.yaml changes, an analyzer that somebody deleted, and new accounts: that alone", async () => {
    const { accessAnalyzer } = clients(world.sandbox, await sessionIn(world.sandbox, member), "eu-west-1");
    await accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName: analyzerNames.ACCOUNT }));
    const [newcomer, late] = [await createAccount("newcomer"), await createAccount("late")];
    assert.equal((await world.inventory()).code, 0);
    // This very roll-out would bring its roles.
    deleteRole(world.sandbox.world, late, auditRoleName);
    world.writeConfiguration(organizationYaml({ ageDays: 30 }));

    const { code, report, stacks, told } = await untouched(() => world.deploy(["--preview"], reviewer));
    assert.equal(code, 2, told);
    const { [`member-${newcomer}`]: joined, [`member-${late}`]: planned, ...others } = stacks;
    assert.deepEqual(others, { ...all("unchanged"), security: "1 update", [`member-${member}`]: "2 create" }, told);
    assert.match(joined ?? "", /^\d+ create$/);
    assert.match(planned ?? "", /^\d+ create$/);
    const fromPlan = report?.stacks.filter((outcome) => outcome.state === "done" && outcome.fromPlan !== undefined);
    assert.deepEqual(
      fromPlan?.map(({ stack }) => stack.account),
      [late],
    );
    const lost = `${member}-eu-west-1-account`;
    const steps = stepsOf(report);
    assert.ok(steps.includes(`update ${security}-eu-central-1-unused-access-configuration`), steps.join("\n"));
    assert.ok(steps.includes(`create ${lost}`), steps.join("\n"));
    for (const region of ["eu-central-1", "eu-west-1"])
      for (const account of [newcomer, late]) assert.ok(steps.includes(`create ${account}-${region}-account`));
  });

  it("sees the same by plain pulumi preview", async () => {
    const look = async (stack: string) => {
      const args = ["preview", "--refresh", "--run-program", "--diff", "-s", stack];
      const { exitCode, stdout, stderr } = await world.pulumi(args, { ...reviewer, [reviewVariable]: "true" });
      assert.equal(exitCode, 0, stdout + stderr);
      return stdout;
    };
    const [inSecurity = "", inManagement = ""] = await untouched(() => Promise.all(["security", "management"].map(look)));
    assert.match(inSecurity, /unusedAccessAge *: 90 => 30/);
    assert.doesNotMatch(inManagement, /to (create|delete|replace)/);
  });

  it("writes nothing in AWS, whatever is tried", async () => {
    const deploy = await untouched(() => world.deploy([], reviewer));
    assert.equal(deploy.code, 3, deploy.told);
    assert.match(deploy.stderr, new RegExp(`belong to account ${security}, but account ${management} is the one to be called from`));

    const inReview = { ...reviewer, [reviewVariable]: "true" };
    const refused = await untouched(() => world.deploy(["--only", "members"], inReview));
    assert.equal(refused.code, 3, refused.told);
    assert.match(refused.stderr, /ACCESS_ANALYZER_ORG_REVIEW is true, and this is no preview/);

    const since = world.sandbox.calls.length;
    const members = await world.deploy(["--only", "members"], reviewer);
    assert.equal(members.code, 2, members.told);
    assert.match(members.stacks[`member-${member}`] ?? "", /^unreachable: .*-provision cannot be assumed/);
    for (const [env, says] of [
      [inReview, /ACCESS_ANALYZER_ORG_REVIEW is true, and this is no preview/],
      [reviewer, /AssumeRole/],
    ] as const) {
      const up = await world.pulumi(["up", "--yes", "--skip-preview", "-s", `member-${member}`], env);
      assert.notEqual(up.exitCode, 0);
      assert.match(up.stdout + up.stderr, says);
    }
    assert.deepEqual(world.changes(since), []);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const { child, ended } = world.startDeploy(reviewer, ["--preview"]);
    await until(() => (temporary().length > 0 ? true : undefined), 60_000);
    child.kill("SIGINT");
    assert.equal((await ended).code, 130);
    assert.deepEqual(temporary(), []);
  });

  /** Folders of ours; Node and the engine have others. */
  function temporary(): string[] {
    return readdirSync(reviewer["TMPDIR"] ?? "").filter((name) => name.startsWith("access-analyzer-org"));
  }

  /** Does it, and sees that neither AWS nor the backend's folder nor the project's is another one afterwards, and that nothing temporary is left. */
  async function untouched<T extends object>(look: () => Promise<T>): Promise<T> {
    const { folder, sandbox } = world;
    const files = () => ({
      ...contentsOf(join(folder, "state"), join(folder, "stacks")),
      ...Object.fromEntries(["organization.yaml", "inventory.json"].map((name) => [name, readFileSync(join(folder, name), "utf8")])),
      project: readdirSync(world.project.folder)
        .filter((name) => name.startsWith("Pulumi"))
        .join(),
      folder: readdirSync(folder).join(),
    });
    const [before, since] = [files(), sandbox.calls.length];
    const seen = await look();
    assert.deepEqual(world.changes(since), []);
    assert.deepEqual(files(), before);
    assert.deepEqual(temporary(), []);
    return seen;
  }

  async function createAccount(AccountName: string): Promise<string> {
    const { organizations } = clients(world.sandbox);
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` }),
    );
    const { CreateAccountStatus: done } = await eventually(
      () => organizations.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id })),
      (answer) => answer.CreateAccountStatus?.State === "SUCCEEDED",
    );
    const id = done?.AccountId ?? "";
    await eventually(
      () => findRole(world.sandbox.world, id, auditRoleName),
      (role) => role !== undefined,
    );
    return id;
  }
});

function stepsOf(report: Deployment["report"]): string[] {
  return (report?.stacks ?? []).flatMap((outcome) => (outcome.state === "done" ? outcome.steps : []));
}
