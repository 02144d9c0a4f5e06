import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountId } from "../../domain/identifiers";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { rootFolder } from "../../dev/engine/location";
import { run, start } from "../support/commandLine";
import { inventory } from "../support/organization";

const organization = 'organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: eu-central-1 }';
const program = join(__dirname, "..", "..", "bin", "access-analyzer-org.js");
const accounts = Array.from({ length: 800 }, (_, index) => accountId(String(300_000_000_000 + index)));

/** A pipe holds 64 KiB on Linux; what is written beyond is lost if the process ends before its reader comes. */
describe("Text over a pipe with a slow reader", function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    writeFileSync(join(folder, "inventory.json"), serializeInventory(inventory(accounts)));
    configure("");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is whole on standard output", async () => {
    const stdout = await readSlowly(["plan", "--json"]);
    const plan = JSON.parse(stdout) as { analyzers: unknown[] }; // What the command documents.
    assert.equal(plan.analyzers.length, 3 * (accounts.length + 2) + 3);
    assert.ok(stdout.length > 500_000, `${stdout.length}`);
  });

  it("is whole on standard error, which holds what a command ends with", async () => {
    const ending = join(__dirname, "..", "..", "scripts", "terminal", "endProcess");
    const code = `process.stderr.write("x".repeat(300_000)); void require(${JSON.stringify(ending)}).endProcess(0);`;
    const stderr = await readSlowly(["-e", code], "stderr", ["-r", "ts-node/register/transpile-only"], rootFolder);
    assert.equal(stderr.length, 300_000);
  });

  it("is no flood: of very many warnings the first are told, and where the others are", async () => {
    const missing = accounts
      .slice(0, 60)
      .map((id) => `  - { where: { account: "${Number(id) + 500_000_000}" }, exempt: { reason: x, owner: y } }\n`);
    configure(`overrides:\n${missing.join("")}`);
    const { code, stderr } = await run(["plan"], folder);
    assert.equal(code, 0, stderr);
    const told = stderr.split("\n").filter((line) => line.startsWith("Warning: "));
    assert.equal(told.length, 51);
    assert.equal(told.at(-1), 'Warning: and 10 more; --json has them all, under "warnings".');
    const json = await run(["plan", "--json"], folder);
    assert.equal((JSON.parse(json.stdout) as { warnings: string[] }).warnings.length, 60);
  });

  it("may lose its reader: the exit code is still the command's own", async () => {
    for (const stream of ["stdout", "stderr"] as const) {
      // Without --json the warning is said there; with it, that --strict counts it.
      configure(stream === "stderr" ? "overrides: [{ where: { account: '999999999999' }, exempt: { reason: x, owner: y } }]" : "");
      const { child } = start(["plan", "--json", "--strict"], folder);
      child[stream]?.destroy();
      const [code] = await once(child, "close");
      assert.equal(code, stream === "stderr" ? 3 : 0, stream);
    }
  });

  it("is the same as with a quick reader", async () => {
    const [quick, slow] = [await run(["plan", "--all"], folder), await readSlowly(["plan", "--all"])];
    assert.equal(slow, quick.stdout);
  });

  /** Through a pipe of the shell, whose reader sleeps first. */
  function readSlowly(args: string[], stream: "stdout" | "stderr" = "stdout", started = [program], cwd = folder): Promise<string> {
    const piped = `"$0" "$@" ${stream === "stderr" ? "2>&1 >/dev/null" : ""} | (sleep 2; cat)`;
    return new Promise((resolve, reject) => {
      execFile("sh", ["-c", piped, process.execPath, ...started, ...args], { cwd, maxBuffer: Infinity }, (error, text) =>
        error === null ? resolve(text) : reject(error),
      );
    });
  }

  function configure(more: string): void {
    writeFileSync(join(folder, "organization.yaml"), `version: 1\n${organization}\n${more}`);
  }
});
