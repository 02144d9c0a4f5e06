import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../../dev/engine/location";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { destroy, initStack, preview, up, type OperationResult } from "../../scripts/pulumi";
import { run } from "../support/commandLine";
import { engineProject, requireEngine, type EngineProject } from "../support/engineProject";

const pack = join(rootFolder, "policypack");

const program = `
import * as aws from "@pulumi/aws";
const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }] };
new aws.iam.Role("deployer", { assumeRolePolicy: JSON.stringify(trust) });
if (process.env.COVERED) new aws.accessanalyzer.Analyzer("account", { analyzerName: "account", type: "ACCOUNT" });
if (process.env.OPEN) new aws.iam.Role("open", { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }] }) });
if (process.env.READ) aws.accessanalyzer.Analyzer.get("read", "account");
`;

describe("The policy pack on the engine", function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let project: EngineProject;

  before(async function () {
    const engine = await requireEngine(this);
    sandbox = await startSandbox();
    project = await engineProject(engine, { files: { "index.ts": program }, sandbox });
    await initStack(project, "dev");
  });
  after(async () => {
    project?.close();
    await sandbox?.close();
  });

  const look = (env: NodeJS.ProcessEnv = {}) => preview(project, "dev", { policyPacks: [{ folder: pack }], env });

  it("blocks a stack whose resources nobody would watch", async () => {
    const result = await look();
    assert.equal(result.exitCode, 1);
    assert.deepEqual(told(result), ["mandatory analyzer-required deployer"]);
    assert.match(result.violations[0]?.message ?? "", /Set `allowedAccountIds` on the provider/);
  });

  it("lets it pass with an analyzer by the same provider", async () => {
    const result = await look({ COVERED: "1" });
    assert.deepEqual(told(result), []);
    assert.equal(result.exitCode, 0, result.stderr);
  });

  it("stops a role that everybody may assume", async () => {
    const result = await look({ COVERED: "1", OPEN: "1" });
    assert.deepEqual(told(result), ["mandatory no-public-policy open"]);
    const done = await up(project, "dev", { policyPacks: [{ folder: pack }], env: { COVERED: "1", OPEN: "1" } });
    console.log(
      told(done),
      done.steps.map((s) => [s.op, s.name, s.state]),
      done.violations,
    );
  });

  it("judges what is recorded", async () => {
    const analyze = async () => {
      const audit = await run(["audit", "--stack", "dev", "--json"], project.folder, { ...project.env, PATH: process.env["PATH"] });
      console.log(audit);
    };
    await analyze();
    await up(project, "dev", { env: { COVERED: "1" } });
    await analyze();
    console.log((await up(project, "dev", { env: { READ: "1" } })).stderr);
    await analyze();
    console.log(JSON.stringify(await destroy(project, "dev")));
    await analyze();
  });
});

function told({ violations }: OperationResult): string[] {
  return violations.map(({ level, policy, urn = "" }) => `${level} ${policy} ${urn.slice(urn.lastIndexOf("::") + 2)}`);
}
void writeFileSync;
