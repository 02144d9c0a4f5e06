import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { FactsTable, QueueWithDeadLetters, RoadFunction, SweepSchedule } from "../../../components";
import { region as regionCode } from "../../../domain/identifiers";
import { policyDocument } from "../../../domain/policies/grant";
import { waitsFor } from "../../support/graph";
import { record } from "../../support/mockRecorder";

const region = "eu-west-1";
const code = new pulumi.asset.AssetArchive({ "index.mjs": new pulumi.asset.StringAsset("export const handler = () => {};") });
const function_ = { functionName: "mine", description: "Mine", region, roleArn: "arn:aws:iam::222222222222:role/mine", code };

describe("RoadFunction in somebody else's program", () => {
  it("comes after its log group, which has an end, and is invoked by nothing unless it has a queue", async () => {
    const recording = await record(() => new RoadFunction("mine", function_));
    assert.deepEqual(recording.named("mine-log").inputs, { name: "/aws/lambda/mine", retentionInDays: 30, region });
    assert.ok(waitsFor(recording, recording.named("mine"), recording.named("mine-log")));
    const { runtime, architectures, handler, environment } = recording.named("mine").inputs;
    assert.deepEqual([runtime, architectures, handler, environment], ["nodejs24.x", ["arm64"], "index.handler", undefined]);
    assert.deepEqual(recording.ofType("aws:lambda/eventSourceMapping:EventSourceMapping"), []);
  });

  it("takes from its queue two batches at once, or as many as it is told", async () => {
    const arn = "arn:aws:sqs:eu-west-1:222222222222:intake";
    const concurrencyOf = async (queue: object) =>
      (await record(() => new RoadFunction("mine", { ...function_, queue: { arn, ...queue } }))).named("mine-mapping").inputs.scalingConfig;
    assert.deepEqual(await concurrencyOf({}), { maximumConcurrency: 2 });
    assert.deepEqual(await concurrencyOf({ maximumConcurrency: 5 }), { maximumConcurrency: 5 });
  });

  it("lets the user change each resource before it is created", async () => {
    const transform = { logGroup: { retentionInDays: 365 }, function: { memorySize: 1024 } };
    const recording = await record(() => new RoadFunction("mine", { ...function_, transform }));
    assert.equal(recording.named("mine-log").inputs.retentionInDays, 365);
    assert.equal(recording.named("mine").inputs.memorySize, 1024);
  });
});

describe("what the road's functions work with", () => {
  it("a queue hides what was taken for six times the function's time, and dead letters outlive every message", async () => {
    const policy = policyDocument([]);
    const named = (name: string) => ({ name, region: regionCode(region) });
    const args = { queue: named("q"), deadLetters: named("d"), policy, deadLettersPolicy: policy, functionTimeout: 10, maxReceiveCount: 3 };
    const recording = await record(() => new QueueWithDeadLetters("mine", args));
    const { visibilityTimeoutSeconds, redrivePolicy } = recording.named("mine").inputs;
    assert.equal(visibilityTimeoutSeconds, 60);
    assert.deepEqual(JSON.parse(String(redrivePolicy)), {
      deadLetterTargetArn: "arn:aws:mock:eu-west-1::mine-dead-letters",
      maxReceiveCount: 3,
    });
    assert.equal(recording.named("mine-dead-letters").inputs.messageRetentionSeconds, 1_209_600);
  });

  it("the table has keys, an end for what expires, a sparse index, and can be recovered", async () => {
    const recording = await record(() => new FactsTable("mine", { tableName: "facts", region, untoldIndex: "untold" }));
    const { inputs } = recording.named("mine");
    assert.deepEqual([inputs.hashKey, inputs.rangeKey, inputs.billingMode], ["pk", "sk", "PAY_PER_REQUEST"]);
    assert.deepEqual(inputs.pointInTimeRecovery, { enabled: true });
    assert.deepEqual(inputs.ttl, { attributeName: "expires", enabled: true });
    assert.deepEqual(inputs.globalSecondaryIndexes, [
      { name: "untold", hashKey: "untold", rangeKey: "untoldSince", projectionType: "ALL" },
    ]);
  });

  it("the schedule starts every hour unless it is told otherwise", async () => {
    const args = {
      scheduleName: "sweep",
      region,
      description: "Starts the sweep.",
      targetArn: "arn:aws:lambda:eu-west-1:222222222222:function:mine",
      roleArn: "arn:aws:iam::222222222222:role/s",
    };
    const recording = await record(() => {
      new SweepSchedule("hourly", args);
      new SweepSchedule("daily", { ...args, expression: "rate(1 day)", input: { kind: "sweep" } });
    });
    assert.equal(recording.named("hourly").inputs.scheduleExpression, "rate(1 hour)");
    assert.equal(recording.named("daily").inputs.scheduleExpression, "rate(1 day)");
    const sent = (name: string) => (recording.named(name).inputs.target as { input?: string }).input;
    assert.deepEqual([sent("hourly"), sent("daily")], [undefined, '{"kind":"sweep"}']);
  });
});
