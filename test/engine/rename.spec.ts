import assert from "node:assert/strict";
import { join } from "node:path";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { initStack, preview, up } from "../../scripts/pulumi";
import { engineProject, requireEngine, type EngineProject } from "../support/engineProject";
import { liveAnalyzers, type LiveAnalyzer } from "../support/liveAnalyzers";
import { publishedPackage } from "../support/publishedPackage";
import { management, organization } from "../support/stacksOrganization";

/** A program of somebody else's, whose author changes what an analyzer is. */
describe("An analyzer whose program says another name, type or Region", function () {
  this.timeout(600_000);
  this.bail(true);
  let sandbox: Sandbox;
  let project: EngineProject;
  let created: Record<string, LiveAnalyzer>;

  const program = ({ name = "mine", type = "ACCOUNT", region = "eu-west-1", value = "false" } = {}) => `
const aws = require("@pulumi/aws");
const { Analyzer } = require(${JSON.stringify(join(publishedPackage().package, "dist", "components", "analyzer"))});
const provider = new aws.Provider("aws", { region: "eu-central-1" });
const archiveRules = [{ name: "partner", filter: { isPublic: { eq: ["${value}"] } } }];
new Analyzer("stable", { spec: { name: "${name}", type: "${type}", region: "${region}", archiveRules } }, { provider });
`;

  before(async function () {
    const engine = await requireEngine(this);
    sandbox = await startSandbox({ organization, settings: { creatingMilliseconds: 10 } });
    project = await engineProject(engine, { main: "index.js", files: { "index.js": program() }, sandbox });
    await initStack(project, "dev");
    const { succeeded, stderr, diagnostics } = await up(project, "dev");
    assert.ok(succeeded, stderr + JSON.stringify(diagnostics));
    created = await liveAnalyzers(sandbox);
    assert.deepEqual(created[`${management} eu-west-1 ACCOUNT`]?.archiveRules, ["partner"]);
  });
  after(async () => {
    await sandbox?.close();
    project?.close();
  });

  for (const change of [{ name: "renamed" }, { type: "ORGANIZATION" }, { region: "eu-central-1" }]) {
    it(`(${Object.keys(change).join()}) keeps the analyzer and its rule: nothing is planned, nothing is done`, async () => {
      project.write("index.js", program(change));
      const since = sandbox.calls.length;
      assert.deepEqual((await preview(project, "dev")).steps, []);
      const { succeeded, steps, stderr } = await up(project, "dev", { refresh: true });
      assert.ok(succeeded, stderr);
      assert.deepEqual(steps, []);
      assert.deepEqual(
        sandbox.calls.slice(since).filter(({ operation }) => /^(Create|Delete|Update)/.test(operation)),
        [],
      );
      assert.deepEqual(await liveAnalyzers(sandbox), created);
    });
  }

  it("still has its rules kept up, under the name and in the Region that it has", async () => {
    project.write("index.js", program({ name: "renamed", region: "eu-central-1", value: "true" }));
    const { succeeded, steps, stderr } = await up(project, "dev");
    assert.ok(succeeded, stderr);
    assert.deepEqual(
      steps.map(({ op, name }) => `${op} ${name}`),
      ["update stable-partner"],
    );
    assert.deepEqual(await liveAnalyzers(sandbox), created);
  });
});
