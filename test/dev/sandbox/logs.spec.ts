import assert from "node:assert/strict";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { sessionIn } from "../../support/sandboxClients";

const member = "444444444444";
const logGroupName = "/aws/lambda/notifier";
const named = (name: string) => ({ name });

describe("CloudWatch Logs", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let logs: CloudWatchLogsClient;
  let cloudWatch: CloudWatchClient;
  before(async () => {
    sandbox = await startSandbox();
    const options = { endpoint: sandbox.url, region: "eu-central-1", credentials: await sessionIn(sandbox, member), maxAttempts: 1 };
    logs = new CloudWatchLogsClient(options);
    cloudWatch = new CloudWatchClient(options);
  });
  after(() => sandbox?.close());

  const group = async () => (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))).logGroups?.[0];

  it("has groups with a retention and tags", async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { team: "security" } }));
    await assert.rejects(logs.send(new CreateLogGroupCommand({ logGroupName })), named("ResourceAlreadyExistsException"));
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
    const made = await group();
    const resourceArn = `arn:aws:logs:eu-central-1:${member}:log-group:${logGroupName}`;
    assert.deepEqual([made?.retentionInDays, made?.arn, made?.logGroupArn], [30, `${resourceArn}:*`, resourceArn]);
    await assert.rejects(
      logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 31 })),
      named("InvalidParameterException"),
    );
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    assert.equal((await group())?.retentionInDays, undefined);
    await logs.send(new TagResourceCommand({ resourceArn, tags: { owner: "anna" } }));
    assert.deepEqual((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags, { team: "security", owner: "anna" });
    const asked = (operation: string) => sandbox.calls.find((call) => call.operation === operation)?.authorizations[0]?.resource;
    assert.deepEqual([asked("PutRetentionPolicy"), asked("TagResource")], [`${resourceArn}:*`, resourceArn]);
  });

  it("keeps events, gives them back in order, and finds the metrics in them", async () => {
    const logStreamName = "one";
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const metric = {
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [{ Namespace: "Road", Dimensions: [["service"]], Metrics: [{ Name: "told", Unit: "Count" }] }],
      },
      ...{ service: "notifier", told: [2, 3] },
    };
    const messages = ["first ACTIVE", "second", "third ACTIVE", JSON.stringify(metric)];
    const logEvents = messages.map((message, at) => ({ timestamp: 1000 + at, message }));
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    const first = await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }));
    const rest = await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, nextToken: first.nextForwardToken }));
    assert.deepEqual(
      [...(first.events ?? []), ...(rest.events ?? [])].map(({ message }) => message),
      messages,
    );
    const found = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: "ACTIVE", startTime: 1001 }));
    assert.deepEqual(
      found.events?.map(({ message }) => message),
      ["third ACTIVE"],
    );
    await assert.rejects(logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: "{ $.a = 1 }" })), named("NotImplemented"));
    const Metric = { Namespace: "Road", MetricName: "told", Dimensions: [{ Name: "service", Value: "notifier" }] };
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: "told", MetricStat: { Metric, Stat: "Sum", Period: 60 } }],
        ...{ StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 60_000) },
      }),
    );
    assert.deepEqual(MetricDataResults?.[0]?.Values, [5]);
  });

  it("loses a group with all that is in it", async () => {
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    await assert.rejects(logs.send(new GetLogEventsCommand({ logGroupName, logStreamName: "one" })), named("ResourceNotFoundException"));
  });
});
