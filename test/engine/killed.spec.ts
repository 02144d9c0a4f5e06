import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import { creating, onceCreated } from "../support/creation";
import { requireEngine } from "../support/engineProject";
import { liveAnalyzers } from "../support/liveAnalyzers";
import { carrying, stillCarrying } from "../support/processes";
import { management, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

/** One roll-out that is killed again and again, each time while AWS is creating an analyzer. */
describe("A roll-out that is killed", function () {
  this.timeout(300_000);
  this.bail(true);
  let engine: FoundEngine;
  let world: StacksWorld;

  before(async function () {
    engine = await requireEngine(this);
    world = await stacksWorld(engine);
    assert.equal((await world.inventory()).code, 0);
  });
  after(() => world?.close());

  it("leaves no process when it is the engine that is killed, at the moment in which AWS has created an analyzer; deploy says that the stack failed", async () => {
    const run = randomUUID();
    const { ended } = world.startDeploy({ RUN: run });
    const killed = onceCreated(world, () => {
      const [running] = carrying(run).filter(({ command }) => command.startsWith(`${engine.pulumi} up`));
      if (running !== undefined) process.kill(running.pid, "SIGKILL");
      return running !== undefined;
    });
    await creating(world, management, ended);
    const { code, stdout } = await ended;
    assert.ok(killed(), "an engine was running when the analyzer was created");
    assert.equal(code, 1, stdout);
    assert.match(stdout, /"remedy": "/);
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
    const { stderr } = await ended;
    assert.match(stderr, /^management: an earlier run was killed; its lock was taken away\.$/m);
    assert.match(
      stderr,
      /^management: what the plan wants and was there already was taken into the state: .*111111111111-eu-\w+-1-account/m,
    );
    assert.deepEqual(await stillCarrying(run, 10_000), []);
  });

  it("goes on again, until everything is as planned: each analyzer was created once", async () => {
    const { code, told } = await world.deploy();
    assert.equal(code, 0, told);
    assert.equal(Object.keys(await liveAnalyzers(world.sandbox)).length, world.planned().length);
    const created = world.changes().filter((change) => change.includes("CreateAnalyzer"));
    assert.deepEqual(created.length, world.planned().filter(({ source }) => source.kind === "create").length, created.join("\n"));
    assert.deepEqual(
      world.changes().filter((change) => change.includes("DeleteAnalyzer")),
      [],
    );
  });
});
