import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { creating, onceCreated } from "../support/creation";
import { requireEngine } from "../support/engineProject";
import { liveAnalyzers } from "../support/liveAnalyzers";
import { management, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

/** A file backend on a small file system of its own, which fails at the moment in which AWS has created an analyzer. Needs the right to mount one. */
describe("A backend that fails in the middle of a roll-out loses nothing", function () {
  this.timeout(600_000);
  this.bail(true);
  let world: StacksWorld;
  let state = "";

  before(async function () {
    const engine = await requireEngine(this);
    world = await stacksWorld(engine);
    const folder = fileURLToPath(world.env["PULUMI_BACKEND_URL"] ?? "");
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], { stdio: "pipe" });
      state = folder;
    } catch {
      process.stdout.write("      skipped: no file system can be mounted here\n");
      this.skip();
    }
    assert.equal((await world.inventory()).code, 0);
  });
  after(async () => {
    if (state !== "") execFileSync("umount", ["-l", state]);
    await world?.close();
  });

  it("when the disk is full: the stack fails with what to do, and the next run goes on", async () => {
    const filler = join(state, "filler");
    await failing(management, () => fill(filler));
    rmSync(filler);
    const { code, told } = await world.deploy(["--only", "management"]);
    assert.equal(code, 0, told);
  });

  it("when it becomes read-only: the same", async () => {
    await failing(security, () => remount("ro"), "--only", "security");
    remount("rw");
  });

  it("is not begun with at all while it is read-only", async () => {
    remount("ro");
    const since = world.sandbox.calls.length;
    const { code, stderr } = await world.deploy();
    remount("rw");
    assert.equal(code, 3, stderr);
    assert.match(stderr, /nothing was changed/i);
    assert.deepEqual(world.changes(since), []);
  });

  it("in the end the next run has everything: each planned analyzer is there, created once", async () => {
    const { code, told } = await world.deploy(["--only", "security"]);
    assert.equal(code, 0, told);
    const planned = world.planned().filter(({ account }) => account === management || account === security);
    const live = Object.keys(await liveAnalyzers(world.sandbox));
    for (const { account, region, type } of planned) assert.ok(live.includes(`${account} ${region} ${type}`));
    const created = world.changes().filter((change) => change.includes("CreateAnalyzer"));
    assert.equal(created.length, planned.length, created.join("\n"));
    assert.deepEqual(
      world.changes().filter((change) => /Delete/.test(change)),
      [],
    );
  });

  async function failing(account: string, fail: () => void, ...only: string[]): Promise<void> {
    const { ended } = world.startDeploy({}, ["--stack-timeout", stackSeconds, ...only]);
    await creating(world, account, ended, () =>
      onceCreated(world, () => {
        fail();
        return true;
      }),
    );
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 1, stdout + stderr);
    assert.match(stdout, /"remedy": "[^"]+/);
  }

  function remount(how: "ro" | "rw"): void {
    execFileSync("mount", ["-o", `remount,${how}`, state]);
  }
});

/** The engine tries to write its state for two minutes before it gives up by itself; a test does not wait for that. */
const stackSeconds = "30";

function fill(file: string): void {
  const handle = openSync(file, "w");
  try {
    for (let size = 1 << 20; size >= 1; size = size === 1 ? 0 : size >> 1) {
      try {
        for (;;) if (writeSync(handle, Buffer.alloc(size)) === 0) break;
      } catch {
        // No room for as much: a smaller piece.
      }
    }
  } finally {
    closeSync(handle);
  }
}
