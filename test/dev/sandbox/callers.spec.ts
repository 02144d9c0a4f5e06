import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../../../dev/engine/location";
import { run } from "../../support/commandLine";
import { until } from "../../support/processes";

describe("npm run sandbox -- --callers", function () {
  this.timeout(60_000);
  let folder: string;
  const started: ChildProcess[] = [];
  beforeEach(() => {
    mkdirSync(join(rootFolder, ".scratch"), { recursive: true });
    folder = mkdtempSync(join(rootFolder, ".scratch", "callers-"));
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  const config = join(rootFolder, "dev", "demo", "organization.yaml");

  function sandbox(...args: string[]) {
    const main = join(rootFolder, "dev", "sandbox", "cli", "main.ts");
    const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "--", main, ...args], { cwd: rootFolder });
    started.push(child);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (part: string) => (text += part));
    return { child, text: () => text, ended: () => until(() => (child.exitCode !== null ? child.exitCode : undefined), 30_000) };
  }

  it("makes the callers of docs/permissions.md and a home for Pulumi; the environment file says how to be one of them", async () => {
    const [envFile, project] = [join(folder, "sandbox.env"), join(folder, "project")];
    const plugin = join(folder, "pulumi-resource-aws");
    writeFileSync(plugin, "#!/bin/sh\n", { mode: 0o755 });
    const { text } = sandbox("--env-file", envFile, "--callers", project, "--config", config, "--provider", plugin);
    await until(() => (/^ready http/m.test(text()) ? true : undefined), 50_000);

    const lines = [...readFileSync(envFile, "utf8").matchAll(/^(\w+)='(.*)'$/gm)];
    const env: Record<string, string | undefined> = Object.fromEntries(lines.map(([, name = "", value = ""]) => [name, value]));
    assert.equal(
      readFileSync(join(env["PULUMI_HOME"] ?? "", "plugins", "resource-aws-v7.48.0", "pulumi-resource-aws"), "utf8"),
      "#!/bin/sh\n",
    );
    assert.ok(existsSync(String(env["PULUMI_BACKEND_URL"]).replace("file://", "")));
    assert.equal(env["AWS_ACCESS_KEY_ID"], undefined);

    // The newcomer sees everything and the security team nothing yet: its roles are not rolled out.
    const look = await run(
      ["audit", "--config", config, "--profile", "newcomer", "--role-name", "OrganizationAccountAccessRole"],
      folder,
      env,
    );
    assert.equal(look.code, 1, look.stderr);
    assert.match(look.stdout, /Drift: \d+ of \d+ planned analyzers/);
    const refused = await run(["audit", "--config", config, "--profile", "security"], folder, env);
    assert.equal(refused.code, 2, refused.stderr);
  });

  for (const { title, args, says } of [
    { title: "without --config", args: ["--callers", "x", "--env-file", "y"], says: /--callers needs --config FILE/ },
    { title: "without --env-file", args: ["--callers", "x", "--config", config], says: /--callers needs .*--env-file FILE/ },
    { title: "--provider by itself", args: ["--provider", "x"], says: /--provider goes with --callers/ },
  ]) {
    it(`refuses ${title}`, async () => {
      const { ended, text } = sandbox(...args);
      assert.equal(await ended(), 3);
      assert.match(text(), says);
    });
  }

  it("refuses a provider that cannot be run, and says which", async () => {
    const args = ["--callers", join(folder, "p"), "--env-file", join(folder, "e"), "--config", config, "--provider", join(folder, "none")];
    const { ended, text } = sandbox(...args);
    assert.equal(await ended(), 3);
    assert.match(text(), /no such file or directory.*none/);
  });
});
