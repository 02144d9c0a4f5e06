import assert from "node:assert/strict";
import {
  CreateAnalyzerCommand,
  DeleteAnalyzerCommand,
  UntagResourceCommand,
  UpdateArchiveRuleCommand,
} from "@aws-sdk/client-accessanalyzer";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyzerNames } from "../../domain/analyzer";
import { engineRecords } from "../../scripts/deploy/engineRecords";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import { requireEngine } from "../support/engineProject";
import { liveAnalyzers } from "../support/liveAnalyzers";
import { clients, sessionIn } from "../support/sandboxClients";
import { until } from "../support/processes";
import { management, member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

/** What a roll-out does where AWS, or somebody, does something else than expected. The tests build on each other. */
describe("A roll-out in a world that is not quiet", function () {
  this.timeout(600_000);
  this.bail(true);
  let engine: FoundEngine;
  let world: StacksWorld;

  before(async function () {
    engine = await requireEngine(this);
    world = await stacksWorld(engine);
    assert.equal((await world.inventory()).code, 0);
  });
  after(() => world?.close());

  it("is refused before its first change where somebody has made an analyzer since the inventory was written", async () => {
    const { accessAnalyzer } = clients(world.sandbox, undefined, "eu-west-1");
    await accessAnalyzer.send(new CreateAnalyzerCommand({ analyzerName: "by-hand", type: "ACCOUNT" }));
    // Before the roles are there only the management account can be looked into.
    const since = world.sandbox.calls.length;
    const { code, stderr } = await world.deploy(["--only", "management"]);
    assert.equal(code, 3, stderr);
    assert.match(
      stderr,
      /inventory\.json is not what the organization is now:\n- new analyzer by-hand \(ACCOUNT, (ACTIVE|CREATING)\) in eu-west-1 in 111111111111 management\n/,
    );
    assert.match(stderr, /--write-inventory/);
    assert.deepEqual(world.changes(since), []);
  });

  it("writes the inventory where it is told to, shows what changed, and goes on: what somebody has made is kept", async () => {
    const { code, stderr, stacks } = await world.deploy(["--only", "management", "--write-inventory"]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Updated .*inventory\.json:\n- new analyzer by-hand/);
    assert.deepEqual(Object.keys(stacks), ["management"]);
    assert.equal((await liveAnalyzers(world.sandbox))[`${management} eu-west-1 ACCOUNT`]?.name, "by-hand");
  });

  it("loses one account to a Region that never answers, after the deadline, and no other", async () => {
    const { id } = world.sandbox.world.faults.add({
      match: { operation: "CreateAnalyzer", account: member, region: "eu-west-1" },
      effect: { kind: "hang" },
    });
    const begun = Date.now();
    const { code, stacks, report, told } = await world.deploy(["--stack-timeout", "45"]);
    world.sandbox.world.faults.remove(id);
    assert.ok(Date.now() - begun < 180_000);
    assert.equal(code, 1, told);
    assert.match(
      stacks[`member-${member}`] ?? "",
      /^failed: It did not end within 45 seconds .* It was waiting for create \S*eu-west-1\S*\.$/,
    );
    assert.match(stacks[`member-${memberWithConsole}`] ?? "", /^\d+ create$/);
    assert.match(stacks["security"] ?? "", /^\d+ create$/);
    assert.doesNotMatch(report?.sentence ?? "", /As planned/);
    const failed = report?.stacks.find(({ stack }) => stack.account === member);
    assert.match((failed?.state === "failed" && failed.remedy) || "", /--stack-timeout/);
    assert.ok(Object.keys(await liveAnalyzers(world.sandbox)).includes(`${member} eu-central-1 ACCOUNT`), "its other Region was served");
  });

  it("brings that one in the next run, lock and half-made analyzer or not", async () => {
    const { code, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.equal(Object.keys(await liveAnalyzers(world.sandbox)).length, world.planned().length);
  });

  it("fails the stack of an analyzer whose update AWS refuses, with the reason, at once, and no other", async () => {
    const { id } = world.sandbox.world.faults.add({
      match: { operation: "TagResource", account: member, region: "eu-west-1" },
      effect: { kind: "deny" },
    });
    world.writeConfiguration(`${organizationYaml()}\ntags: { team: one }\n`);
    const { code, stacks, told } = await world.deploy(["--only", "members", "--stack-timeout", "60"]);
    world.sandbox.world.faults.remove(id);
    assert.equal(code, 1, told);
    assert.match(stacks[`member-${member}`] ?? "", /^failed: .*AccessDenied/, told);
    assert.match(stacks[`member-${memberWithConsole}`] ?? "", /^\d update$/, told);
    assert.equal((await world.deploy(["--only", "members"])).code, 0);
  });

  it("is refused while another is under way, before its first change, with who and since when", async () => {
    const file = join(
      fileURLToPath(world.env["PULUMI_BACKEND_URL"] ?? ""),
      ".pulumi",
      "access-analyzer-org",
      "access-analyzer-org",
      "deploy.lock",
    );
    const first = world.startDeploy({}, ["--only", "management"]);
    await until(() => existsSync(file) || first.child.exitCode !== null || undefined, 60_000);
    assert.ok(existsSync(file), "the first is under way");
    const second = await world.deploy();
    assert.equal(second.code, 3, second.told);
    assert.match(
      second.stderr,
      new RegExp(`Another deploy is under way, by \\S+@\\S+ \\(pid ${first.child.pid}\\) since \\S+\\. Nothing was changed\\.`),
    );
    assert.deepEqual(second.stacks, {});
    const { code, stderr } = await first.ended;
    assert.equal(code, 0, stderr);
    assert.equal(existsSync(file), false);
  });

  it("is refused now that the roles are there, whoever the member belongs to", async () => {
    world.sandbox.world.accounts.get(member)?.regions.set("eu-south-2", "ENABLED");
    const since = world.sandbox.calls.length;
    const { code, stderr } = await world.deploy(["--only", "members"]);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /- Region eu-south-2 ENABLED.* in 333333333333 log-archive\n/);
    assert.deepEqual(world.changes(since), []);
    world.sandbox.world.accounts.get(member)?.regions.delete("eu-south-2");
  });

  it("takes what could not be read for no difference, and ends with 2", async () => {
    const { id } = world.sandbox.world.faults.add({
      match: { operation: "ListAnalyzers", account: security, region: "eu-west-1" },
      effect: { kind: "deny" },
    });
    const { code, report, told } = await world.deploy(["--only", "members", "--preview"]);
    world.sandbox.world.faults.remove(id);
    assert.equal(code, 2, told);
    assert.match(report?.unread.join("\n") ?? "", /analyzers \(ListAnalyzers: AccessDenied.*222222222222 security in eu-west-1/);
  });

  describe("spares the engine for members that are proven to be unchanged", () => {
    const stacks = [`member-${member}`, `member-${memberWithConsole}`];
    const region = "eu-west-1";
    const analyzer = analyzerNames.ACCOUNT;
    const inMember = async () => clients(world.sandbox, await sessionIn(world.sandbox, member), region).accessAnalyzer;
    const ruleName = "access-analyzer-org-roles";
    const arn = `arn:aws:access-analyzer:${region}:${member}:analyzer/${analyzer}`;
    const stateOf = (stack: string) =>
      join(fileURLToPath(world.env["PULUMI_BACKEND_URL"] ?? ""), ".pulumi", "stacks", "access-analyzer-org", `${stack}.json`);
    const records = () =>
      stacks.map((stack) => engineRecords(stack, join(world.env["PULUMI_HOME"] ?? "", "access-analyzer-org", "engines")).length);

    /** What became of each member's stack, and for how many of them an engine was started. */
    async function deployed(args: string[] = []) {
      const before = records();
      const { code, report, told } = await world.deploy(["--only", "members", ...args]);
      assert.equal(code, 0, told);
      const engines = stacks.map((name) => {
        const outcome = report?.stacks.find(({ stack }) => stack.name === name);
        return outcome?.state === "done" ? { engine: outcome.engine, because: outcome.because ?? "", changes: outcome.changes } : undefined;
      });
      const started = records().filter((count, index) => count > (before[index] ?? 0)).length;
      const spared = engines.filter((one) => one?.engine === "spared").length;
      process.stdout.write(`        ${spared} of ${stacks.length} spared\n`);
      assert.equal(started, stacks.length - spared, told);
      return { of: engines[0], other: engines[1], told };
    }

    it("in the second run, which starts no engine for them", async () => {
      const { of: ran } = await deployed(["--every-stack"]);
      assert.equal(ran?.engine, "whole");
      const since = world.sandbox.calls.length;
      const { of, other, told } = await deployed();
      assert.deepEqual([of?.engine, other?.engine], ["spared", "spared"], told);
      assert.deepEqual(of?.changes, ran.changes);
      assert.match(of?.because ?? "", /^everything is as the run of \S+ has left it; 2 analyzers read in AWS$/);
      assert.deepEqual(world.changes(since), []);
    });

    const standing = async () =>
      Object.entries(await liveAnalyzers(world.sandbox)).map(([place, { name, type, tags, archiveRules }]) => ({
        place,
        name,
        type,
        tags,
        archiveRules,
      }));

    const tampering: Record<string, { by: () => unknown; because: RegExp }> = {
      "a tag is taken away": {
        by: async () => (await inMember()).send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ["team"] })),
        because: /^not in AWS as planned: \["analyzer","eu-west-1"/,
      },
      "an archive rule is changed": {
        by: async () =>
          (await inMember()).send(
            new UpdateArchiveRuleCommand({ analyzerName: analyzer, ruleName, filter: { resourceType: { eq: ["AWS::IAM::Role"] } } }),
          ),
        because: /^not in AWS as planned: \["rule","eu-west-1"/,
      },
      "an analyzer is deleted": {
        by: async () => (await inMember()).send(new DeleteAnalyzerCommand({ analyzerName: analyzer })),
        because: /^not in AWS as planned: \["analyzer","eu-west-1"/,
      },
      "the state is touched": {
        by: () => appendFileSync(stateOf(`member-${member}`), "\n"),
        because: /^state not as in the proven run$/,
      },
    };
    for (const [what, { by, because }] of Object.entries(tampering)) {
      it(`until ${what}: that one is run and put right, and no other`, async () => {
        const before = await standing();
        await by();
        const { of, other, told } = await deployed();
        assert.deepEqual([of?.engine, other?.engine], ["whole", "spared"], told);
        assert.match(of?.because ?? "", because);
        assert.deepEqual(await standing(), before);
        const again = await deployed();
        assert.deepEqual([again.of?.engine, again.other?.engine], ["spared", "spared"], again.told);
      });
    }
  });
});
