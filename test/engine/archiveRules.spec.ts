import assert from "node:assert/strict";
import { CreateArchiveRuleCommand, GetArchiveRuleCommand, UpdateArchiveRuleCommand } from "@aws-sdk/client-accessanalyzer";
import { analyzerNames } from "../../domain/analyzer";
import { requireEngine } from "../support/engineProject";
import { clients, sessionIn } from "../support/sandboxClients";
import { organizationYaml, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

/** One rule of the configuration, on the organization's analyzers in two Regions; each test goes on where the one before ended. */
describe("Archive rules of a rolled out organization", function () {
  this.timeout(300_000);
  this.bail(true);
  let world: StacksWorld;
  const analyzerName = analyzerNames.ORGANIZATION;
  const regions = ["eu-central-1", "eu-west-1"];

  const configure = (rules: string) => world.writeConfiguration(organizationYaml({ more: `archiveRules: [${rules}]\n` }));
  const rule = (name: string, value: string) =>
    `{ name: ${name}, reason: contract, analyzers: [ORGANIZATION], filter: { principal.AWS: { eq: ["${value}"] } } }`;
  const inRegion = async (region: string) => clients(world.sandbox, await sessionIn(world.sandbox, security), region).accessAnalyzer;
  const [one, two] = ["888888888888", "999999999999"] as const;
  const principals = async (region: string, ruleName: string) =>
    (await (await inRegion(region)).send(new GetArchiveRuleCommand({ analyzerName, ruleName }))).archiveRule?.filter?.["principal.AWS"]?.eq;
  /** What a preview shows, and then what is really called. */
  const previewedAndDone = async () => {
    const preview = await world.deploy(["--only", "security", "--preview"]);
    const since = world.sandbox.calls.length;
    const { code, stacks, told } = await world.deploy(["--only", "security"]);
    assert.equal(code, 0, told);
    assert.deepEqual(preview.stacks, stacks);
    return {
      steps: preview.report?.stacks.flatMap((outcome) => (outcome.state === "done" ? outcome.steps : [])).sort(),
      calls: world.changes(since).sort(),
    };
  };
  const calls = (operation: string) => regions.map((region) => `${security} access-analyzer ${operation} ${region}`);

  before(async function () {
    world = await stacksWorld(await requireEngine(this));
    configure(rule("partner", one));
    assert.equal((await world.inventory()).code, 0);
    const { code, told } = await world.deploy();
    assert.equal(code, 0, told);
  });
  after(() => world?.close());

  it("an edited rule is updated in place, as the preview shows", async () => {
    configure(rule("partner", two));
    assert.deepEqual(await previewedAndDone(), {
      steps: regions.map((region) => `update ${security}-${region}-organization-partner (filters[0].eqs[0])`),
      calls: calls("UpdateArchiveRule"),
    });
    for (const region of regions) assert.deepEqual(await principals(region, "partner"), [two]);
  });

  it("a renamed rule is created under the new name and deleted under the old one", async () => {
    configure(rule("supplier", two));
    assert.deepEqual(await previewedAndDone(), {
      steps: [
        ...regions.map((region) => `create ${security}-${region}-organization-supplier`),
        ...regions.map((region) => `delete ${security}-${region}-organization-partner`),
      ],
      calls: [...calls("CreateArchiveRule"), ...calls("DeleteArchiveRule")],
    });
  });

  it("a rule of ours that somebody changed by hand is put right, and a rule of others is left", async () => {
    const client = await inRegion("eu-west-1");
    await client.send(new UpdateArchiveRuleCommand({ analyzerName, ruleName: "supplier", filter: { "principal.AWS": { eq: [one] } } }));
    await client.send(new CreateArchiveRuleCommand({ analyzerName, ruleName: "theirs", filter: { "principal.AWS": { eq: [one] } } }));
    const since = world.sandbox.calls.length;
    const { code, told } = await world.deploy(["--only", "security"]);
    assert.equal(code, 0, told);
    assert.deepEqual(world.changes(since), [`${security} access-analyzer UpdateArchiveRule eu-west-1`]);
    assert.deepEqual(await principals("eu-west-1", "supplier"), [two]);
    assert.deepEqual(await principals("eu-west-1", "theirs"), [one]);
  });

  it("a removed rule is deleted, and a rule of others is left", async () => {
    configure("");
    assert.deepEqual(await previewedAndDone(), {
      steps: regions.map((region) => `delete ${security}-${region}-organization-supplier`),
      calls: calls("DeleteArchiveRule"),
    });
    assert.deepEqual(await principals("eu-west-1", "theirs"), [one]);
  });
});
