import assert from "node:assert/strict";
import { DeleteAlarmsCommand, DisableAlarmActionsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchClient, DescribeAlarmsCommand, EnableAlarmActionsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, UpdateContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DescribeKeyCommand,
  DisableKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  CreateEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import {
  ConfirmSubscriptionCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { deliverToQueue } from "../../dev/sandbox/services/sqs/deliver";
import { inboxOf } from "../../dev/sandbox/world/inbox";
import {
  CloudTrailClient,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  PutEventSelectorsCommand,
  ReadWriteType,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import type { AuditedRoadPart } from "../../domain/audit/road/auditRoad";
import { filterPolicy } from "../../domain/findings/subscriptions";
import { region } from "../../domain/identifiers";
import { remedyOfRoad } from "../../scripts/audit/roadRemedies";
import { allowing } from "../support/findingActions";
import { runAdvised } from "../support/advised";
import { providedRoad, roadYaml, type ProvidedRoad } from "../support/providedRoad";
import { security } from "../support/stacksOrganization";

const [home, other] = ["eu-central-1", "eu-west-1"];
const everybody = allowing("*", "*", "*");
const deploy = /^"access-analyzer-org deploy --only security" puts it right\./;

/** One part that somebody tampers with: what the audit says of it, what it advises, and how it is put right. */
interface Case {
  part: string;
  at?: string;
  tamper: () => Promise<unknown>;
  says: string | RegExp;
  advises: RegExp;
  /** With what it advises; where that is a roll-out, which test/engine has, by the opposite call. */
  mend: (advice: string) => Promise<unknown>;
}

describe("the audit of the findings road, over the wire", function () {
  this.timeout(180_000);
  let world: ProvidedRoad;
  let cases: Case[];
  before(async () => {
    world = await providedRoad(`${roadYaml}scanner: { enabled: true }\n`);
    cases = casesOn(world);
  });
  after(() => world?.close());

  const said = ({ kind, name, region, state, details }: AuditedRoadPart) => `${kind} ${name} ${region}: ${[state, ...details].join(": ")}`;
  const notFine = ({ road }: Awaited<ReturnType<ProvidedRoad["audit"]>>) => road.filter(({ state }) => state !== "asPlanned");
  const green = async () => {
    const audit = await world.audit();
    assert.deepEqual(notFine(audit).map(said), []);
    assert.equal(audit.verdict.exitCode, 0, audit.verdict.sentence);
  };

  it("advises how a queue of another account is subscribed; then all is as planned", async () => {
    const audit = await world.audit();
    const [missing, ...more] = notFine(audit);
    assert.ok(missing && more.length === 0, notFine(audit).map(said).join("\n"));
    assert.match(said(missing), /:soc eu-central-1: missing: destination abroad gets nothing$/);
    assert.equal(audit.verdict.exitCode, 1);
    await runAdvised(remedyOfRoad(missing, { organization: audit.organization, hasDeployed: false }), world.inMember);
    await green();
  });

  it("tells each thing that somebody changed, and nothing else; what it advises puts it right", async () => {
    for (const { tamper } of cases) await tamper();
    const audit = await world.audit();
    assert.equal(audit.verdict.exitCode, 1);
    const found = new Map(notFine(audit).map((part) => [`${part.kind} ${part.name} ${part.region}`, part]));
    const wanted = cases.map(({ part, at = home }) => `${part} ${at}`);
    assert.deepEqual([...found.keys()].sort(), [...wanted].sort());
    for (const [index, { says, advises, mend }] of cases.entries()) {
      const part = found.get(wanted[index] ?? "");
      assert.ok(part);
      const text = [part.state, ...part.details].join(": ");
      if (typeof says === "string") assert.equal(text, says, wanted[index]);
      else assert.match(text, says, wanted[index]);
      const advice = remedyOfRoad(part, { organization: audit.organization, hasDeployed: false });
      assert.match(advice, advises, wanted[index]);
      await mend(advice);
    }
    await green();
  });

  it("tells that no trail logs the calls that rules wait for; what it advises has them logged", async () => {
    const { adminCredentials, homeRegion: region } = world.sandbox;
    const inManagement = <Client>(Class: new (options: object) => Client, at = region): Client =>
      new Class({ endpoint: world.sandbox.url, region: at, credentials: adminCredentials, maxAttempts: 1 });
    const all = (await world.audit()).road.filter(({ kind }) => kind === "trail").length;
    const { trailList: [trail] = [] } = await inManagement(CloudTrailClient).send(new DescribeTrailsCommand({}));
    const { TrailARN: Name, HomeRegion } = trail ?? {};
    const trails = inManagement(CloudTrailClient, HomeRegion);
    /** The one thing that the audit says of each place, and its advice. */
    const told = async () => {
      const audit = await world.audit();
      const parts = notFine(audit);
      assert.deepEqual([parts.length, audit.verdict.exitCode], [all, 1], parts.map(said).join("\n"));
      const texts = new Set(parts.map(({ kind, state, details }) => [kind, state, ...details].join(": ")));
      const advice = new Set(parts.map((part) => remedyOfRoad(part, { organization: audit.organization, hasDeployed: false })));
      return { texts: [...texts], advice: [...advice] };
    };

    await trails.send(new StopLoggingCommand({ Name }));
    const stopped = await told();
    const off = (what: string, why: string) => `its log of changing ${what} is off (${Name} ${why}), planned on`;
    assert.deepEqual(stopped.texts, [`trail: changed: ${off("calls", "is stopped")}: ${off("KMS calls", "is stopped")}`]);
    assert.equal(stopped.advice.length, 1);
    await runAdvised(stopped.advice[0] ?? "", inManagement);
    await green();

    const readWriteAll = { ReadWriteType: ReadWriteType.All, IncludeManagementEvents: true };
    const selectors = (ExcludeManagementEventSources: string[]) =>
      trails.send(new PutEventSelectorsCommand({ TrailName: Name, EventSelectors: [{ ...readWriteAll, ExcludeManagementEventSources }] }));
    await selectors(["kms.amazonaws.com"]);
    const withoutKms = await told();
    assert.deepEqual(withoutKms.texts, [`trail: changed: ${off("KMS calls", "leaves them out")}`]);
    assert.match(withoutKms.advice[0] ?? "", /put-event-selectors, which replaces all of that/);
    await runAdvised(withoutKms.advice[0] ?? "", inManagement);
    await selectors([]);
    await green();

    await trails.send(new DeleteTrailCommand({ Name }));
    const gone = await told();
    assert.deepEqual(gone.texts, ["trail: missing"]);
    await runAdvised(gone.advice[0] ?? "", inManagement, { BUCKET: "trail" });
    await green();
  });

  it("does not know what it may not read, and knows what a policy of the organization denies", async () => {
    const { faults } = world.sandbox.world;
    faults.add({ match: { operation: "GetFunction" }, effect: { kind: "deny" } });
    faults.add({ match: { operation: "GetEventSelectors" }, effect: { kind: "deny" } });
    faults.add({ match: { operation: "GetMetricData" }, effect: { kind: "deny" } });
    faults.add({ match: { operation: "ListSubscriptionsByTopic" }, effect: { kind: "deny" } });
    const message = "User is not authorized to perform: events:DescribeRule with an explicit deny in a service control policy";
    faults.add({ match: { operation: "DescribeRule", region: other }, effect: { kind: "deny", message } });
    const audit = await world.audit();
    faults.clear();
    assert.deepEqual(
      notFine(audit).map(({ kind, state }) => `${kind} ${state}`),
      [
        ...["rule denied", "rule denied", "rule denied"],
        ...["notifier", "sweepWorker", "watcher", "sweepPlanner"].map(() => "function unreadable"),
        ...["rule denied", "function unreadable"], // the scanner's
        ...["trail unreadable", "trail unreadable", "trail unreadable", "trail unreadable"],
        ...["subscription unreadable", "subscription unreadable", "heartbeat unreadable"],
      ],
    );
    assert.deepEqual([audit.verdict.exitCode, audit.verdict.partial], [2, true]);
  });
});

function casesOn(world: ProvidedRoad): Case[] {
  const { road, clientOf, sandbox } = world;
  const [eb, ebThere] = [clientOf(EventBridgeClient), clientOf(EventBridgeClient, other)];
  const [queues, queuesThere, topics, keys] = [clientOf(SQSClient), clientOf(SQSClient, other), clientOf(SNSClient), clientOf(KMSClient)];
  const [functions, alarms, schedules] = [clientOf(LambdaClient), clientOf(CloudWatchClient), clientOf(SchedulerClient)];
  /** What was there, for the opposite call. */
  const kept = new Map<string, unknown>();
  const keep = async <T>(what: string, reading: Promise<T>): Promise<T> => {
    const read = await reading;
    kept.set(what, read);
    return read;
  };
  const back = <T>(what: string) => kept.get(what) as T; // what `keep` put there
  const byCommand = (filled?: Record<string, string>) => (advice: string) => runAdvised(advice, clientOf, filled);
  const stray = { Id: "stray", Arn: road.deadLetters(region(home)).arn };
  const attributesOf = async (name: string, url: string) =>
    (await keep(name, queues.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] })))).Attributes;
  const keyIds = new Map<string, string>();
  const keyOf = async (alias: string) => {
    const { KeyMetadata } = await keys.send(new DescribeKeyCommand({ KeyId: alias }));
    keyIds.set(alias, KeyMetadata?.KeyId ?? "");
    return KeyMetadata?.KeyId;
  };
  const byCommandOnKey = (alias: string) => (advice: string) => runAdvised(advice, clientOf, { KEY: keyIds.get(alias) ?? "" });
  const mappingOf = async (name: string) =>
    (await functions.send(new ListEventSourceMappingsCommand({ FunctionName: name }))).EventSourceMappings?.[0]?.UUID;
  const subscriptionOf = async (TopicArn: string, endpoint: string) => {
    const { Subscriptions = [] } = await topics.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    return Subscriptions.find(({ Endpoint }) => Endpoint === endpoint)?.SubscriptionArn;
  };
  const end = async (topic: string, endpoint: string) =>
    topics.send(new UnsubscribeCommand({ SubscriptionArn: await subscriptionOf(topic, endpoint) }));
  const token = () =>
    inboxOf(sandbox.world)
      .filter((each) => each.token !== undefined)
      .at(-1)?.token ?? "";
  const [notifications, alarmsTopic, mailbox] = [road.notifications.arn, road.alarms.arn, "security@example.com"];
  const subscribe = (TopicArn: string, Protocol: string, Endpoint: string, destination?: string) => {
    const Attributes = {
      ...(destination === undefined ? {} : { FilterPolicy: filterPolicy(destination) }),
      ...(Protocol === "sqs" ? { RawMessageDelivery: "true" } : {}),
    };
    return topics.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }));
  };
  const alarmNamed = async (what: string) => {
    const { MetricAlarms = [] } = await alarms.send(new DescribeAlarmsCommand({ AlarmNames: [`access-analyzer-org-${what}`] }));
    const { AlarmName, Namespace, MetricName, Dimensions, Statistic, Period, EvaluationPeriods, ...more } = MetricAlarms[0] as MetricAlarm; // it is there
    const { Threshold, ComparisonOperator, TreatMissingData, AlarmActions, OKActions } = more;
    const metric = { AlarmName, Namespace, MetricName, Dimensions, Statistic, Period, EvaluationPeriods };
    return keep(what, Promise.resolve({ ...metric, Threshold, ComparisonOperator, TreatMissingData, AlarmActions, OKActions }));
  };
  const putAlarm = (what: string) => alarms.send(new PutMetricAlarmCommand(back(what)));
  const setSchedule = async (State: "ENABLED" | "DISABLED", ScheduleExpression: string) => {
    const { Target } = await schedules.send(new GetScheduleCommand({ Name: road.schedule.name }));
    const FlexibleTimeWindow = { Mode: "OFF" as const };
    await schedules.send(new UpdateScheduleCommand({ Name: road.schedule.name, State, ScheduleExpression, Target, FlexibleTimeWindow }));
  };
  const backups = (PointInTimeRecoveryEnabled: boolean) =>
    clientOf(DynamoDBClient).send(
      new UpdateContinuousBackupsCommand({ TableName: road.table.name, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled } }),
    );

  return [
    {
      part: `rule ${road.findingsRule(region(other)).name}`,
      at: other,
      tamper: () => ebThere.send(new DisableRuleCommand({ Name: road.findingsRule(region(other)).name })),
      says: "changed: its state is DISABLED, planned ENABLED",
      advises: deploy,
      mend: () => ebThere.send(new EnableRuleCommand({ Name: road.findingsRule(region(other)).name })),
    },
    {
      part: `rule ${road.findingsRule(region(home)).name}`,
      tamper: async () => {
        const Rule = road.findingsRule(region(home)).name;
        await keep("targets", eb.send(new ListTargetsByRuleCommand({ Rule })));
        await eb.send(new RemoveTargetsCommand({ Rule, Ids: ["bus"] }));
      },
      says: /^changed: its targets is \[\], planned /,
      advises: deploy,
      mend: () => eb.send(new PutTargetsCommand({ Rule: road.findingsRule(region(home)).name, ...back<{ Targets: [] }>("targets") })),
    },
    ...[
      { Rule: road.intakeRule.name, EventBusName: road.bus.name },
      { Rule: road.watchIntakeRule.name, EventBusName: road.watchBus.name },
    ].map((rule): Case => ({
      part: `rule ${rule.Rule}`,
      tamper: () => eb.send(new PutTargetsCommand({ ...rule, Targets: [stray] })),
      says: /^changed: its targets is .*dead-letters.*, planned /,
      advises: / remove-targets /,
      mend: byCommand({ ID: "stray" }),
    })),
    {
      part: `rule ${road.watchRule(region(home)).name}`,
      tamper: async () => {
        const Rule = road.watchRule(region(home)).name;
        await keep("watch", eb.send(new DescribeRuleCommand({ Name: Rule })));
        await keep("watch targets", eb.send(new ListTargetsByRuleCommand({ Rule })));
        await eb.send(new RemoveTargetsCommand({ Rule, Ids: ["bus"] }));
        await eb.send(new DeleteRuleCommand({ Name: Rule }));
      },
      says: "missing",
      advises: deploy,
      mend: async () => {
        const { Name, EventPattern } = back<{ Name: string; EventPattern: string }>("watch");
        await eb.send(new PutRuleCommand({ Name, EventPattern }));
        await eb.send(new PutTargetsCommand({ Rule: Name, ...back<{ Targets: [] }>("watch targets") }));
      },
    },
    {
      part: `bus ${road.bus.name}`,
      tamper: async () => {
        await keep("bus", eb.send(new DescribeEventBusCommand({ Name: road.bus.name })));
        const Policy = allowing("*", "events:PutEvents", road.bus.arn);
        await eb.send(new PutPermissionCommand({ EventBusName: road.bus.name, Policy }));
      },
      says: /^changed: its policy lacks .*: its policy has, not planned, /,
      advises: deploy,
      mend: () => eb.send(new PutPermissionCommand({ EventBusName: road.bus.name, Policy: back<{ Policy: string }>("bus").Policy })),
    },
    {
      part: `queue ${road.intake.name}`,
      tamper: async () => {
        await attributesOf("intake", road.intake.url);
        const Attributes = { Policy: allowing("*", "sqs:SendMessage", road.intake.arn) };
        await queues.send(new SetQueueAttributesCommand({ QueueUrl: road.intake.url, Attributes }));
      },
      says: /^changed: its policy lacks .*: its policy has, not planned, /,
      advises: deploy,
      mend: () => {
        const Policy = back<{ Attributes: { Policy: string } }>("intake").Attributes.Policy;
        return queues.send(new SetQueueAttributesCommand({ QueueUrl: road.intake.url, Attributes: { Policy } }));
      },
    },
    {
      part: `queue ${road.sweep.name}`,
      tamper: async () => {
        await attributesOf("sweep", road.sweep.url);
        const Attributes = { SqsManagedSseEnabled: "false", RedrivePolicy: "", MessageRetentionPeriod: "60" };
        await queues.send(new SetQueueAttributesCommand({ QueueUrl: road.sweep.url, Attributes }));
      },
      says: `changed: its encryption is none, planned SSE-SQS: its dead-letter queue is none, planned ${road.sweepDeadLetters.arn}: its tries is no end, planned 5: its time that it keeps messages is 60 s, planned 345600 s`,
      advises: deploy,
      mend: () => {
        const { RedrivePolicy, MessageRetentionPeriod } = back<{ Attributes: Record<string, string> }>("sweep").Attributes;
        const Attributes = { SqsManagedSseEnabled: "true", RedrivePolicy, MessageRetentionPeriod };
        return queues.send(new SetQueueAttributesCommand({ QueueUrl: road.sweep.url, Attributes }));
      },
    },
    {
      part: `dead letters ${road.deadLetters(region(other)).name}`,
      at: other,
      tamper: () => {
        const by = { service: "events.amazonaws.com", sourceArn: road.findingsRule(region(other)).arn, sourceAccount: security };
        return Promise.resolve(deliverToQueue(sandbox.world, { queueArn: road.deadLetters(region(other)).arn, body: "{}", by }));
      },
      says: "deadLetters: 1 message lies there",
      advises: /^"access-analyzer-org redrive" /, // test/scripts/redrive.spec.ts
      mend: () => queuesThere.send(new PurgeQueueCommand({ QueueUrl: road.deadLetters(region(other)).url })),
    },
    {
      part: `topic ${road.notifications.name}`,
      tamper: async () => {
        await keep("topic", topics.send(new GetTopicAttributesCommand({ TopicArn: notifications })));
        const policy = { AttributeName: "Policy", AttributeValue: allowing("*", "sns:Publish", notifications) };
        await topics.send(new SetTopicAttributesCommand({ TopicArn: notifications, ...policy }));
      },
      says: /^changed: its policy lacks .*: its policy has, not planned, /,
      advises: deploy,
      mend: () => {
        const AttributeValue = back<{ Attributes: { Policy: string } }>("topic").Attributes.Policy;
        return topics.send(new SetTopicAttributesCommand({ TopicArn: notifications, AttributeName: "Policy", AttributeValue }));
      },
    },
    {
      part: `topic ${road.alarms.name}`,
      tamper: () =>
        topics.send(new SetTopicAttributesCommand({ TopicArn: alarmsTopic, AttributeName: "KmsMasterKeyId", AttributeValue: "" })),
      says: "changed: its key is none, planned alias/access-analyzer-org-alarms",
      advises: deploy,
      mend: () => {
        const key = { AttributeName: "KmsMasterKeyId", AttributeValue: "alias/access-analyzer-org-alarms" };
        return topics.send(new SetTopicAttributesCommand({ TopicArn: alarmsTopic, ...key }));
      },
    },
    {
      part: "key alias/access-analyzer-org-findings",
      tamper: async () => keys.send(new DisableKeyCommand({ KeyId: await keyOf("alias/access-analyzer-org-findings") })),
      says: "changed: its state is Disabled, planned Enabled",
      advises: /^No role of ours may change a key\./,
      mend: byCommandOnKey("alias/access-analyzer-org-findings"),
    },
    {
      part: "key alias/access-analyzer-org-alarms",
      tamper: async () => {
        const KeyId = await keyOf("alias/access-analyzer-org-alarms");
        await keep("key policy", keys.send(new GetKeyPolicyCommand({ KeyId })));
        await keys.send(new PutKeyPolicyCommand({ KeyId, Policy: everybody }));
        await keys.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
      },
      says: /^changed: its state is PendingDeletion, planned Enabled: its policy lacks .*: its policy has, not planned, /,
      advises: / cancel-key-deletion [^]* enable-key [^]* put-key-policy /,
      mend: (advice) => {
        const filled = {
          KEY: keyIds.get("alias/access-analyzer-org-alarms") ?? "",
          "file://policy.json": back<{ Policy: string }>("key policy").Policy,
        };
        return runAdvised(advice, clientOf, filled);
      },
    },
    {
      part: `function ${road.functions.notifier.name}`,
      tamper: () =>
        functions.send(new PutFunctionConcurrencyCommand({ FunctionName: road.functions.notifier.name, ReservedConcurrentExecutions: 0 })),
      says: "changed: its concurrency is none, planned some",
      advises: /^"aws lambda delete-function-concurrency /,
      mend: byCommand(),
    },
    {
      part: `function ${road.functions.sweepWorker.name}`,
      tamper: () =>
        functions.send(
          new UpdateFunctionConfigurationCommand({
            ...{ FunctionName: road.functions.sweepWorker.name, Timeout: 3 },
            Environment: { Variables: { AWS_ENDPOINT_URL: "https://elsewhere.example.net" } },
          }),
        ),
      says: /^changed: its timeout is 3 s, planned 60 s: its environment is \{"AWS_ENDPOINT_URL":"https:\/\/elsewhere\.example\.net"\}, planned \{\}$/,
      advises: deploy,
      mend: () =>
        functions.send(
          new UpdateFunctionConfigurationCommand({
            ...{ FunctionName: road.functions.sweepWorker.name, Timeout: 60 },
            Environment: { Variables: {} },
          }),
        ),
    },
    {
      part: `function ${road.functions.watcher.name}`,
      tamper: async () =>
        functions.send(
          new UpdateEventSourceMappingCommand({
            UUID: await mappingOf(road.functions.watcher.name),
            Enabled: false,
            FunctionResponseTypes: [],
          }),
        ),
      says: /^changed: its takes from is .*"state":"Disabled","gives back":\[\]/,
      advises: deploy,
      mend: async () =>
        functions.send(
          new UpdateEventSourceMappingCommand({
            ...{ UUID: await mappingOf(road.functions.watcher.name), Enabled: true },
            FunctionResponseTypes: ["ReportBatchItemFailures"],
          }),
        ),
    },
    {
      part: `function ${road.functions.sweepPlanner.name}`,
      tamper: async () => {
        const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
        const Statement = [{ Effect: "Allow", Action: actions, Resource: "*" }];
        const policy = { RoleName: road.functions.sweepPlanner.name, PolicyName: "more" };
        const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
        await clientOf(IAMClient).send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
        const FunctionName = road.functions.sweepPlanner.name;
        const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: "stray", Attributes: { VisibilityTimeout: "60" } }));
        assert.ok(QueueUrl);
        const EventSourceArn = `arn:aws:sqs:${home}:${security}:stray`;
        await functions.send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn }));
        await clientOf(IAMClient).send(new DeleteRolePolicyCommand(policy));
      },
      says: /^changed: its takes from is .*:stray.*, planned \[\]$/,
      advises: /delete-event-source-mapping/,
      mend: async (advice) => runAdvised(advice, clientOf, { UUID: (await mappingOf(road.functions.sweepPlanner.name)) ?? "" }),
    },
    {
      part: `schedule ${road.schedule.name}`,
      tamper: () => setSchedule("DISABLED", "rate(7 days)"),
      says: "changed: its state is DISABLED, planned ENABLED: its expression is rate(7 days), planned rate(1 hour)",
      advises: deploy,
      mend: () => setSchedule("ENABLED", "rate(1 hour)"),
    },
    {
      part: "alarm access-analyzer-org-dead-letters",
      tamper: () => alarms.send(new DisableAlarmActionsCommand({ AlarmNames: ["access-analyzer-org-dead-letters"] })),
      says: "changed: its actions is not enabled, planned enabled",
      advises: deploy,
      mend: () => alarms.send(new EnableAlarmActionsCommand({ AlarmNames: ["access-analyzer-org-dead-letters"] })),
    },
    {
      part: "alarm access-analyzer-org-untold",
      tamper: async () => alarms.send(new PutMetricAlarmCommand({ ...(await alarmNamed("untold")), Threshold: 1e9 } as never)),
      says: /^changed: its condition is Maximum GreaterThanThreshold 1000000000, .*, planned Maximum GreaterThanThreshold 3600, /,
      advises: deploy,
      mend: () => putAlarm("untold"),
    },
    {
      part: "alarm access-analyzer-org-archived",
      tamper: async () => {
        await alarmNamed("archived");
        await alarms.send(new DeleteAlarmsCommand({ AlarmNames: ["access-analyzer-org-archived"] }));
      },
      says: "missing",
      advises: deploy,
      mend: () => putAlarm("archived"),
    },
    {
      part: `table ${road.table.name}`,
      tamper: () => backups(false),
      says: "changed: its point-in-time recovery is DISABLED, planned ENABLED",
      advises: deploy,
      mend: () => backups(true),
    },
    {
      part: `subscription ${road.notifications.name}: sqs arn:aws:sqs:${home}:${security}:soc`,
      tamper: () => end(notifications, `arn:aws:sqs:${home}:${security}:soc`),
      says: "missing: destination soc gets nothing",
      advises: deploy,
      mend: () => subscribe(notifications, "sqs", `arn:aws:sqs:${home}:${security}:soc`, "soc"),
    },
    {
      part: `subscription ${road.alarms.name}: email ${mailbox}`,
      tamper: async () => {
        await end(alarmsTopic, mailbox);
        await subscribe(alarmsTopic, "email", mailbox);
        await topics.send(new ConfirmSubscriptionCommand({ TopicArn: alarmsTopic, Token: token() }));
      },
      says: "changed: it was confirmed without credentials: whoever has a mail can end it",
      advises: /unsubscribe .*deploy --only security" subscribes the address again\. .* confirm-subscription /,
      mend: async (advice) => {
        const [ends = "", confirms = ""] = advice.split(" subscribes the address again. ");
        await runAdvised(ends, clientOf);
        await subscribe(alarmsTopic, "email", mailbox);
        await runAdvised(confirms, clientOf, { TOKEN: token() });
      },
    },
    {
      part: `subscription ${road.notifications.name}: email stranger@example.net`,
      tamper: async () => {
        await subscribe(notifications, "email", "stranger@example.net");
        await topics.send(new ConfirmSubscriptionCommand({ TopicArn: notifications, Token: token() }));
      },
      says: "notPlanned: it gets messages, and nobody configured it",
      advises: / unsubscribe /,
      mend: byCommand(),
    },
    {
      part: `subscription ${road.notifications.name}: email ${mailbox}`,
      tamper: async () => {
        await end(notifications, mailbox);
        await subscribe(notifications, "email", mailbox, "us");
        kept.set("token", token());
      },
      says: "notConfirmed: destination us gets nothing until somebody confirms it",
      advises: /^With the token from the mail: aws sns confirm-subscription /,
      mend: (advice) => runAdvised(advice, clientOf, { TOKEN: back("token") }),
    },
  ];
}
