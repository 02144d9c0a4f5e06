import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import type { Properties } from "../../../dev/aws-provider/values";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { providerClient, type ProviderClient } from "../../support/providerClient";
import { describeLife, type Life } from "../../support/resourceLife";
import { deployFunction, serviceRole } from "../../support/sandboxFunction";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";

const account = "111111111111";
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:${account}:${rest}`;
const role = `arn:aws:iam::${account}:role/schedules`;
const tags = { owner: "platform" };
const newTags = { owner: "security" };
const index = (name: string): Properties[string] => ({ name, hashKey: name, rangeKey: "fact", projectionType: "KEYS_ONLY" });
const attributes = (...names: string[]): Properties[string] => names.map((name) => ({ name, type: "S" }));

/** What others need is made in `before`. */
const lives: Life[] = [
  {
    token: "aws:cloudwatch/logGroup:LogGroup",
    inputs: { name: "/aws/lambda/road", retentionInDays: 30, tags },
    id: "/aws/lambda/road",
    expect: { arn: arn("logs", "log-group:/aws/lambda/road"), retentionInDays: 30, tagsAll: { owner: "platform", from: "default" } },
    change: { inputs: { retentionInDays: 0, tags: newTags }, diffs: ["retentionInDays", "tags.owner", "tagsAll.owner"] },
    replacing: { name: "other" },
  },
  {
    token: "aws:dynamodb/table:Table",
    inputs: {
      ...{ name: "facts", billingMode: "PAY_PER_REQUEST", hashKey: "account", rangeKey: "fact", tags },
      ...{ attributes: attributes("account", "fact", "untold"), globalSecondaryIndexes: [index("untold")] },
      ...{ pointInTimeRecovery: { enabled: true }, serverSideEncryption: { enabled: true, kmsKeyArn: "" } },
      ...{ deletionProtectionEnabled: true, ttl: { enabled: true, attributeName: "until" } },
    },
    id: "facts",
    notImported: [],
    expect: { arn: arn("dynamodb", "table/facts"), pointInTimeRecovery: { enabled: true }, ttl: { enabled: true, attributeName: "until" } },
    change: {
      inputs: {
        ...{ deletionProtectionEnabled: false, ttl: { enabled: false, attributeName: "until" }, tags: newTags },
        ...{ attributes: attributes("account", "fact", "claimed"), globalSecondaryIndexes: [index("claimed")] },
      },
      diffs: [
        ...["attributes[1].name", "attributes[2].name", "deletionProtectionEnabled", "globalSecondaryIndexes[0].hashKey"],
        ...["globalSecondaryIndexes[0].name", "tags.owner", "tagsAll.owner", "ttl.enabled"],
      ],
    },
    replacing: { name: "other", hashKey: "fact", rangeKey: "account" },
  },
  {
    token: "aws:scheduler/schedule:Schedule",
    inputs: {
      ...{ name: "sweep", scheduleExpression: "rate(5 minutes)", flexibleTimeWindow: { mode: "OFF" } },
      target: { arn: arn("sqs", "road"), roleArn: role, input: "{}", deadLetterConfig: { arn: arn("sqs", "road") } },
    },
    id: "default/sweep",
    expect: { arn: arn("scheduler", "schedule/default/sweep"), state: "ENABLED", groupName: "default" },
    change: { inputs: { scheduleExpression: "rate(1 hour)", state: "DISABLED" }, diffs: ["scheduleExpression", "state"] },
    replacing: { name: "other", groupName: "more" },
  },
  {
    token: "aws:lambda/eventSourceMapping:EventSourceMapping",
    inputs: {
      ...{ eventSourceArn: arn("sqs", "road"), functionName: arn("lambda", "function:notifier"), tags },
      ...{ batchSize: 5, functionResponseTypes: ["ReportBatchItemFailures"], scalingConfig: { maximumConcurrency: 2 } },
    },
    id: "",
    regionInId: "eu-central-1",
    expect: { state: "Enabled", enabled: true, functionArn: arn("lambda", "function:notifier") },
    change: {
      inputs: { batchSize: 10, enabled: false, scalingConfig: { maximumConcurrency: 5 }, tags: newTags },
      diffs: ["batchSize", "enabled", "scalingConfig.maximumConcurrency", "tags.owner", "tagsAll.owner"],
    },
    replacing: { eventSourceArn: arn("sqs", "other") },
  },
];

describe("The provider's types of what runs, stores facts and keeps time", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let provider: ProviderClient;

  before(async () => {
    sandbox = await startSandbox();
    provider = await providerClient(sandbox, { defaultTags: JSON.stringify({ tags: { from: "default" } }) });
    const options = { endpoint: sandbox.url, region: "eu-central-1", credentials: sandbox.adminCredentials };
    await new SQSClient(options).send(new CreateQueueCommand({ QueueName: "road" }));
    await serviceRole(sandbox, sandbox.adminCredentials, "schedules", [], "scheduler.amazonaws.com");
    const consuming = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    const code = "export const handler = async () => 1;";
    await deployFunction(sandbox, sandbox.adminCredentials, "notifier", code, { allowed: [[consuming]] });
    const { KeyMetadata } = await new KMSClient(options).send(new CreateKeyCommand({}));
    const table = lives.find(({ token }) => token === "aws:dynamodb/table:Table");
    if (table) table.inputs["serverSideEncryption"] = { enabled: true, kmsKeyArn: KeyMetadata?.Arn ?? "" };
  });
  after(async () => {
    provider?.close();
    await sandbox?.close();
  });

  for (const life of lives) describeLife(life, () => ({ sandbox, provider }));
});
