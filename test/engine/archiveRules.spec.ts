import assert from "node:assert/strict";
import {
  CreateArchiveRuleCommand,
  DeleteArchiveRuleCommand,
  GetArchiveRuleCommand,
  UpdateArchiveRuleCommand,
  type AccessAnalyzerClient,
} from "@aws-sdk/client-accessanalyzer";
import { analyzerNames } from "../../domain/analyzer";
import type { Audit } from "../../domain/audit/audit";
import { run } from "../support/commandLine";
import { requireEngine } from "../support/engineProject";
import { clients, sessionIn } from "../support/sandboxClients";
import { rolledOutWorld } from "../support/rolledOutWorld";
import { consoleAnalyzer, member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";
import type { StacksWorld } from "../support/stacksWorld";

/**
 * Somebody hides findings: the audit sees it, deploy mends what is planned and names the rest. Then the configuration changes. Each test
 * goes on where the one before ended.
 */
describe("Archive rules of a rolled out organization", function () {
  this.timeout(600_000);
  this.bail(true);
  let world: StacksWorld;
  const region = "eu-west-1";
  const regions = ["eu-central-1", region];
  const [one, two] = ["888888888888", "999999999999"] as const;
  const configure = (...rules: string[]) => world.writeConfiguration(organizationYaml({ more: `archiveRules: [${rules.join(", ")}]\n` }));
  const rule = (name: string, value: string) =>
    `{ name: ${name}, reason: contract, analyzers: [ORGANIZATION], filter: { principal.AWS: { eq: ["${value}"] } } }`;
  const everything = { resource: { exists: true } };
  const builtIn = "access-analyzer-org-roles";

  before(async function () {
    world = await rolledOutWorld(await requireEngine(this));
    configure(rule("partner", one), rule("vendor", one), rule("goes", one));
    const { code, told } = await world.deploy(["--only", "security"]);
    assert.equal(code, 0, told);
  });
  after(() => world?.close());

  it("is content with what was rolled out", async () => {
    const { code, states } = await audit();
    assert.equal(code, 0);
    assert.deepEqual([...states.keys()].sort(), ["covered", "exempt"]);
  });

  it("tells rules that hide findings, on ours and on a kept analyzer, and planned ones that are gone", async () => {
    await (
      await inAccount(security)
    ).send(new UpdateArchiveRuleCommand({ analyzerName: analyzerNames.ORGANIZATION, ruleName: "partner", filter: everything }));
    await (await inAccount(member)).send(new DeleteArchiveRuleCommand({ analyzerName: analyzerNames.ACCOUNT, ruleName: builtIn }));
    await (
      await inAccount(member)
    ).send(
      new CreateArchiveRuleCommand({
        analyzerName: analyzerNames.ACCOUNT,
        ruleName: "known",
        filter: { "principal.AWS": { eq: ["777777777777"] } },
      }),
    );
    await (
      await inAccount(memberWithConsole)
    ).send(new CreateArchiveRuleCommand({ analyzerName: consoleAnalyzer.name, ruleName: "quiet", filter: { isPublic: { eq: ["true"] } } }));
    const { code, states, notes } = await audit();
    assert.equal(code, 1);
    assert.deepEqual(states.get("hides"), [`${security} ${region} ORGANIZATION`, `${memberWithConsole} ${region} ACCOUNT`]);
    assert.deepEqual(states.get("wrong"), [`${member} ${region} ACCOUNT`]);
    assert.deepEqual(notes, ["known"]);
  });

  it("deploy puts the planned ones right, leaves the others, names them and ends with 1", async () => {
    const since = world.sandbox.calls.length;
    const { code, report, told } = await world.deploy();
    assert.equal(code, 1, told);
    assert.deepEqual(world.changes(since).sort(), [
      `${security} access-analyzer UpdateArchiveRule ${region}`,
      `${member} access-analyzer CreateArchiveRule ${region}`,
    ]);
    assert.match(report?.sentence ?? "", /Drift: 1 of \d+ planned analyzers .*1 with archive rules that hide findings/);
    const hiding = report?.audit?.places.flatMap((place) => (place.state === "hides" ? place.rules : [])) ?? [];
    assert.deepEqual(
      hiding.map(({ analyzer, rule, isPlanned }) => ({ analyzer, rule, isPlanned })),
      [{ analyzer: consoleAnalyzer.name, rule: "quiet", isPlanned: false }],
    );
    const named = report?.audit?.notes.flatMap((note) => (note.kind === "archiveRule" ? [note.rule] : []));
    assert.deepEqual(named, ["known"]);
  });

  it("and is content again once the remedy that it prints was followed", async () => {
    const { stdout } = await run(["audit", "--profile", "security"], world.project.folder, world.env);
    const text = stdout.replace(/\s+/g, " ");
    const [, analyzerName, ruleName] = /delete-archive-rule --analyzer-name (\S+) --rule-name ([^\s"]+)/.exec(text) ?? [];
    assert.deepEqual([analyzerName, ruleName], [consoleAnalyzer.name, "quiet"], stdout);
    await (await inAccount(memberWithConsole)).send(new DeleteArchiveRuleCommand({ analyzerName, ruleName }));
    assert.equal((await audit()).code, 0);
  });

  it("an edited rule is updated, a renamed one made anew, a removed one deleted, as the preview shows; a rule of others is left", async () => {
    const filter = { "principal.AWS": { eq: [one] } };
    const command = new CreateArchiveRuleCommand({ analyzerName: analyzerNames.ORGANIZATION, ruleName: "theirs", filter });
    await (await inAccount(security)).send(command);
    configure(rule("partner", two), rule("supplier", one));

    const preview = await world.deploy(["--only", "security", "--preview"]);
    const since = world.sandbox.calls.length;
    const { code, stacks, told } = await world.deploy(["--only", "security"]);
    assert.equal(code, 0, told);
    assert.deepEqual(preview.stacks, stacks);
    const steps = preview.report?.stacks.flatMap((outcome) => (outcome.state === "done" ? outcome.steps : [])) ?? [];
    const everywhere = (what: (where: string) => string) => regions.map(what);
    assert.deepEqual(
      steps.sort(),
      [
        ...everywhere((where) => `create ${security}-${where}-organization-supplier`),
        ...everywhere((where) => `delete ${security}-${where}-organization-goes`),
        ...everywhere((where) => `delete ${security}-${where}-organization-vendor`),
        ...everywhere((where) => `update ${security}-${where}-organization-partner (filters[0].eqs[0])`),
      ].sort(),
    );
    assert.deepEqual(
      world.changes(since).sort(),
      ["CreateArchiveRule", "DeleteArchiveRule", "DeleteArchiveRule", "UpdateArchiveRule"]
        .flatMap((operation) => everywhere((where) => `${security} access-analyzer ${operation} ${where}`))
        .sort(),
    );
    for (const where of regions) assert.deepEqual(await principals(where, "partner"), [two]);
    assert.deepEqual(await principals(region, "theirs"), [one]);
  });

  async function inAccount(account: string, where = region): Promise<AccessAnalyzerClient> {
    return clients(world.sandbox, await sessionIn(world.sandbox, account), where).accessAnalyzer;
  }

  async function principals(where: string, ruleName: string): Promise<string[] | undefined> {
    const client = await inAccount(security, where);
    const { archiveRule } = await client.send(new GetArchiveRuleCommand({ analyzerName: analyzerNames.ORGANIZATION, ruleName }));
    return archiveRule?.filter?.["principal.AWS"]?.eq;
  }

  /** "account Region type" of the places by their state, and the rules that are noted. */
  async function audit(): Promise<{ code: number | null; states: Map<string, string[]>; notes: string[] }> {
    const { code, stdout } = await run(["audit", "--profile", "security", "--json"], world.project.folder, world.env);
    const { places, notes } = JSON.parse(stdout) as Audit; // what --json prints
    const states = new Map<string, string[]>();
    for (const { account, region: where, type, state } of places)
      states.set(state, [...(states.get(state) ?? []), `${account} ${where ?? "*"} ${type}`]);
    return { code, states, notes: notes.flatMap((note) => (note.kind === "archiveRule" ? [note.rule] : [])) };
  }
});
