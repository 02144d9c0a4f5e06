import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AccessAnalyzerClient, paginateListAnalyzers } from "@aws-sdk/client-accessanalyzer";
import { rootFolder } from "../../dev/engine/location";
import { requireEngine } from "../support/engineProject";
import { carrying, stillCarrying, until } from "../support/processes";
import { organization, organizationYaml } from "../support/stacksOrganization";

/** `npm run ...` as a newcomer types it, in an empty HOME. */
describe("What a newcomer runs", function () {
  this.timeout(600_000);
  let folder: string;
  const started: ChildProcess[] = [];

  before(async function () {
    await requireEngine(this);
    mkdirSync(join(rootFolder, ".scratch"), { recursive: true });
    folder = mkdtempSync(join(rootFolder, ".scratch", "newcomer-"));
    mkdirSync(join(folder, "home"));
    writeFileSync(join(folder, "organization.sandbox.yaml"), JSON.stringify(organization));
    writeFileSync(join(folder, "organization.yaml"), organizationYaml());
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it("the demo earns its verdict and leaves nothing behind, neither processes nor files", async () => {
    const run = randomUUID();
    const before = filesOfTheTree();
    const { child, output } = npmRun(run, ["demo"]);
    const [code] = await once(child, "close");
    assert.equal(code, 0, output());
    assert.match(output(), /\nVerdict: earned\. As planned: all \d+ places have an ACTIVE analyzer, 1 of them not ours\./);
    assert.match(output(), /\nwith the scanner +\d.*\nwithout the scanner +30 min \d+ s on the sandbox's clock;/);
    assert.deepEqual(await stillCarrying(run, 10_000), []);
    assert.deepEqual(filesOfTheTree(), before);
    assert.deepEqual(
      readdirSync(join(folder, "home")).filter((name) => name !== ".npm"),
      [],
    );
  });

  it("the demo leaves no process when it is killed in the middle", async () => {
    const run = randomUUID();
    const { child } = npmRun(run, ["demo"]);
    await engineOf(run);
    child.kill("SIGKILL");
    assert.deepEqual(await stillCarrying(run, 10_000), []);
  });

  it("the sandbox with the stacks rolled out serves the analyzers to any SDK, and ends when it is told to", async () => {
    const run = randomUUID();
    const { child, output } = npmRun(run, deployed());
    await until(() => (/^ready http/m.test(output()) || child.exitCode !== null ? true : undefined), 120_000);
    const names: string[] = [];
    const client = new AccessAnalyzerClient(settings(readFileSync(join(folder, "sandbox.env"), "utf8")));
    for await (const { analyzers } of paginateListAnalyzers({ client }, {})) names.push(...(analyzers ?? []).map(({ name = "" }) => name));
    assert.deepEqual(names, ["access-analyzer-org-account"], output());
    child.kill("SIGTERM");
    assert.deepEqual(await stillCarrying(run, 10_000), []);
  });

  it("the sandbox leaves no process when it is killed while the stacks are rolled out", async () => {
    const run = randomUUID();
    npmRun(run, deployed());
    await engineOf(run);
    const sandbox = carrying(run).find(({ command }) => /sandbox\/cli\/main\.ts/.test(command) && !/npm/.test(command));
    assert.ok(sandbox);
    process.kill(sandbox.pid, "SIGKILL");
    assert.deepEqual(await stillCarrying(run, 10_000), []);
  });

  const deployed = () => [
    "sandbox",
    "--",
    ...[
      "--deployed",
      "--env-file",
      join(folder, "sandbox.env"),
      "--organization",
      join(folder, "organization.sandbox.yaml"),
      "--config",
      join(folder, "organization.yaml"),
    ],
  ];

  function npmRun(run: string, args: string[]) {
    const { PATH, CI } = process.env;
    const env = { PATH, CI, HOME: join(folder, "home"), npm_config_update_notifier: "false", RUN: run };
    const child = spawn("npm", ["run", ...args], { cwd: rootFolder, env, stdio: ["ignore", "pipe", "pipe"] });
    started.push(child);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (part: string) => (text += part));
    return { child, output: () => text };
  }
});

/** Waits until the run rolls a stack out. */
async function engineOf(run: string): Promise<void> {
  await until(() => carrying(run).find(({ command }) => /(^|\/)pulumi up /.test(command)), 90_000);
}

/** What git would show, but for what it ignores on purpose. */
function filesOfTheTree(): string[] {
  const lines = execFileSync("git", ["status", "--porcelain", "--ignored"], { cwd: rootFolder, encoding: "utf8" }).split("\n");
  return lines.filter((line) => !/^!! (\.engine|\.scratch|node_modules|coverage)\//.test(line));
}

function settings(environmentFile: string) {
  const value = (name: string) => new RegExp(`^${name}='(.*)'$`, "m").exec(environmentFile)?.[1] ?? "";
  return {
    endpoint: value("AWS_ENDPOINT_URL"),
    region: "eu-west-1",
    credentials: { accessKeyId: value("AWS_ACCESS_KEY_ID"), secretAccessKey: value("AWS_SECRET_ACCESS_KEY") },
  };
}
