import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import { rootFolder } from "../../dev/engine/location";
import { installProvider } from "../../dev/aws-provider/install";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { exportState, initStack, preview, up, type PulumiProject } from "../../scripts/pulumi";
import { run } from "../support/commandLine";
import { installPackage, type Consumer } from "../support/consumer";
import { requireEngine, sandboxEnvironment } from "../support/engineProject";
import { sessionIn, type Keys } from "../support/sandboxClients";

// The packed package in somebody else's project, on the real engine: the projects are those of examples/.
describe("the installed package on the engine", function () {
  this.timeout(240_000);
  let engine: FoundEngine;
  let sandbox: Sandbox;
  let consumer: Consumer;
  let env: NodeJS.ProcessEnv;

  before(async function () {
    engine = await requireEngine(this);
    sandbox = await startSandbox({
      settings: { creatingMilliseconds: 20, serviceLinkedRoleSettleMilliseconds: 50, stackSetOperationMilliseconds: 10, pageSize: 100 },
    });
    consumer = await installPackage();
    const [pulumiHome, backend] = [join(consumer.folder, "pulumi-home"), join(consumer.folder, "state")];
    mkdirSync(backend);
    await installProvider({ pulumiHome });
    env = {
      ...process.env,
      NODE_V8_COVERAGE: undefined,
      // The engine is on PATH, as its vendor's installer leaves it.
      PATH: [dirname(engine.pulumi), process.env["PATH"] ?? ""].join(delimiter),
      PULUMI_HOME: pulumiHome,
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...sandboxEnvironment(sandbox),
    };
  });
  after(async () => {
    await sandbox?.close();
    consumer?.close();
  });

  it("reads, plans and rolls out from a project of a few lines (examples/whole-organization)", async () => {
    const folder = consumer.project("whole-organization", example("whole-organization"));
    // The clone's own name, so that its program can look at the same stack below.
    const pulumiYaml = readFileSync(join(folder, "Pulumi.yaml"), "utf8");
    writeFileSync(join(folder, "Pulumi.yaml"), pulumiYaml.replace("name: whole-organization", "name: access-analyzer-org"));
    await typed(folder, ["inventory", "--role-name", "OrganizationAccountAccessRole"]);
    assert.match(await typed(folder, ["plan"]), /37 analyzers in 8 accounts and 5 Regions/);
    const table = await typed(folder, ["deploy", "--only", "management"]);

    assert.match(table, /management +4 of 4/);
    const { resources } = await exportState(project(folder), "management");
    const dynamic = resources.flatMap(({ type }) => (type.startsWith("pulumi-nodejs:dynamic/") ? [type.split(":").at(-1)] : []));
    assert.deepEqual(dynamic.sort(), ["ServiceLinkedRole", "StackSetsActivation"]);
  });

  it("gives every resource the name that the clone gives it: the clone would change nothing", async () => {
    const installed = project(join(consumer.folder, "whole-organization"));
    const files = { ACCESS_ANALYZER_ORG_CONFIG: join(installed.folder, "organization.yaml") };
    const previewed = await preview({ ...project(rootFolder, files), configFolder: installed.folder }, "management");

    assert.ok(previewed.succeeded, previewed.stderr);
    assert.deepEqual(Object.keys(previewed.changes), ["same"]);
    assert.ok((previewed.changes["same"] ?? 0) >= 20);
  });

  it("judges by the bundled pack what it has rolled out", async () => {
    const judged = await typed(join(consumer.folder, "whole-organization"), ["audit", "--stack", "management"]);
    assert.match(judged, /Stack management, \d+ resources: nothing violates the policy pack\./);
  });

  it("gives its policies one by one to a pack of somebody's own", async () => {
    const pack = join(consumer.folder, "own-pack");
    mkdirSync(pack);
    writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    writeFileSync(join(pack, "package.json"), JSON.stringify({ name: "own-pack", version: "1.0.0", main: "index.js" }));
    const source = `const { PolicyPack } = require("@pulumi/policy");
      const { noPublicPolicy } = require("access-analyzer-org/policies");
      new PolicyPack("own", { policies: [noPublicPolicy] });`;
    writeFileSync(join(pack, "index.js"), source);
    const bucket = project(consumer.project("bucket", example("bucket")));
    const program = readFileSync(join(bucket.folder, "index.ts"), "utf8");
    writeFileSync(
      join(bucket.folder, "index.ts"),
      program
        .replace(/Principal: \{ Service: "logging.s3.amazonaws.com" \}/, 'Principal: "*"')
        .replace(/Condition: .*SourceAccount.*\n/, ""),
    );
    writeFileSync(join(bucket.folder, "Pulumi.test.yaml"), 'config:\n  bucket:account: "111111111111"\n  bucket:analyzer: false\n');
    await initStack(bucket, "test");
    const { violations } = await preview(bucket, "test", { policyPack: { folder: pack } });
    assert.deepEqual(
      violations.map(({ pack: name, policy, level }) => [name, policy, level]),
      [["own", "no-public-policy", "mandatory"]],
    );
  });

  it("runs examples/one-analyzer", async () => {
    const folder = consumer.project("one-analyzer", example("one-analyzer"));
    // The account's own analyzer stands in the way of a second one: it goes to an account without.
    await rolledOut(project(folder, keysOf(await sessionIn(sandbox, "999999999999"))));
  });

  it("runs examples/organization-analyzers, after the organization's trust", async () => {
    const folder = consumer.project("organization-analyzers", example("organization-analyzers"));
    await rolledOut(project(folder, keysOf(await sessionIn(sandbox, "222222222222"))), { account: "222222222222" });
  });

  /** What a person types after `npx access-analyzer-org`; must end well. */
  async function typed(folder: string, args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(args, folder, env, join(consumer.installed, "bin", "access-analyzer-org.js"));
    assert.equal(code, 0, `${args.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  }

  function project(folder: string, more: NodeJS.ProcessEnv = {}): PulumiProject {
    return { folder, engine, env: { ...env, ...more } };
  }

  /** Creates everything; a second run finds nothing to do. */
  async function rolledOut(example: PulumiProject, config: Record<string, string> = {}): Promise<void> {
    const settings = Object.entries(config).map(([key, value]) => `  ${basename(example.folder)}:${key}: "${value}"\n`);
    if (settings.length > 0) writeFileSync(join(example.folder, "Pulumi.test.yaml"), `config:\n${settings.join("")}`);
    await initStack(example, "test");
    const first = await up(example, "test");
    assert.ok(first.succeeded, JSON.stringify(first.diagnostics) + first.stderr);
    assert.ok((first.changes["create"] ?? 0) >= 3);
    const second = await up(example, "test");
    assert.deepEqual(Object.keys(second.changes), ["same"]);
  }
});

function example(name: string): string {
  return join(rootFolder, "examples", name);
}

function keysOf({ accessKeyId, secretAccessKey, sessionToken }: Keys): NodeJS.ProcessEnv {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
}
