import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { UpdateAssumeRolePolicyCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import { CreateAccountCommand, DescribeCreateAccountStatusCommand } from "@aws-sdk/client-organizations";
import { analyzerNames } from "../../domain/analyzer";
import { requireEngine } from "../support/engineProject";
import { liveAnalyzers, type LiveAnalyzer } from "../support/liveAnalyzers";
import { clients, eventually, sessionIn } from "../support/sandboxClients";
import { consoleAnalyzer, management, member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";
import { listStacks } from "../../scripts/pulumi";

/** One organization in its first days, and as it grows, on the real engine. Each test goes on where the one before ended. */
describe("The stacks of an organization", function () {
  this.timeout(600_000);
  this.bail(true);
  let world: StacksWorld;
  let consoleMade: LiveAnalyzer | undefined;
  let newcomer = "";
  const everyStack = ["management", "security", `member-${member}`, `member-${memberWithConsole}`];
  const all = (what: string) => Object.fromEntries(everyStack.map((name) => [name, what]));
  const consolePlace = `${memberWithConsole} ${consoleAnalyzer.region} ACCOUNT`;

  before(async function () {
    const engine = await requireEngine(this);
    world = await stacksWorld(engine);
    consoleMade = (await liveAnalyzers(world.sandbox))[consolePlace];
    assert.equal(consoleMade?.name, consoleAnalyzer.name);
    const { code, stderr } = await world.inventory();
    assert.equal(code, 0, stderr);
  });
  after(() => world?.close());

  describe("on its first days", () => {
    it("deploy --preview shows everything as new, tells what is from the plan, and changes nothing", async () => {
      const since = world.sandbox.calls.length;
      const { code, report, stacks, told } = await world.deploy(["--preview"]);
      assert.equal(code, 2, told);
      const [first] = report?.stacks ?? [];
      assert.ok(first?.state === "done", JSON.stringify(first));
      for (const region of ["eu-central-1", "eu-west-1"])
        assert.ok(
          first.steps.some((step) => step.startsWith(`create ${management}-${region}-account`)),
          first.steps.join("\n"),
        );
      assert.equal(first.fromPlan, undefined);
      for (const outcome of report?.stacks.slice(1) ?? [])
        assert.match((outcome.state === "done" && outcome.fromPlan) || "", /cannot be assumed/, outcome.stack.name);
      assert.deepEqual(Object.keys(stacks), everyStack);
      assert.deepEqual(await listStacks(world.project), []);
      assert.deepEqual(world.changes(since), []);
    });

    it("deploy creates exactly the plan, and everything is ACTIVE", async () => {
      const { code, told } = await world.deploy();
      assert.equal(code, 0, told);
      const planned = world.planned();
      assert.equal(
        planned.length,
        11,
        "an account analyzer for each account and Region (one of them kept), an organization analyzer for each Region, one for unused access",
      );
      const live = await liveAnalyzers(world.sandbox);
      assert.deepEqual(Object.keys(live), planned.map(({ account, region, type }) => `${account} ${region} ${type}`).sort());
      for (const { account, region, type, name, tags, source, archiveRules } of planned) {
        const found = live[`${account} ${region} ${type}`];
        assert.deepEqual({ name: found?.name, status: found?.status }, { name, status: "ACTIVE" });
        if (source.kind === "keep") continue;
        assert.deepEqual(found?.tags, tags);
        assert.deepEqual(found?.archiveRules, archiveRules.map((rule) => rule.name).sort());
      }
    });

    it("a second deploy changes nothing", async () => {
      const since = world.sandbox.calls.length;
      const { code, stacks, told } = await world.deploy();
      assert.equal(code, 0, told);
      assert.deepEqual(stacks, all("unchanged"), told);
      assert.deepEqual(world.changes(since), []);
    });

    it("a preview is empty then, and neither has plain pulumi up without --refresh anything to do", async () => {
      const since = world.sandbox.calls.length;
      const { code, report, stacks, told } = await world.deploy(["--preview"]);
      assert.equal(code, 0, told);
      assert.deepEqual(stacks, all("unchanged"));
      assert.deepEqual(
        report?.stacks.flatMap((outcome) => (outcome.state === "done" ? outcome.steps : [])),
        [],
      );
      for (const name of everyStack.slice(0, 2)) {
        const { exitCode, stdout, stderr } = await world.pulumi(["up", "--yes", "--skip-preview", "--expect-no-changes", "-s", name]);
        assert.equal(exitCode, 0, stdout + stderr);
      }
      assert.deepEqual(world.changes(since), []);
    });

    it("an analyzer that was deleted behind its back comes back by deploy, and only that", async () => {
      const { accessAnalyzer } = clients(world.sandbox, await sessionIn(world.sandbox, member), "eu-west-1");
      await accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName: analyzerNames.ACCOUNT }));
      const since = world.sandbox.calls.length;
      const { code, stacks, told } = await world.deploy();
      assert.equal(code, 0, told);
      assert.deepEqual(stacks, { ...all("unchanged"), [`member-${member}`]: "2 create" });
      assert.deepEqual(world.changes(since), [
        `${member} access-analyzer CreateAnalyzer eu-west-1`,
        `${member} access-analyzer CreateArchiveRule eu-west-1`,
      ]);
      assert.equal((await liveAnalyzers(world.sandbox))[`${member} eu-west-1 ACCOUNT`]?.status, "ACTIVE");
    });

    it("credentials of the wrong account are refused by deploy before anything is asked of an engine", async () => {
      const since = world.sandbox.calls.length;
      const swapped = await world.deploy(["--profile", "platform", "--management-profile", "security"]);
      assert.equal(swapped.code, 3);
      assert.match(swapped.stderr, new RegExp(`belong to account (${management}|${security}).*Nothing was changed`));
      assert.deepEqual(world.changes(since), []);
    });

    it("credentials of the wrong account are refused by the provider under plain pulumi", async () => {
      const since = world.sandbox.calls.length;
      const attempts = [
        { stack: "management", env: { ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE: "security" }, expected: new RegExp(security) },
        { stack: `member-${member}`, env: { ACCESS_ANALYZER_ORG_PROFILE: "platform" }, expected: /sts:AssumeRole/ },
      ];
      for (const { stack, env, expected } of attempts) {
        const { exitCode, stdout, stderr } = await world.pulumi(["up", "--yes", "--skip-preview", "--refresh", "-s", stack], env);
        assert.notEqual(exitCode, 0, stack);
        assert.match(stdout + stderr, expected);
      }
      assert.deepEqual(world.changes(since), []);
    });

    it("deploy reads and writes by the credentials of this run, whatever profile the state remembers", async () => {
      const credentials = join(world.folder, "colleague");
      writeFileSync(
        credentials,
        readFileSync(world.env["AWS_SHARED_CREDENTIALS_FILE"] ?? "", "utf8").replace("[security]", "[colleague]"),
        { mode: 0o600 },
      );
      const since = world.sandbox.calls.length;
      const { code, told } = await world.deploy(["--only", "members", "--profile", "colleague"], {
        AWS_SHARED_CREDENTIALS_FILE: credentials,
        AWS_CONFIG_FILE: credentials,
      });
      assert.equal(code, 0, told);
      assert.deepEqual(world.changes(since), []);
    });
  });

  describe("when organization.yaml changes", () => {
    let old: Record<string, LiveAnalyzer>;
    let now: Record<string, LiveAnalyzer>;
    let changes: string[];

    before(async () => {
      old = await liveAnalyzers(world.sandbox);
      world.writeConfiguration(
        organizationYaml({
          ageDays: 30,
          more: `tags: { cost-center: "4711" }
archiveRules:
  - { name: partner, reason: contract, analyzers: [ORGANIZATION], filter: { principal.AWS: { eq: ["999999999999"] } } }
`,
        }),
      );
      const since = world.sandbox.calls.length;
      const { code, told } = await world.deploy();
      assert.equal(code, 0, told);
      changes = world.changes(since);
      now = await liveAnalyzers(world.sandbox);
    });

    it("tags are updated in place: same analyzers, nothing deleted or replaced", () => {
      assert.deepEqual(
        changes.filter((change) => /Delete|CreateAnalyzer/.test(change)),
        [],
      );
      for (const [place, { arn, createdAt, name, tags }] of Object.entries(old)) {
        const isOurs = name !== consoleAnalyzer.name;
        assert.deepEqual({ arn: now[place]?.arn, createdAt: now[place]?.createdAt }, { arn, createdAt });
        assert.deepEqual(now[place]?.tags, isOurs ? { ...tags, "cost-center": "4711" } : tags);
      }
    });

    it("the age of unused access is changed by UpdateAnalyzer, once", () => {
      assert.deepEqual(
        changes.filter((change) => change.includes("UpdateAnalyzer")),
        [`${security} access-analyzer UpdateAnalyzer eu-central-1`],
      );
      const unused = `${security} eu-central-1 ORGANIZATION_UNUSED_ACCESS`;
      assert.deepEqual(
        [old, now].map((live) => live[unused]?.configuration?.unusedAccess?.unusedAccessAge),
        [90, 30],
      );
    });

    it("an archive rule is added to the analyzers it is for", () => {
      assert.deepEqual(
        changes.filter((change) => change.includes("CreateArchiveRule")).sort(),
        ["eu-central-1", "eu-west-1"].map((region) => `${security} access-analyzer CreateArchiveRule ${region}`),
      );
      for (const region of ["eu-central-1", "eu-west-1"])
        assert.deepEqual(now[`${security} ${region} ORGANIZATION`]?.archiveRules, ["partner"]);
    });
  });

  describe("when an account is created", () => {
    before(async () => {
      const { organizations } = clients(world.sandbox);
      const { CreateAccountStatus } = await organizations.send(
        new CreateAccountCommand({ AccountName: "newcomer", Email: "newcomer@example.com" }),
      );
      const done = await eventually(
        () => organizations.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id })),
        (answer) => answer.CreateAccountStatus?.State === "SUCCEEDED",
      );
      newcomer = done.CreateAccountStatus?.AccountId ?? "";
      assert.match(newcomer, /^\d{12}$/);
    });

    it("deploy refuses the inventory, which is older", async () => {
      const since = world.sandbox.calls.length;
      const { code, stderr } = await world.deploy();
      assert.equal(code, 3);
      assert.match(stderr, new RegExp(`- new account ${newcomer} newcomer\\nNothing was changed\\. --write-inventory writes`));
      assert.deepEqual(world.changes(since), []);
    });

    it("after inventory it gets one stack, and no other stack has any change; StackSets brought its roles", async () => {
      assert.equal((await world.inventory()).code, 0);
      const since = world.sandbox.calls.length;
      const { code, stacks, told } = await world.deploy();
      assert.equal(code, 0, told);
      assert.deepEqual({ ...stacks, [`member-${newcomer}`]: "new" }, { ...all("unchanged"), [`member-${newcomer}`]: "new" });
      const live = await liveAnalyzers(world.sandbox);
      assert.deepEqual(
        Object.keys(live).filter((place) => place.startsWith(newcomer)),
        [`${newcomer} eu-central-1 ACCOUNT`, `${newcomer} eu-west-1 ACCOUNT`],
      );
      assert.ok(
        world.changes(since).every((change) => change.startsWith(newcomer)),
        world.changes(since).join("\n"),
      );
    });
  });

  describe("when an account cannot be served", () => {
    it("a member whose role cannot be assumed is told with exit 2, and the others are rolled out", async () => {
      const { iam } = clients(world.sandbox, await sessionIn(world.sandbox, member));
      const RoleName = "access-analyzer-org-provision";
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      const trusted = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trusted.replaceAll(security, management) }));
      const { accessAnalyzer } = clients(world.sandbox, await sessionIn(world.sandbox, newcomer), "eu-west-1");
      await accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName: analyzerNames.ACCOUNT }));

      const { code, stacks, told } = await world.deploy(["--only", "members"]);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trusted }));
      assert.equal(code, 2, told);
      assert.match(stacks[`member-${member}`] ?? "", new RegExp(`^unreachable: .*${member}.*cannot be assumed`));
      assert.deepEqual(
        { ...stacks, [`member-${member}`]: "" },
        { [`member-${member}`]: "", [`member-${memberWithConsole}`]: "unchanged", [`member-${newcomer}`]: "2 create" },
      );
    });
  });

  describe("at its end", () => {
    it("the analyzer that somebody made in the console was never touched", async () => {
      assert.deepEqual((await liveAnalyzers(world.sandbox))[consolePlace], consoleMade);
    });
  });
});
