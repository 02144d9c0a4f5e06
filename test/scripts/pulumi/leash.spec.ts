import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { runLeashed } from "../../../scripts/pulumi/leashedProcess";
import { descendants, survivors, until } from "../../support/processes";

const cwd = process.cwd();
const node = process.execPath;

describe("A command on the leash", function () {
  this.timeout(30_000);
  const scripts: ChildProcess[] = [];
  afterEach(() => {
    for (const script of scripts.splice(0)) script.kill("SIGKILL");
  });

  it("tells its exit code and what it printed", async () => {
    const ended = await runLeashed({ command: node, args: ["-e", "console.log('out'); console.error('err'); process.exitCode = 7"], cwd });
    assert.deepEqual(ended, { exitCode: 7, stdout: "out\n", stderr: "err\n" });
  });

  it("gives its output line by line when asked to", async () => {
    const seen: string[] = [];
    const { stdout } = await runLeashed({
      command: node,
      args: ["-e", "console.log('one\\ntwo')"],
      cwd,
      onLine: (line) => seen.push(line),
    });
    assert.deepEqual(seen, ["one", "two"]);
    assert.equal(stdout, "");
  });

  it("fails with its name when it cannot be started", async () => {
    await assert.rejects(runLeashed({ command: "no-such-program", args: [], cwd }), /no-such-program could not be started/);
  });

  it("is interrupted by an abort, and may end in its own way", async () => {
    const aborting = new AbortController();
    const program =
      "process.on('SIGINT', () => { console.log('bye'); process.exit(5); }); console.log('ready'); setInterval(() => {}, 1000)";
    const ended = await runLeashed({
      command: node,
      args: ["-e", program],
      cwd,
      signal: aborting.signal,
      onLine: (line) => line === "ready" && aborting.abort(),
    });
    assert.equal(ended.exitCode, 5);
  });

  it("is killed with what it started when it does not listen to the interrupt", async () => {
    const aborting = new AbortController();
    let pids: number[] = [];
    const ended = await runLeashed({
      command: node,
      args: ["-e", stubborn],
      cwd,
      signal: aborting.signal,
      graceMilliseconds: 300,
      onLine: (line) => {
        pids = line.split(" ").map(Number);
        aborting.abort();
      },
    });
    assert.equal(ended.exitCode, 128 + 9);
    assert.equal(pids.length, 2);
    assert.deepEqual(await survivors(pids, 2_000), []);
  });

  it("goes, with what it started, when the script is killed", async () => {
    const script = start(scripts);
    const below = await family(script, 3);
    script.kill("SIGKILL");
    assert.deepEqual(await survivors(below, 5_000), []);
  });

  it("goes when the leash itself is killed", async () => {
    const script = start(scripts);
    const below = await family(script, 3);
    const leash = descendants(script.pid ?? 0).find(({ ppid }) => ppid === script.pid);
    assert.ok(leash);
    process.kill(leash.pid, "SIGKILL");
    const command = below.filter((pid) => pid !== leash.pid)[0] ?? 0;
    assert.deepEqual(await survivors([leash.pid, command], 5_000), []);
    // What the command itself has started is beyond the reach of a script without its leash.
    for (const { pid } of await survivors(below, 0)) process.kill(pid, "SIGKILL");
  });
});

/** Ignores the interrupt and starts a child that does the same; prints both process ids. */
const stubborn = `process.on('SIGINT', () => {});
  const child = require('child_process').spawn(process.execPath, ['-e', "process.on('SIGINT', () => {}); console.log('up'); setInterval(() => {}, 1000)"], { detached: true });
  child.stdout.once('data', () => console.log(process.pid, child.pid));
  setInterval(() => {}, 1000);`;

/** A script of its own that runs the stubborn command on a leash. */
function start(scripts: ChildProcess[]): ChildProcess {
  const module = JSON.stringify(join(__dirname, "..", "..", "..", "scripts", "pulumi", "leashedProcess"));
  const program = `require(${module}).runLeashed({ command: process.execPath, args: ["-e", ${JSON.stringify(stubborn)}], cwd: process.cwd(), graceMilliseconds: 300 })`;
  const script = spawn(node, ["-r", "ts-node/register/transpile-only", "-e", program], { stdio: "ignore" });
  scripts.push(script);
  return script;
}

/** Waits until the script has the leash, the command and the command's child below it. */
async function family(script: ChildProcess, members: number): Promise<number[]> {
  return until(() => {
    const below = descendants(script.pid ?? 0).map(({ pid }) => pid);
    return below.length >= members ? below : undefined;
  });
}
