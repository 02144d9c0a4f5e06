import assert from "node:assert/strict";
import { EventBridgeClient, ListTargetsByRuleCommand, RemoveTargetsCommand } from "@aws-sdk/client-eventbridge";
import type { Properties } from "../../../dev/aws-provider/values";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { makeChecked, providerClient, type ProviderClient } from "../../support/providerClient";
import { describeLife, type Life } from "../../support/resourceLife";

const account = "111111111111";
const region = "eu-central-1";
const hub = `arn:aws:events:${region}:${account}:event-bus/held`;
const queue = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;
const letting = (AWS: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "events:PutEvents", Resource: hub }],
  });
const pattern = (source: string) => JSON.stringify({ source: [source] });

const lives: Life[] = [
  {
    token: "aws:cloudwatch/eventBus:EventBus",
    inputs: { name: "hub", description: "findings", region: "eu-west-1", tags: { owner: "platform" } },
    id: "hub",
    importId: "hub@eu-west-1",
    expect: { arn: `arn:aws:events:eu-west-1:${account}:event-bus/hub`, tagsAll: { owner: "platform", from: "default" } },
    change: { inputs: { description: "more", tags: { owner: "security" } }, diffs: ["description", "tags.owner", "tagsAll.owner"] },
    replacing: { name: "other", region: "us-east-1" },
  },
  {
    token: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    inputs: { eventBusName: "held", policy: letting("arn:aws:iam::222222222222:root") },
    id: "held",
    expect: { eventBusName: "held", region },
    change: { inputs: { policy: letting("arn:aws:iam::444444444444:root") }, diffs: ["policy"] },
    replacing: { eventBusName: "other" },
  },
  {
    token: "aws:cloudwatch/eventRule:EventRule",
    inputs: { name: "findings", eventBusName: "held", eventPattern: pattern("aws.access-analyzer"), tags: { owner: "platform" } },
    id: "held/findings",
    expect: { arn: `arn:aws:events:${region}:${account}:rule/held/findings`, state: "ENABLED", isEnabled: true, forceDestroy: false },
    change: {
      inputs: { state: "DISABLED", eventPattern: pattern("aws.s3"), tags: { owner: "security" } },
      diffs: ["eventPattern", "state", "tags.owner", "tagsAll.owner"],
    },
    replacing: { name: "others", eventBusName: "default" },
  },
  {
    token: "aws:cloudwatch/eventRule:EventRule",
    inputs: { name: "sweep", scheduleExpression: "rate(1 day)", isEnabled: false },
    id: "sweep",
    expect: { arn: `arn:aws:events:${region}:${account}:rule/sweep`, state: "DISABLED" },
    change: { inputs: { isEnabled: true }, diffs: ["isEnabled"] },
    replacing: { name: "others" },
  },
];

describe("The provider's types of EventBridge", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let provider: ProviderClient;

  const made = (token: string, inputs: Properties) => makeChecked(provider, token, inputs);
  const events = () => new EventBridgeClient({ endpoint: sandbox.url, region, credentials: sandbox.adminCredentials });

  before(async () => {
    sandbox = await startSandbox();
    provider = await providerClient(sandbox, { defaultTags: JSON.stringify({ tags: { from: "default" } }) });
    await made("aws:cloudwatch/eventBus:EventBus", { name: "held" });
    for (const eventBusName of ["default", "held"])
      await made("aws:cloudwatch/eventRule:EventRule", { name: "held", eventBusName, eventPattern: pattern("aws.s3") });
  });
  after(async () => {
    provider?.close();
    await sandbox?.close();
  });

  for (const life of lives) describeLife(life, () => ({ sandbox, provider }));

  const token = "aws:cloudwatch/eventTarget:EventTarget";
  const full = {
    ...{ rule: "held", targetId: "intake", arn: queue("intake"), deadLetterConfig: { arn: queue("dead") } },
    retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 3 },
  };

  for (const [bus, id] of [
    ["default", "held-intake"],
    ["held", "held-held-intake"],
  ] as const) {
    it(`${token} of the bus ${bus} is created, imported, changed and deleted`, async () => {
      const created = await made(token, { ...full, eventBusName: bus });
      assert.equal(created.id, id);
      assert.equal((await provider.diff(token, created.state, created.inputs)).changed, false);
      const read = await provider.read(token, id, created.state, created.inputs);
      assert.deepEqual({ ...read }, { id, state: created.state, inputs: created.inputs });
      const imported = await provider.read(token, bus === "default" ? "held/intake" : "held/held/intake");
      assert.deepEqual((await provider.diff(token, imported.state, created.inputs)).diffs, []);

      for (const [name, value] of Object.entries({ rule: "other", targetId: "other", eventBusName: "other" }))
        assert.deepEqual((await provider.diff(token, created.state, { ...created.inputs, [name]: value })).replaces, [name]);
      const news = { ...created.inputs, arn: queue("other"), deadLetterConfig: undefined };
      assert.deepEqual((await provider.diff(token, created.state, news)).diffs, ["arn", "deadLetterConfig"]);
      const state = await provider.update(token, id, created.state, news);
      assert.equal((await provider.diff(token, state, news)).changed, false);
      assert.equal(state["deadLetterConfig"], undefined);

      await provider.delete(token, id, state);
      assert.equal((await provider.read(token, id, state, news)).id, "");
      await provider.delete(token, id, state);
    });
  }

  it("a target without an id of its own gets one, and is seen to be gone", async () => {
    const { id, state, inputs } = await made(token, { rule: "held", arn: queue("intake") });
    assert.match(id, /^held-terraform-\w{26}$/);
    assert.equal(`held-${String(state["targetId"])}`, id);
    assert.equal((await provider.diff(token, state, inputs)).changed, false);
    const { Targets = [] } = await events().send(new ListTargetsByRuleCommand({ Rule: "held" }));
    await events().send(new RemoveTargetsCommand({ Rule: "held", Ids: Targets.map(({ Id = "" }) => Id) }));
    assert.equal((await provider.read(token, id, state, inputs)).id, "");
  });

  it("a target that EventBridge refuses is an error that names it, and a retry policy is given whole", async () => {
    const bus = { rule: "held", targetId: "bus", arn: `arn:aws:events:eu-west-1:${account}:event-bus/default` };
    await assert.rejects(made(token, bus), /RoleArn is required for target/);
    await assert.rejects(made(token, { ...full, retryPolicy: { maximumRetryAttempts: 3 } }), /RetryPolicy is not valid/);
  });
});
