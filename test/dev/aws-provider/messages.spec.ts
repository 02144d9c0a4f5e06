import assert from "node:assert/strict";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ConfirmSubscriptionCommand, GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { inboxOf } from "../../../dev/sandbox/world/inbox";
import type { Properties } from "../../../dev/aws-provider/values";
import { makeChecked, providerClient, type ProviderClient } from "../../support/providerClient";
import { describeLife, type Life } from "../../support/resourceLife";
import { sessionIn } from "../../support/sandboxClients";

const account = "111111111111";
const arn = (service: string, name: string, owner = account) => `arn:aws:${service}:eu-central-1:${owner}:${name}`;
const held = arn("sns", "held");
const policy = (action: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::222222222222:root" }, Action: action, Resource: held }],
  });

/** In the order of creation; what others need is made in `before`. */
const lives: Life[] = [
  {
    token: "aws:sns/topic:Topic",
    inputs: { name: "findings", displayName: "Findings", region: "eu-west-1", tags: { owner: "platform" } },
    id: "arn:aws:sns:eu-west-1:111111111111:findings",
    importId: "arn:aws:sns:eu-west-1:111111111111:findings@eu-west-1",
    expect: {
      arn: "arn:aws:sns:eu-west-1:111111111111:findings",
      owner: account,
      fifoTopic: false,
      tagsAll: { owner: "platform", from: "default" },
    },
    change: {
      inputs: { displayName: undefined, kmsMasterKeyId: "alias/aws/sns", tags: { owner: "security" } },
      diffs: ["displayName", "kmsMasterKeyId", "tags.owner", "tagsAll.owner"],
    },
    replacing: { name: "others", fifoTopic: true, region: "us-east-1" },
  },
  {
    token: "aws:sns/topicSubscription:TopicSubscription",
    inputs: { topic: held, protocol: "sqs", endpoint: arn("sqs", "held"), filterPolicy: '{ "to": ["soc"] }', rawMessageDelivery: true },
    id: `${held}:`,
    expect: { pendingConfirmation: false, confirmationWasAuthenticated: true, ownerId: account, filterPolicyScope: "MessageAttributes" },
    change: {
      inputs: {
        filterPolicy: undefined,
        rawMessageDelivery: false,
        redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("sqs", "held") }),
      },
      diffs: ["filterPolicy", "rawMessageDelivery", "redrivePolicy"],
    },
    replacing: { topic: arn("sns", "other"), protocol: "lambda", endpoint: arn("sqs", "other") },
  },
  {
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    inputs: {
      ...{ name: "heartbeat", namespace: "Road", metricName: "Sweeps", statistic: "Sum", period: 300, evaluationPeriods: 2, threshold: 1 },
      ...{ comparisonOperator: "LessThanThreshold", treatMissingData: "breaching", alarmActions: [held, arn("sns", "another")] },
      ...{ dimensions: { Region: "eu-central-1" }, tags: { owner: "platform" } },
    },
    id: "heartbeat",
    expect: { arn: `arn:aws:cloudwatch:eu-central-1:${account}:alarm:heartbeat`, actionsEnabled: true },
    change: {
      inputs: { threshold: 2, alarmActions: [arn("sns", "another"), held], okActions: [held], dimensions: {}, tags: { owner: "security" } },
      diffs: ["dimensions", "okActions", "tags.owner", "tagsAll.owner", "threshold"],
    },
    replacing: { name: "other" },
  },
];

describe("The provider's types of topics and alarms", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let provider: ProviderClient;

  const made = (token: string, inputs: Properties) => makeChecked(provider, token, inputs);
  const options = (credentials = sandbox.adminCredentials) => ({ endpoint: sandbox.url, region: "eu-central-1", credentials });

  before(async () => {
    sandbox = await startSandbox();
    provider = await providerClient(sandbox, { defaultTags: JSON.stringify({ tags: { from: "default" } }) });
    await made("aws:sns/topic:Topic", { name: "held" });
    await made("aws:sqs/queue:Queue", { name: "held" });
  });
  after(async () => {
    provider?.close();
    await sandbox?.close();
  });

  for (const life of lives) describeLife(life, () => ({ sandbox, provider }));

  it("aws:sns/topicPolicy:TopicPolicy is AWS's own again when it is deleted", async () => {
    const token = "aws:sns/topicPolicy:TopicPolicy";
    const { id, state, inputs } = await made(token, { arn: held, policy: policy("sns:Publish") });
    assert.deepEqual([id, state["owner"]], [held, account]);
    assert.equal((await provider.diff(token, state, inputs)).changed, false);
    const news = { ...inputs, policy: policy("sns:Subscribe") };
    assert.deepEqual((await provider.diff(token, state, news)).diffs, ["policy"]);
    assert.deepEqual((await provider.diff(token, state, { ...inputs, arn: arn("sns", "other") })).replaces, ["arn"]);
    await provider.update(token, id, state, news);
    const policyNow = async () =>
      (await new SNSClient(options()).send(new GetTopicAttributesCommand({ TopicArn: held }))).Attributes?.["Policy"];
    assert.match((await policyNow()) ?? "", /sns:Subscribe/);
    await provider.delete(token, id, state);
    assert.match((await policyNow()) ?? "", /__default_policy_ID/);
  });

  it("a mailbox's subscription is recorded as pending, and read as confirmed once it is", async () => {
    const token = "aws:sns/topicSubscription:TopicSubscription";
    const { id, state, inputs } = await made(token, { topic: held, protocol: "email", endpoint: "us@example.com" });
    assert.equal(state["pendingConfirmation"], true);
    assert.equal((await provider.diff(token, state, inputs)).changed, false);
    const Token = inboxOf(sandbox.world)[0]?.token;
    await new SNSClient(options()).send(new ConfirmSubscriptionCommand({ TopicArn: held, Token, AuthenticateOnUnsubscribe: "true" }));
    const read = await provider.read(token, id, state, inputs);
    assert.deepEqual([read.state["pendingConfirmation"], read.state["confirmationWasAuthenticated"]], [false, true]);
    await provider.delete(token, id, read.state);

    // SNS lets nobody end a pending one: it ends by itself.
    const pending = await made(token, { topic: held, protocol: "email", endpoint: "soc@example.com" });
    await provider.delete(token, pending.id, pending.state);
  });

  it("a queue's subscription that nobody confirms is recorded, and fails", async () => {
    const member = "444444444444";
    await new SQSClient(options(await sessionIn(sandbox, member))).send(new CreateQueueCommand({ QueueName: "theirs" }));
    await assert.rejects(
      made("aws:sns/topicSubscription:TopicSubscription", { topic: held, protocol: "sqs", endpoint: arn("sqs", "theirs", member) }),
      /waiting for SNS Topic Subscription .* confirmation: timeout while waiting for state to become 'false'/,
    );
  });

  it("a topic whose attribute SNS refuses is recorded all the same", async () => {
    await assert.rejects(made("aws:sns/topic:Topic", { name: "halfway", policy: "{}" }), /SNS: SetTopicAttributes.*InvalidParameter/);
    const TopicArn = arn("sns", "halfway");
    assert.ok((await new SNSClient(options()).send(new GetTopicAttributesCommand({ TopicArn }))).Attributes);
  });
});
