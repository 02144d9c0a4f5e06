import assert from "node:assert/strict";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  GetMetricDataCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type MetricDatum,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { judged } from "../../../dev/sandbox/services/cloudwatch/evaluation";
import type { AlarmSettings } from "../../../dev/sandbox/services/cloudwatch/alarms";
import { recordMetrics } from "../../../dev/sandbox/services/cloudwatch/record";
import { deleteMessage, receiveMessages } from "../../../dev/sandbox/services/sqs/consume";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { sessionIn, type Keys } from "../../support/sandboxClients";

const member = "444444444444";
const region = "eu-central-1";
const named = (name: string) => ({ name });
const allow = (service: string, action: string, resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: action, Resource: resource }],
  });

describe("CloudWatch", function () {
  this.timeout(20_000);
  let clock: HeldClock;
  let sandbox: Sandbox;
  let keys: Keys;
  before(async () => {
    clock = new HeldClock(new Date("2026-11-27T12:00:00Z"));
    sandbox = await startSandbox({ clock });
    keys = await sessionIn(sandbox, member);
  });
  after(() => sandbox?.close());

  const options = () => ({ endpoint: sandbox.url, region, credentials: keys, maxAttempts: 1 });
  const cloudWatch = () => new CloudWatchClient(options());
  const put = (Namespace: string, ...MetricData: MetricDatum[]) => cloudWatch().send(new PutMetricDataCommand({ Namespace, MetricData }));
  const minutes = (number: number) => clock.advance(number * 60_000);
  let number = 0;

  const get = async (Namespace: string, MetricName: string, Stat: string, Dimensions: Record<string, string> = {}) => {
    const Metric = { Namespace, MetricName, Dimensions: Object.entries(Dimensions).map(([Name, Value]) => ({ Name, Value })) };
    const { MetricDataResults } = await cloudWatch().send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: "q", MetricStat: { Metric, Period: 60, Stat } }],
        StartTime: new Date(clock.now().getTime() - 10 * 60_000),
        EndTime: new Date(clock.now().getTime() + 60_000),
      }),
    );
    return MetricDataResults?.[0]?.Values;
  };

  describe("metrics", () => {
    it("are put, and read by period and statistic", async () => {
      await put("Road", { MetricName: "Told", Value: 1 }, { MetricName: "Told", Values: [2, 4], Counts: [1, 2] });
      minutes(2);
      await put("Road", { MetricName: "Told", StatisticValues: { SampleCount: 2, Sum: 10, Minimum: 1, Maximum: 9 } });
      recordMetrics(sandbox.world, { account: member, region }, [{ namespace: "Road", name: "Told", dimensions: {}, value: 5 }]);
      await put("Road", { MetricName: "Told", Value: 100, Dimensions: [{ Name: "Region", Value: region }] });
      assert.deepEqual(await get("Road", "Told", "Sum"), [15, 11]);
      assert.deepEqual(await get("Road", "Told", "SampleCount"), [3, 4]);
      assert.deepEqual(await get("Road", "Told", "Maximum"), [9, 4]);
      assert.deepEqual(await get("Road", "Told", "Minimum"), [1, 1]);
      assert.deepEqual(await get("Road", "Told", "Average"), [5, 2.75]);
      assert.deepEqual(await get("Road", "Told", "Sum", { Region: region }), [100]);
      assert.deepEqual(await get("Road", "Untold", "Sum"), []);
      await assert.rejects(get("Road", "Told", "p99"), named("NotImplemented"));
    });

    it("come compressed when there are many, and are refused when they are wrong", async () => {
      await put("Many", ...Array.from({ length: 500 }, (_, Value) => ({ MetricName: "Long".repeat(10), Value })));
      assert.deepEqual(await get("Many", "Long".repeat(10), "SampleCount"), [500]);
      await assert.rejects(put("AWS/SQS", { MetricName: "x", Value: 1 }), named("InvalidParameterValueException"));
      await assert.rejects(put("Road", { MetricName: "x" }), named("InvalidParameterCombinationException"));
      const Timestamp = new Date(clock.now().getTime() - 15 * 86_400_000);
      await assert.rejects(put("Road", { MetricName: "x", Value: 1, Timestamp }), named("InvalidParameterValueException"));
    });

    it("of queues are read off the queue", async () => {
      const sqs = new SQSClient(options());
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "measured" }));
      const of = (metric: string) => get("AWS/SQS", metric, "Maximum", { QueueName: "measured" });
      assert.deepEqual(await of("ApproximateAgeOfOldestMessage"), [0]);
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
      minutes(1);
      assert.deepEqual(await of("ApproximateNumberOfMessagesVisible"), [1]);
      assert.deepEqual(await of("ApproximateAgeOfOldestMessage"), [60, 0]);
      assert.deepEqual(await get("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", { QueueName: "none" }), []);
    });
  });

  describe("alarms", () => {
    const alarm = async (more: Partial<PutMetricAlarmCommandInput> = {}) => {
      const AlarmName = `alarm-${++number}`;
      const settings: PutMetricAlarmCommandInput = {
        ...{ AlarmName, Namespace: "Alarms", MetricName: AlarmName, Statistic: "Sum", Period: 60, EvaluationPeriods: 1 },
        ...{ Threshold: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold", ...more },
      };
      await cloudWatch().send(new PutMetricAlarmCommand(settings));
      return { AlarmName, settings, record: (Value: number) => put("Alarms", { MetricName: AlarmName, Value }) };
    };
    const described = async (name: string) =>
      (await cloudWatch().send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0];
    const stateOf = async (name: string) => (await described(name))?.StateValue;
    const historyOf = async (AlarmName: string, HistoryItemType?: "Action" | "StateUpdate") =>
      (await cloudWatch().send(new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType }))).AlarmHistoryItems ?? [];
    const noMessage: { Subject?: string; message: Record<string, unknown> } = { message: {} };
    /** A topic that lets CloudWatch in, with a queue on it. */
    const topic = async (service = "cloudwatch.amazonaws.com") => {
      const name = `alarms-${++number}`;
      const sns = new SNSClient(options());
      const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: name }));
      const AttributeValue = allow(service, "sns:Publish", TopicArn);
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
      const queueArn = `arn:aws:sqs:${region}:${member}:${name}`;
      const Policy = allow("sns.amazonaws.com", "sqs:SendMessage", queueArn);
      await new SQSClient(options()).send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }));
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queueArn }));
      const messages = () =>
        receiveMessages(sandbox.world, queueArn, { max: 10 }).map(({ body, receiptHandle }) => {
          deleteMessage(sandbox.world, queueArn, receiptHandle);
          const { Subject, Message }: Record<string, string> = JSON.parse(body);
          const message: Record<string, unknown> = JSON.parse(Message ?? "");
          return { Subject, message };
        });
      return { TopicArn, messages };
    };

    it("tell a topic when a threshold is crossed, and when it is over", async () => {
      const { TopicArn, messages } = await topic();
      const { AlarmName, record } = await alarm({ AlarmActions: [TopicArn], OKActions: [TopicArn], TreatMissingData: "notBreaching" });
      assert.equal(await stateOf(AlarmName), "INSUFFICIENT_DATA");
      await record(3);
      minutes(0.5);
      assert.equal(await stateOf(AlarmName), "ALARM");
      const [{ Subject, message } = noMessage] = messages();
      assert.equal(Subject, `ALARM: "${AlarmName}" in ${region}`);
      assert.deepEqual(
        ["AlarmName", "AWSAccountId", "NewStateValue", "OldStateValue", "AlarmActions"].map((name) => message[name]),
        [AlarmName, member, "ALARM", "INSUFFICIENT_DATA", [TopicArn]],
      );
      minutes(1);
      assert.equal(await stateOf(AlarmName), "OK");
      assert.deepEqual(
        messages().map(({ message: { NewStateValue } }) => NewStateValue),
        ["OK"],
      );
      assert.deepEqual(
        (await historyOf(AlarmName, "StateUpdate")).map(({ HistorySummary }) => HistorySummary),
        [`Alarm ${AlarmName} updated from ALARM to OK`, `Alarm ${AlarmName} updated from INSUFFICIENT_DATA to ALARM`],
      );
    });

    it("tell a missing heartbeat", async () => {
      const { TopicArn, messages } = await topic();
      const heartbeat = {
        ComparisonOperator: "LessThanThreshold",
        Threshold: 1,
        TreatMissingData: "breaching",
        EvaluationPeriods: 2,
      } as const;
      const { AlarmName, record } = await alarm({ ...heartbeat, AlarmActions: [TopicArn] });
      for (let beats = 0; beats < 3; beats++) {
        await record(1);
        minutes(0.5);
        assert.equal(await stateOf(AlarmName), "OK");
        minutes(0.5);
      }
      assert.equal(await stateOf(AlarmName), "OK");
      minutes(1);
      assert.equal(await stateOf(AlarmName), "ALARM");
      assert.equal(messages().length, 1);
    });

    it("watch a queue", async () => {
      const sqs = new SQSClient(options());
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "dead-letters" }));
      const { AlarmName } = await alarm({
        ...{ Namespace: "AWS/SQS", MetricName: "ApproximateNumberOfMessagesVisible", Statistic: "Maximum" },
        Dimensions: [{ Name: "QueueName", Value: "dead-letters" }],
      });
      minutes(1);
      assert.equal(await stateOf(AlarmName), "OK");
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "dead" }));
      minutes(1);
      assert.equal(await stateOf(AlarmName), "ALARM");
    });

    it("write down an action that the topic refuses", async () => {
      const { TopicArn, messages } = await topic("events.amazonaws.com");
      const { AlarmName, record } = await alarm({ AlarmActions: [TopicArn] });
      await record(1);
      minutes(0.5);
      assert.equal(await stateOf(AlarmName), "ALARM");
      assert.deepEqual(messages(), []);
      assert.match((await historyOf(AlarmName, "Action"))[0]?.HistorySummary ?? "", /^Failed to execute action .*not authorized/);
    });

    it("do nothing while their actions are switched off; a set state lasts until the next look", async () => {
      const { TopicArn, messages } = await topic();
      const { AlarmName } = await alarm({ AlarmActions: [TopicArn], ActionsEnabled: false, TreatMissingData: "notBreaching" });
      const set = (StateValue: "ALARM" | "OK") =>
        cloudWatch().send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "by hand" }));
      await set("ALARM");
      await cloudWatch().send(new EnableAlarmActionsCommand({ AlarmNames: [AlarmName] }));
      await set("OK");
      await set("ALARM");
      await cloudWatch().send(new DisableAlarmActionsCommand({ AlarmNames: [AlarmName] }));
      await set("OK");
      await set("ALARM");
      assert.equal(messages().length, 1);
      minutes(1);
      assert.equal(await stateOf(AlarmName), "OK");
    });

    it("are described as they were put, changed in place, tagged and deleted", async () => {
      const { TopicArn } = await topic();
      const Dimensions = [{ Name: "Region", Value: region }];
      const { AlarmName, settings } = await alarm({
        AlarmDescription: "why",
        Dimensions,
        AlarmActions: [TopicArn],
        Tags: [{ Key: "a", Value: "b" }],
      });
      const { AlarmArn: ResourceARN = "", ...found } = (await described(AlarmName)) ?? {};
      for (const [name, value] of Object.entries({ ...settings, Tags: undefined })) assert.deepEqual(Reflect.get(found, name), value, name);
      await cloudWatch().send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "by hand" }));
      await cloudWatch().send(new PutMetricAlarmCommand({ ...settings, Threshold: 7, AlarmDescription: undefined }));
      const { Threshold, StateValue, AlarmDescription } = (await described(AlarmName)) ?? {};
      assert.deepEqual([Threshold, StateValue, AlarmDescription], [7, "ALARM", undefined]);

      await cloudWatch().send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "c", Value: "d" }] }));
      await cloudWatch().send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a"] }));
      assert.deepEqual((await cloudWatch().send(new ListTagsForResourceCommand({ ResourceARN }))).Tags, [{ Key: "c", Value: "d" }]);
      await cloudWatch().send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
      assert.equal(await described(AlarmName), undefined);
      await assert.rejects(cloudWatch().send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] })), named("ResourceNotFound"));
    });

    it("are refused where they can never be, or the sandbox cannot evaluate them", async () => {
      const elsewhere = `arn:aws:sns:eu-west-1:${member}:t`;
      for (const wrong of [
        { Period: 61 },
        { DatapointsToAlarm: 2 },
        { Statistic: undefined },
        { TreatMissingData: "x" },
        { AlarmActions: [elsewhere] },
      ])
        await assert.rejects(alarm(wrong), /ValidationE/);
      await assert.rejects(alarm({ ExtendedStatistic: "p99" }), named("NotImplemented"));
      await assert.rejects(alarm({ AlarmActions: [`arn:aws:lambda:${region}:${member}:function:f`] }), named("NotImplemented"));
    });
  });

  describe("what values make of a state", () => {
    const _ = undefined;
    const above: AlarmSettings = {
      ...{ isEnabled: true, actions: { OK: [], ALARM: [], INSUFFICIENT_DATA: [] }, namespace: "", metricName: "", dimensions: [] },
      ...{ statistic: "Sum", period: 60, evaluationPeriods: 3, threshold: 1, comparison: "GreaterThanThreshold" },
    };
    const rows: [string, (number | undefined)[], number | undefined, [unknown, unknown, unknown, unknown]][] = [
      ["all fine", [0, 0, 0], _, ["OK", "OK", "OK", "OK"]],
      ["all breaching", [2, 2, 2], _, ["ALARM", "ALARM", "ALARM", "ALARM"]],
      ["all missing", [_, _, _], _, ["INSUFFICIENT_DATA", _, "ALARM", "OK"]],
      ["one fine, two missing", [_, 0, _], _, ["OK", "OK", "OK", "OK"]],
      ["one breaching, two missing", [_, 2, _], _, ["ALARM", _, "ALARM", "OK"]],
      ["two breaching of three", [2, 0, 2], 2, ["ALARM", "ALARM", "ALARM", "ALARM"]],
      ["one breaching, one missing, two needed", [2, 0, _], 2, ["OK", _, "ALARM", "OK"]],
    ];
    for (const [what, values, datapointsToAlarm, states] of rows)
      it(what, () => {
        const treatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
        assert.deepEqual(
          treatments.map((missing) => judged({ ...above, missing, datapointsToAlarm }, values)),
          states,
        );
      });
  });
});
