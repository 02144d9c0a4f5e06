import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeEventBusCommand, DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetFunctionCommand, LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { PartFacts, PartKind, PartName } from "../../domain/audit/road/found";
import { alarmCondition } from "../../domain/findings/alarms";
import { partitions } from "../../domain/partitions";
import { readPages } from "../paging";
import type { Session } from "../sessions";
import { settings, type Inside } from "./inside";
import { readTrails } from "./readTrails";

type Reader = (part: PartName, inside: Inside) => Promise<PartFacts | undefined>;

/** What of a part matters, in the words of the plan. @throws what AWS says, that the part is not there among it. */
export const readers: Record<PartKind, Reader> = {
  bus,
  rule,
  queue,
  topic,
  key,
  table,
  function: lambdaFunction,
  schedule,
  alarm,
  trail: readTrails,
};

async function bus({ name, region }: PartName, { session, calls }: Inside): Promise<PartFacts> {
  const client = new EventBridgeClient(settings(region, session, calls));
  const { Policy } = await calls.run((options) => client.send(new DescribeEventBusCommand({ Name: name }), options));
  return { policy: json(Policy) };
}

async function rule({ name, region, bus: EventBusName }: PartName, { session, calls }: Inside): Promise<PartFacts> {
  const client = new EventBridgeClient(settings(region, session, calls));
  const { State, EventPattern } = await calls.run((options) => client.send(new DescribeRuleCommand({ Name: name, EventBusName }), options));
  const targets = await readPages(
    (NextToken) => calls.run((options) => client.send(new ListTargetsByRuleCommand({ Rule: name, EventBusName, NextToken }), options)),
    (page) => page.Targets,
    (page) => page.NextToken,
  );
  return {
    state: State,
    pattern: json(EventPattern),
    targets: targets.map(({ Arn, RoleArn = "none", DeadLetterConfig, Input, InputPath, InputTransformer }) => ({
      arn: Arn,
      role: RoleArn,
      "dead-letter queue": DeadLetterConfig?.Arn ?? "none",
      input: Input ?? InputPath ?? InputTransformer ?? "the event",
    })),
  };
}

async function queue({ name, region }: PartName, { session, calls }: Inside): Promise<PartFacts> {
  // Else the client takes the queue's URL for the endpoint, whatever AWS_ENDPOINT_URL says.
  const client = new SQSClient({ ...settings(region, session, calls), useQueueUrlAsEndpoint: false });
  const QueueUrl = `https://sqs.${region}.${partitions[session.partition].dnsSuffix}/${session.account}/${name}`;
  const { Attributes = {} } = await calls.run((options) =>
    client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }), options),
  );
  const { Policy, SqsManagedSseEnabled, KmsMasterKeyId, RedrivePolicy, MessageRetentionPeriod } = Attributes;
  const letters = json(RedrivePolicy) as { deadLetterTargetArn?: string; maxReceiveCount?: unknown } | undefined; // AWS made it from what it was given
  const counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"] as const;
  const messages = counts.reduce((sum, count) => sum + Number(Attributes[count] ?? NaN), 0);
  if (Number.isNaN(messages)) throw new Error("SQS did not say how many messages there are");
  return {
    encryption: KmsMasterKeyId ?? (SqsManagedSseEnabled === "true" ? "SSE-SQS" : "none"),
    policy: json(Policy),
    "dead-letter queue": letters?.deadLetterTargetArn ?? "none",
    tries: letters === undefined ? "no end" : Number(letters.maxReceiveCount),
    "time that it keeps messages": `${MessageRetentionPeriod} s`,
    messages,
  };
}

async function topic({ name, region }: PartName, { session, calls }: Inside): Promise<PartFacts> {
  const client = new SNSClient(settings(region, session, calls));
  const TopicArn = topicArn(session, region, name);
  const { Attributes = {} } = await calls.run((options) => client.send(new GetTopicAttributesCommand({ TopicArn }), options));
  return { key: Attributes["KmsMasterKeyId"] ?? "none", policy: json(Attributes["Policy"]) };
}

