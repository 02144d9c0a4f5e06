import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import type { Run } from "../support/commandLine";
import { requireEngine } from "../support/engineProject";
import { liveAnalyzers } from "../support/liveAnalyzers";
import { carrying, stillCarrying, until } from "../support/processes";
import { management, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

/** One roll-out that is killed again and again, each time while AWS is creating an analyzer. */
describe("A roll-out that is killed", function () {
  this.timeout(120_000);
  this.bail(true);
  let engine: FoundEngine;
  let world: StacksWorld;

  before(async function () {
    engine = await requireEngine(this);
    world = await stacksWorld(engine);
    assert.equal((await world.inventory()).code, 0);
  });
  after(() => world?.close());

  it("leaves no process when it is the engine that is killed, and deploy tells that the stack failed", async () => {
    const run = randomUUID();
    const { ended } = world.startDeploy({ RUN: run });
    await creating(world, management, ended);
    const [running] = carrying(run).filter(({ command }) => command.startsWith(`${engine.pulumi} up`));
    assert.ok(running, "an engine is running");
    process.kill(running.pid, "SIGKILL");
    const { code, stdout } = await ended;
    assert.equal(code, 1, stdout);
    assert.deepEqual(await stillCarrying(run, 10_000), []);
  });

  it("goes on with the next deploy, which takes the dead engine's lock away; when that script is killed, no process is left either", async () => {
    const run = randomUUID();
    const { child, ended } = world.startDeploy({ RUN: run });
    await creating(world, security, ended);
    assert.ok(
      carrying(run).some(({ command }) => command.startsWith(engine.pulumi)),
      "an engine is running",
    );
    child.kill("SIGKILL");
    assert.match((await ended).stderr, /^management: an earlier run was killed; its lock was taken away\.$/m);
    assert.deepEqual(await stillCarrying(run, 10_000), []);
  });

  it("goes on again, until everything is as planned", async () => {
    const { code, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.equal(Object.keys(await liveAnalyzers(world.sandbox)).length, world.planned().length);
  });
});

const creationMilliseconds = 4_000;
/** Until then everything else of the stack is done and written down: a file backend does not survive a kill in the middle of a write. */
const quietMilliseconds = 2_500;

/** Waits until nothing is under way in this account but the creation of analyzers, which takes the sandbox a while from then on. */
async function creating({ sandbox: { world } }: StacksWorld, account: string, ended: Promise<Run>): Promise<void> {
  let end: Run | undefined;
  void ended.then((run) => (end = run));
  const fault = world.faults.add({
    match: { service: "access-analyzer", operation: "CreateAnalyzer", account },
    effect: { kind: "latency", milliseconds: creationMilliseconds },
  });
  const { take } = world.faults;
  let isCreating = false;
  world.faults.take = (call) => {
    const hits = take(call);
    isCreating ||= hits.some(({ id }) => id === fault.id);
    return hits;
  };
  try {
    await until(() => isCreating || end || undefined, 60_000);
    assert.ok(isCreating, `the roll-out ended before: ${end?.stdout}\n${end?.stderr}`);
    await sleep(quietMilliseconds);
  } finally {
    world.faults.take = take;
    world.faults.remove(fault.id);
  }
}
