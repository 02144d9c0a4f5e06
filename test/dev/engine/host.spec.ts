import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FoundEngine } from "../../../scripts/pulumi/findEngine";
import { initStack, outputs, preview, runPulumi, up } from "../../../scripts/pulumi";
import { engineProject, requireEngine, type EngineProject } from "../../support/engineProject";
import { descendants, survivors, until, type Running } from "../../support/processes";

const program = `
import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
if (process.env.TEST_FAIL) throw new Error("the program says no");
export const plain = config.get("plain");
export const secret = config.getSecret("password");
export const stack = pulumi.getStack();
export const root = pulumi.getRootDirectory();
class Thing extends pulumi.CustomResource {
  declare readonly where: pulumi.Output<string>;
  constructor(name: string, inputs: pulumi.Inputs) {
    super("pulumi-nodejs:dynamic/access-analyzer-org:Thing", name, {
      ...inputs, where: undefined,
      __provider: 'exports.handler = () => require("module").createRequire(process.cwd() + "/noop.js")("access-analyzer-org/operations").Thing',
    });
  }
}
export const where = new Thing("thing", { seconds: Number(process.env.TEST_SECONDS ?? 0) }).where;
`;

/** The package under its own name, as in a clone: the handler's text finds it from the working directory. */
const manifest = JSON.stringify({ name: "access-analyzer-org", version: "0.0.0", exports: { "./operations": "./operations.js" } });
const operations = `
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
exports.Thing = {
  async create(inputs) { await sleep(inputs.seconds); return { id: "thing", outs: { ...inputs, where: process.cwd() } }; },
  async diff(id, olds, news) { return { changes: olds.seconds !== news.seconds }; },
  async update(id, olds, news) { await sleep(news.seconds); return { outs: { ...news, where: process.cwd() } }; },
};
`;

/** A policy pack without an SDK: what a pack is to the host is a program in its own folder that serves an Analyzer and prints the port. */
const pack = `
const grpc = require("@grpc/grpc-js");
const A = require("@pulumi/pulumi/proto/analyzer_pb");
const { AnalyzerService } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const { name, version } = JSON.parse(require("fs").readFileSync("package.json", "utf8"));
const answer = (make) => (call, done) => done(null, make(call.request));
const server = new grpc.Server();
server.addService(AnalyzerService, {
  handshake: answer(() => new A.AnalyzerHandshakeResponse()),
  getPluginInfo: answer(() => { const info = new PluginInfo(); info.setVersion(version); return info; }),
  getAnalyzerInfo: answer(() => {
    const info = new A.AnalyzerInfo();
    info.setName(name); info.setDisplayname(name); info.setVersion(version); info.setSupportsconfig(true);
    const policy = new A.PolicyInfo();
    policy.setName("no-things"); policy.setEnforcementlevel(A.EnforcementLevel.MANDATORY);
    info.addPolicies(policy);
    return info;
  }),
  configure: answer(() => new Empty()),
  analyze: answer((resource) => {
    const response = new A.AnalyzeResponse();
    if (resource.getType().endsWith(":Thing")) {
      const found = new A.AnalyzeDiagnostic();
      found.setPolicyname("no-things"); found.setPolicypackname(name); found.setPolicypackversion(version);
      found.setMessage("a thing is not allowed"); found.setEnforcementlevel(A.EnforcementLevel.MANDATORY); found.setUrn(resource.getUrn());
      response.addDiagnostics(found);
    }
    return response;
  }),
  analyzeStack: answer(() => new A.AnalyzeResponse()),
  remediate: answer(() => new A.RemediateResponse()),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => console.log(port));
`;