export function topicArn({ partition, account }: Session, region: string, name: string): string {
  return `arn:${partition}:sns:${region}:${account}:${name}`;
}

/** By its alias. */
async function key({ name, region }: PartName, { session, calls }: Inside): Promise<PartFacts> {
  const client = new KMSClient(settings(region, session, calls));
  const { KeyMetadata } = await calls.run((options) => client.send(new DescribeKeyCommand({ KeyId: name }), options));
  const { Policy } = await calls.run((options) => client.send(new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId }), options));
  return { state: KeyMetadata?.KeyState, policy: json(Policy) };
}

async function table({ name, region }: PartName, { session, calls }: Inside): Promise<PartFacts> {
  const client = new DynamoDBClient(settings(region, session, calls));
  const { Table } = await calls.run((options) => client.send(new DescribeTableCommand({ TableName: name }), options));
  const { ContinuousBackupsDescription: backups } = await calls.run((options) =>
    client.send(new DescribeContinuousBackupsCommand({ TableName: name }), options),
  );
  return { state: Table?.TableStatus, "point-in-time recovery": backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus };
}

async function lambdaFunction({ name, region }: PartName, { session, calls }: Inside): Promise<PartFacts> {
  const client = new LambdaClient(settings(region, session, calls));
  const { Configuration, Concurrency } = await calls.run((options) => client.send(new GetFunctionCommand({ FunctionName: name }), options));
  const mappings = await readPages(
    (Marker) => calls.run((options) => client.send(new ListEventSourceMappingsCommand({ FunctionName: name, Marker }), options)),
    (page) => page.EventSourceMappings,
    (page) => page.NextMarker,
  );
  return {
    ...{ state: Configuration?.State, "last update": Configuration?.LastUpdateStatus, role: Configuration?.Role },
    ...{ runtime: Configuration?.Runtime, handler: Configuration?.Handler, timeout: `${Configuration?.Timeout} s` },
    environment: Configuration?.Environment?.Variables ?? {},
    layers: (Configuration?.Layers ?? []).map(({ Arn }) => Arn),
    concurrency: Concurrency?.ReservedConcurrentExecutions === 0 ? "none" : "some",
    "takes from": mappings.map(({ EventSourceArn, State, FunctionResponseTypes = [], FilterCriteria }) => ({
      ...{ queue: EventSourceArn, state: State },
      ...{ "gives back": FunctionResponseTypes, filters: FilterCriteria?.Filters?.length ?? 0 },
    })),
  };
}

async function schedule({ name, region }: PartName, { session, calls }: Inside): Promise<PartFacts> {
  const client = new SchedulerClient(settings(region, session, calls));
  const found = await calls.run((options) => client.send(new GetScheduleCommand({ Name: name }), options));
  const { State, ScheduleExpression, Target, LastModificationDate, CreationDate } = found;
  return {
    ...{ state: State, expression: ScheduleExpression, target: Target?.Arn, role: Target?.RoleArn },
    changedAt: LastModificationDate ?? CreationDate,
  };
}

async function alarm({ name, region }: PartName, { session, calls }: Inside): Promise<PartFacts | undefined> {
  const client = new CloudWatchClient(settings(region, session, calls));
  const { MetricAlarms = [] } = await calls.run((options) => client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }), options));
  const [found] = MetricAlarms;
  if (found === undefined) return undefined;
  const { Namespace = "", MetricName = "", ActionsEnabled, AlarmActions } = found;
  const condition = alarmCondition({
    ...{ statistic: found.Statistic, comparison: found.ComparisonOperator, threshold: found.Threshold },
    ...{ periods: found.EvaluationPeriods, period: found.Period, missing: found.TreatMissingData },
  });
  return {
    metric: `${Namespace} ${MetricName}`,
    condition,
    actions: ActionsEnabled ? "enabled" : "not enabled",
    tells: AlarmActions ?? [],
  };
}

/** Undefined where there is none. @throws Error for what is no JSON. */
export function json(text: string | undefined): unknown {
  return text === undefined || text === "" ? undefined : (JSON.parse(text) as unknown);
}
