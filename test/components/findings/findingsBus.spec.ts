import assert from "node:assert/strict";
import { FindingsBus, FindingsForwarder, RuleDeadLetters } from "../../../components";
import { region as regionCode } from "../../../domain/identifiers";
import { policyDocument } from "../../../domain/policies/grant";
import { waitsFor } from "../../support/graph";
import { record } from "../../support/mockRecorder";

const policy = policyDocument([]);
const pattern = { source: ["aws.access-analyzer"] };
const queue = "arn:aws:sqs:eu-west-1:222222222222:intake";
const deadLetters = "arn:aws:sqs:eu-west-1:222222222222:dead-letters";

describe("FindingsBus in somebody else's program", () => {
  const bus = {
    busName: "findings",
    region: "eu-west-1",
    policy,
    rule: { name: "intake", description: "Findings", pattern },
    queueArn: queue,
    deadLettersArn: deadLetters,
  };

  it("takes what its rule matches to the queue, and what cannot be delivered to the dead letters", async () => {
    const recording = await record(() => new FindingsBus("mine", bus));
    assert.deepEqual(recording.named("mine").inputs, { name: "findings", region: "eu-west-1" });
    const { inputs } = recording.named("mine-intake-target");
    assert.deepEqual([inputs.arn, inputs.deadLetterConfig, inputs.eventBusName], [queue, { arn: deadLetters }, "findings"]);
    assert.deepEqual(JSON.parse(String(recording.named("mine-intake").inputs.eventPattern)), pattern);
    assert.deepEqual(JSON.parse(String(recording.named("mine-policy").inputs.policy)), policy);
  });

  it("lets the user change each resource before it is created", async () => {
    const transform = {
      bus: { description: "Ours" },
      rule: (args: { state?: unknown }) => void (args.state = "DISABLED"),
      target: { retryPolicy: { maximumRetryAttempts: 1 } },
    };
    const recording = await record(() => new FindingsBus("mine", { ...bus, transform }));
    assert.equal(recording.named("mine").inputs.description, "Ours");
    assert.equal(recording.named("mine-intake").inputs.state, "DISABLED");
    assert.deepEqual(recording.named("mine-intake-target").inputs.retryPolicy, { maximumRetryAttempts: 1 });
  });

  it("a forwarder waits for what it depends on, and has dead letters in its own Region", async () => {
    const recording = await record(() => {
      const target = new FindingsBus("bus", bus);
      const [arn, url] = ["arn:aws:sqs:us-east-1:222222222222:dead", "https://sqs.us-east-1.amazonaws.com/222222222222/dead"];
      const dead = new RuleDeadLetters("dead", { queue: { name: "dead", region: regionCode("us-east-1"), arn, url }, policy });
      const role = "arn:aws:iam::222222222222:role/forwarder";
      const forwarder = {
        region: "us-east-1",
        ruleName: "forward",
        description: "Findings",
        pattern,
        busArn: target.arn,
        roleArn: role,
        deadLettersArn: arn,
      };
      new FindingsForwarder("forward", forwarder, { dependsOn: [target.nodes.policy, dead.nodes.queue] });
    });
    assert.ok(waitsFor(recording, recording.named("forward"), recording.named("bus-policy")));
    const { inputs } = recording.named("forward-target");
    assert.equal(inputs.roleArn, "arn:aws:iam::222222222222:role/forwarder");
    assert.ok(waitsFor(recording, recording.named("forward-target"), recording.named("dead")));
    assert.equal(recording.named("dead").inputs.messageRetentionSeconds, 1_209_600);
  });
});