describe("The language host of the built engine", function () {
  this.timeout(60_000);
  let engine: FoundEngine;
  let project: EngineProject;
  const started: ChildProcess[] = [];

  before(async function () {
    engine = await requireEngine(this);
    project = await engineProject(engine, {
      files: {
        "index.ts": program,
        "package.json": manifest,
        "operations.js": operations,
        "pack/PulumiPolicy.yaml": "runtime:\n  name: nodejs\n  options:\n    typescript: false\ndescription: test\n",
        "pack/package.json": JSON.stringify({ name: "test-pack", version: "1.0.0", main: "index.js" }),
        "pack/index.js": pack,
        "lenient/PulumiPolicy.yaml": "runtime:\n  name: nodejs\n  options:\n    typescript: false\ndescription: test\n",
        "lenient/package.json": JSON.stringify({ name: "lenient", version: "1.0.0", main: "index.js" }),
        "lenient/index.js": pack.replace(":Thing", ":Nothing"),
      },
    });
    // Each a process of its own, as in a user's run.
    project.env["PROGRAM_SERVER"] = undefined;
    await initStack(project, "host");
  });
  after(() => {
    for (const child of started) child.kill("SIGKILL");
    project?.close();
  });

  const pulumi = (...args: string[]) => runPulumi({ args, cwd: project.folder, engine, env: project.env });

  it("runs a program with its configuration, secrets and folder", async () => {
    await pulumi("config", "set", "plain", "text", "--stack", "host");
    await pulumi("config", "set", "--secret", "password", "hidden", "--stack", "host");
    const done = await up(project, "host");
    assert.ok(done.succeeded, JSON.stringify(done.diagnostics));
    const { plain, secret, stack, root } = await outputs(project, "host");
    assert.deepEqual({ plain, secret, stack, root }, { plain: "text", secret: "[secret]", stack: "host", root: project.folder });
  });

  it("runs a dynamic resource whose handler is one constant line, in the program's folder, by the package's own name", async () => {
    const { where } = await outputs(project, "host");
    assert.equal(where, project.folder);
    assert.deepEqual((await up(project, "host")).steps, []);
  });

  it("passes on why a program failed, once", async () => {
    const failed = await preview(project, "host", { env: { TEST_FAIL: "yes" } });
    assert.equal(failed.succeeded, false);
    assert.equal(failed.diagnostics.filter(({ message }) => message.includes("the program says no")).length, 1);
  });

  it("runs a policy pack in its own folder, and a violation stops the preview", async () => {
    const stopped = await preview(project, "host", { policyPack: { folder: join(project.folder, "pack") } });
    assert.equal(stopped.succeeded, false);
    assert.deepEqual(
      stopped.violations.map(({ pack: name, policy, level, message }) => ({
        name,
        policy,
        level,
        message: message.split("\n").at(-1)?.trim(),
      })),
      [{ name: "test-pack", policy: "no-things", level: "mandatory", message: "a thing is not allowed" }],
    );
  });

  it("leaves nothing in the project's folder when the stack's file is kept elsewhere, and plain pulumi finds the stack all the same", async () => {
    const elsewhere = { ...project, configFolder: join(project.folder, "..", "stacks") };
    await initStack(elsewhere, "elsewhere");
    assert.ok((await up(elsewhere, "elsewhere")).succeeded);
    assert.equal(existsSync(join(project.folder, "Pulumi.elsewhere.yaml")), false);
    assert.equal((await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes", "--stack", "elsewhere")).exitCode, 0);
  });

  describe("leaves nothing behind", function () {
    before(async function () {
      if (engine.kind === "installed") return this.skip();
      await initStack(project, "killed");
    });

    it("when the engine is killed: host, program, dynamic provider and pack are gone within seconds", async () => {
      const { all, below, pulumiProcess } = await running(["--policy-pack", join(project.folder, "lenient")]);
      assert.ok(all.some(({ command }) => command.includes("run-policy-pack")));
      process.kill(pulumiProcess.pid, "SIGKILL");
      assert.deepEqual(await survivors(below, 5_000), []);
      await pulumi("cancel", "killed", "--yes");
    });

    it("when the language host is killed: the program is gone within seconds", async () => {
      const { all } = await running();
      const host = all.find(({ command }) => command.includes("pulumi-language-nodejs"));
      const ran = all.find(({ command }) => command.includes("cmd/run"));
      assert.ok(host && ran);
      process.kill(host.pid, "SIGKILL");
      assert.deepEqual(await survivors([host.pid, ran.pid], 5_000), []);
    });

    it("when the script that runs it all is killed", async () => {
      const { script, below } = await running();
      script.kill("SIGKILL");
      assert.deepEqual(await survivors(below, 8_000), []);
      await pulumi("cancel", "killed", "--yes");
    });

    /** A script that runs `up` on a leash, at the moment at which the dynamic resource is being created. */
    async function running(args: string[] = []) {
      const module = JSON.stringify(join(__dirname, "..", "..", "..", "scripts", "pulumi", "runPulumi"));
      const run = JSON.stringify({
        args: ["up", "--yes", "--skip-preview", "--stack", "killed", ...args],
        cwd: project.folder,
        engine,
        graceMilliseconds: 2_000,
      });
      const script = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", `require(${module}).runPulumi(${run})`], {
        env: { ...project.env, TEST_SECONDS: "60" },
        stdio: "ignore",
      });
      started.push(script);
      const all = await until<Running[]>(() => {
        const found = descendants(script.pid ?? 0);
        return found.some(({ command }) => command.includes("pulumi-resource-pulumi-nodejs")) ? found : undefined;
      }, 30_000);
      const pulumiProcess = all.find(({ command }) => command.startsWith(engine.pulumi));
      assert.ok(pulumiProcess);
      return { script, all, below: all.map(({ pid }) => pid), pulumiProcess };
    }
  });
});
