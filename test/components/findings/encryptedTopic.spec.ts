import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EncryptedTopic, RoadAlarms, TopicKey } from "../../../components";
import { policyDocument } from "../../../domain/policies/grant";
import { record } from "../../support/mockRecorder";

const region = "eu-west-1";
const policy = policyDocument([]);

describe("EncryptedTopic in somebody else's program", () => {
  const subscriptions = [
    { destination: "us", protocol: "email" as const, endpoint: "us@example.com" },
    { destination: "soc", protocol: "sqs" as const, endpoint: "arn:aws:sqs:eu-west-1:222222222222:soc" },
  ];
  const topic = { topicName: "told", region, key: "alias/mine", policy, subscriptions };

  it("is encrypted, and gives queues the message itself", async () => {
    const recording = await record(() => new EncryptedTopic("mine", topic));
    assert.equal(recording.named("mine").inputs.kmsMasterKeyId, "alias/mine");
    assert.deepEqual(
      ["us", "soc"].map((destination) => recording.named(`mine-${destination}`).inputs.rawMessageDelivery),
      [undefined, true],
    );
    assert.equal(recording.named("mine-us").inputs.filterPolicy, undefined);
  });

  it("lets each have its own messages alone where it is told to", async () => {
    const recording = await record(() => new EncryptedTopic("mine", { ...topic, filtered: true }));
    assert.equal(recording.named("mine-soc").inputs.filterPolicy, '{"destination":["soc"]}');
  });

  it("lets the user change each subscription before it is created", async () => {
    const transform = {
      subscription: (args: { redrivePolicy?: unknown }) => void (args.redrivePolicy = "{}"),
      topic: { displayName: "Us" },
    };
    const recording = await record(() => new EncryptedTopic("mine", { ...topic, transform }));
    assert.equal(recording.named("mine-us").inputs.redrivePolicy, "{}");
    assert.equal(recording.named("mine").inputs.displayName, "Us");
  });
});

describe("TopicKey", () => {
  it("is rotated, keeps its policy from the beginning, and stays when it leaves the program; its alias goes", async () => {
    const recording = await record(() => new TopicKey("mine", { alias: "alias/mine", description: "Mine", region, policy }));
    const key = recording.named("mine");
    assert.deepEqual([key.inputs.enableKeyRotation, key.inputs.bypassPolicyLockoutSafetyCheck, key.retainOnDelete], [true, true, true]);
    assert.deepEqual(key.ignoreChanges, ["description", "isEnabled"]);
    assert.equal(recording.named("mine-alias").retainOnDelete, false);
  });
});

describe("RoadAlarms", () => {
  const alarm = {
    ...{ what: "late", description: "Late", namespace: "N", metric: "M", dimensions: { a: "b" }, statistic: "Sum" as const },
    ...{ period: 60, periods: 2, threshold: 1 },
  };

  it("tell what is too much, and where silence is the alarm, what is missing", async () => {
    const topicArn = pulumi.output("arn:aws:sns:eu-west-1:222222222222:alarms");
    const alarms = [alarm, { ...alarm, what: "missing", isHeartbeat: true as const }];
    const recording = await record(() => new RoadAlarms("mine", { alarms, prefix: "p-", topicArn, region }));
    const inputsOf = (what: string) => {
      const { comparisonOperator, treatMissingData, name, alarmActions, okActions } = recording.named(`mine-${what}`).inputs;
      assert.deepEqual([alarmActions, okActions], [["arn:aws:sns:eu-west-1:222222222222:alarms"], undefined]);
      return [name, comparisonOperator, treatMissingData];
    };
    assert.deepEqual(inputsOf("late"), ["p-late", "GreaterThanThreshold", "notBreaching"]);
    assert.deepEqual(inputsOf("missing"), ["p-missing", "LessThanThreshold", "breaching"]);
  });
});
