import assert from "node:assert/strict";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { readUntold } from "../../aws/findings/facts/factItems";
import { functionClient } from "../../aws/findings/functionClients";
import { NotTaken } from "../../aws/findings/notTaken";
import { readQueueDepth } from "../../aws/findings/queueDepth";
import { sendMessages } from "../../aws/findings/queues";
import { HeldClock } from "../../dev/sandbox/world/clock";
import type { RoadAnalyzer } from "../../domain/findings/settings";
import { planSweep, type PlannerWork } from "../../lambdas/sweep-planner/plan";
import { roadInSandbox, soc, us, type RoadInSandbox } from "../support/findingsRoad";

describe("the sweep's planner", () => {
  let clock: HeldClock;
  let on: RoadInSandbox;
  let sent: { sweep: object[]; intake: object[] };
  let work: PlannerWork;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    on = await roadInSandbox(clock, { destinations: { soc, us, room: { chat: true } } });
    sent = { sweep: [], intake: [] };
    work = {
      ...on.parts,
      toSweep: async (messages) => void sent.sweep.push(...messages),
      toIntake: async (messages) => void sent.intake.push(...messages),
      untold: () => readUntold(on.table),
      depthOf: (queue) =>
        readQueueDepth(
          { sqs: on.clients.sqs, cloudWatch: new CloudWatchClient(functionClient(queue.region, on.credentials)) },
          queue,
          clock.now(),
        ),
      newId: () => "run",
    };
  });
  afterEach(() => on.close());

  async function switchScannerOn(...analyzers: RoadAnalyzer[]): Promise<void> {
    on.settings.scanner = { places: {}, resourceTypes: [], analyzers };
    await on.clients.sqs.send(new CreateQueueCommand({ QueueName: on.road.scanDeadLetters.name }));
  }

  it("asks for a listing of every analyzer, a digest for everybody who reads, and gives a heartbeat", async () => {
    on.settings.analyzers.push({ ...on.planned, arn: `${on.arn}-2` });
    await switchScannerOn(on.planned, { ...on.planned, arn: `${on.arn}-of-the-scanner` });
    await planSweep(work);
    const sweep = { id: "run", startedAt: clock.now().toISOString() };
    assert.deepEqual(sent.sweep, [
      { analyzer: on.arn, sweep },
      { analyzer: `${on.arn}-2`, sweep },
      { analyzer: `${on.arn}-of-the-scanner`, sweep },
    ]);
    assert.deepEqual(sent.intake, [
      { kind: "digest", destination: "room" },
      { kind: "digest", destination: "us" },
    ]);
    const expected = { SweepPlanned: 1, UntoldFacts: 0, UntoldAgeSeconds: 0, DeadLetters: 0, DeadLetterAgeSeconds: 0 };
    assert.deepEqual(Object.fromEntries(on.measured), expected);
  });

  it("has what is untold for two minutes told, and says for how long it is", async () => {
    const key = await on.createKey();
    await on.share(key, "*");
    await on.toIntake(...(await on.events()));
    on.parts.publisher.queue = () => Promise.reject(new NotTaken("no"));
    await on.notify();
    await planSweep(work);
    assert.equal(sent.intake.length, 2);
    clock.advance(150_000);
    await planSweep(work);
    const [fact] = await on.facts();
    const tellings = sent.intake.filter((message) => "fact" in message);
    assert.deepEqual(tellings, [{ kind: "tell", fact: { subject: fact?.subject, fact: fact?.fact } }]);
    assert.equal(on.measured.get("UntoldFacts"), 2);
    assert.ok((on.measured.get("UntoldAgeSeconds") ?? 0) >= 150);
  });

  it("counts the dead letters of every queue", async () => {
    await switchScannerOn();
    const { intakeDeadLetters, sweepDeadLetters, watchDeadLetters, scanDeadLetters, deadLetters } = on.road;
    for (const queue of [intakeDeadLetters, sweepDeadLetters, watchDeadLetters, scanDeadLetters, deadLetters(on.settings.homeRegion)])
      await sendMessages(on.clients.sqs, queue, [{}]);
    clock.advance(300_000);
    await planSweep(work);
    assert.equal(on.measured.get("DeadLetters"), 5);
    assert.ok((on.measured.get("DeadLetterAgeSeconds") ?? 0) >= 240);
  });

  it("does the rest where one part cannot be done, and fails in the end", async () => {
    on.sandbox.world.faults.add({ match: { service: "sqs", operation: "GetQueueAttributes" }, effect: { kind: "deny" } });
    await assert.rejects(planSweep(work), /1 of 4 parts failed: .*access-analyzer-org-intake-dead-letters in eu-central-1: AccessDenied/);
    assert.equal(sent.sweep.length, 1);
    assert.equal(on.measured.get("SweepPlanned"), 1);
  });

  it("gives no heartbeat where not every message could be sent", async () => {
    await assert.rejects(planSweep({ ...work, toSweep: () => Promise.reject(new Error("no")) }), /1 of 4 parts failed/);
    assert.equal(on.measured.get("SweepPlanned"), undefined);
  });
});
