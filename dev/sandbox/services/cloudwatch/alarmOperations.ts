import type * as sdk from "@aws-sdk/client-cloudwatch";
import { page } from "../../paging";
import { AwsError, type Call, type Given, type Operations } from "../../service";
import { only } from "../storing/only";
import type { Stored } from "../storing/stored";
import { act } from "./actions";
import { alarms, changeState, remember, type Alarm, type AlarmSettings } from "./alarms";
import { isComparison, keepEvaluating } from "./evaluation";

type PutMetricAlarm = Given<sdk.PutMetricAlarmInput>;

const create = alarms.creates({
  tags: ({ Tags }: PutMetricAlarm) => tagMap(Tags),
  settings(input, call): Alarm {
    const state = { value: "INSUFFICIENT_DATA" as const, reason: "Unchecked: Initial alarm creation", since: call.world.clock.now() };
    return { ...settingsOf(input, call), state, history: [] };
  },
  // Its state stays, and its tags.
  taken(alarm, input, call) {
    Object.assign(alarm, { settings: { ...settingsOf(input, call), state: alarm.settings.state, history: alarm.settings.history } });
    alarm.changedAt = call.world.clock.now();
  },
  answer: () => undefined,
});

export const alarmOperations: Operations<typeof sdk> = {
  PutMetricAlarm: {
    authorize: (input, call) => create.authorize(input, call),
    handle(input, call) {
      const isUpdate = alarms.named(input, call) !== undefined;
      create.handle(input, call);
      const alarm = alarms.named(input, call);
      const summary = `Alarm "${input.AlarmName}" ${isUpdate ? "updated" : "created"}`;
      if (alarm) remember(alarm.settings, { time: call.world.clock.now(), type: "ConfigurationUpdate", summary });
      keepEvaluating(call.world);
    },
  },
  DescribeAlarms: {
    authorize: ({ AlarmNames = [] }, call) => (AlarmNames.length === 0 ? ["*"] : AlarmNames).map((name) => onAlarm(name, call)),
    handle(
      { AlarmNames, AlarmNamePrefix = "", AlarmTypes = ["MetricAlarm"], StateValue, ActionPrefix, MaxRecords, NextToken, ...others },
      call,
    ) {
      only(others, []);
      const found = alarms.all(call).filter(
        ({ name, settings: { state, actions } }) =>
          AlarmTypes.includes("MetricAlarm") &&
          (AlarmNames?.includes(name) ?? true) &&
          name.startsWith(AlarmNamePrefix) &&
          (StateValue ?? state.value) === state.value &&
          (ActionPrefix === undefined ||
            Object.values(actions)
              .flat()
              .some((arn) => arn.startsWith(ActionPrefix))),
      );
      const badToken = () => new AwsError("InvalidNextToken", "The next token specified is invalid.");
      const { items, nextToken } = page(call, { NextToken, MaxResults: MaxRecords }, found, { badToken });
      return { MetricAlarms: items.map(printed), CompositeAlarms: [], NextToken: nextToken };
    },
  },
  DescribeAlarmHistory: {
    authorize: ({ AlarmName = "*" }, call) => onAlarm(AlarmName, call),
    handle({ AlarmName, HistoryItemType, StartDate, EndDate, MaxRecords, NextToken, ScanBy, ...others }, call) {
      only(others, []);
      const found = alarms
        .all(call)
        .filter(({ name }) => (AlarmName ?? name) === name)
        .flatMap(({ name, settings }) => settings.history.map((item) => ({ name, ...item })))
        .filter(({ type, time }) => (HistoryItemType ?? type) === type && time >= (StartDate ?? time) && time <= (EndDate ?? time));
      if (ScanBy === "TimestampAscending") found.reverse();
      const badToken = () => new AwsError("InvalidNextToken", "The next token specified is invalid.");
      const { items, nextToken } = page(call, { NextToken, MaxResults: MaxRecords }, found, { badToken });
      const AlarmHistoryItems = items.map(({ name, time, type, summary, data }) => ({
        ...{ AlarmName: name, AlarmType: "MetricAlarm" as const, Timestamp: time, HistoryItemType: type },
        ...{ HistorySummary: summary, HistoryData: data },
      }));
      return { AlarmHistoryItems, NextToken: nextToken };
    },
  },
  DeleteAlarms: {
    authorize: ({ AlarmNames }, call) => AlarmNames.map((name) => onAlarm(name, call)),
    handle({ AlarmNames }, call) {
      const found = AlarmNames.map((AlarmName) => alarms.named({ AlarmName }, call));
      if (found.includes(undefined)) throw new AwsError("ResourceNotFound", "One of the alarms does not exist.");
      for (const alarm of found) if (alarm) alarms.remove(alarm, call);
    },
  },
  EnableAlarmActions: switching(true),
  DisableAlarmActions: switching(false),
  SetAlarmState: {
    authorize: ({ AlarmName }, call) => onAlarm(AlarmName, call),
    handle({ AlarmName, StateValue, StateReason, StateReasonData }, { world, ...call }) {
      const alarm = alarms.named({ AlarmName }, { world, ...call });
      if (!alarm) throw new AwsError("ResourceNotFound", `Alarm ${AlarmName} does not exist`);
      if (changeState(world, alarm, StateValue, StateReason, StateReasonData)) act(world, alarm);
    },
  },
  TagResource: alarms.tags(({ Tags }) => tagMap(Tags)),
  UntagResource: alarms.untags(({ TagKeys }) => TagKeys),
  ListTagsForResource: alarms.on(({ tags }) => ({ Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) })),
};

function switching(isEnabled: boolean) {
  return {
    authorize: ({ AlarmNames }: { AlarmNames: string[] }, call: Call) => AlarmNames.map((name) => onAlarm(name, call)),
    handle({ AlarmNames }: { AlarmNames: string[] }, call: Call): void {
      for (const AlarmName of AlarmNames) Object.assign(alarms.named({ AlarmName }, call)?.settings ?? {}, { isEnabled });
    },
  };
}

function onAlarm(name: string, call: Call) {
  return { resource: alarms.kind.arn(name, { partition: call.world.partition, account: call.caller.account, region: call.region }) };
}

/** @throws AwsError for what no alarm can be, and what the sandbox does not evaluate */
function settingsOf(input: PutMetricAlarm, { region }: Call): AlarmSettings {
  const { AlarmName, AlarmDescription: description, ActionsEnabled = true, OKActions = [], AlarmActions = [], ...metric } = input;
  const { InsufficientDataActions = [], MetricName, Namespace, Statistic, Dimensions = [], Period, Unit: unit, ...rest } = metric;
  const { EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData: missing, ...others } = rest;
  only(others, ["Tags"]);
  if (!MetricName || !Namespace || !Statistic || !Period || !EvaluationPeriods || Threshold === undefined || !ComparisonOperator)
    throw invalid(
      `Alarm ${AlarmName} needs MetricName, Namespace, Statistic, Period, EvaluationPeriods, Threshold and ComparisonOperator.`,
    );
  if (![10, 20, 30].includes(Period) && Period % 60 !== 0) throw invalid("Period must be 10, 20, 30 or a multiple of 60");
  if (Period * EvaluationPeriods > (Period < 3600 ? 86_400 : 604_800))
    throw invalid("Metrics cannot be checked across more than a day (seven days for periods of an hour and more).");
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods)
    throw invalid("DatapointsToAlarm must not be greater than EvaluationPeriods");
  if (!isComparison(ComparisonOperator))
    throw new AwsError("NotImplemented", `The sandbox organization does not implement ${ComparisonOperator}.`);
  if (missing !== undefined && !isTreatment(missing))
    throw invalid(`TreatMissingData ${missing} is not one of breaching, notBreaching, ignore, missing`);
  const actions = { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions };
  for (const arn of Object.values(actions).flat()) {
    const [, , service, place = ""] = arn.split(":");
    if (service !== "sns") throw new AwsError("NotImplemented", `The sandbox organization does not implement alarm actions on ${arn}.`);
    if (place !== region) throw invalid(`Invalid region ${place} specified. Only ${region} is supported.`);
  }
  return {
    ...{ description, isEnabled: ActionsEnabled, actions, namespace: Namespace, metricName: MetricName, dimensions: Dimensions },
    ...{ statistic: Statistic, unit, period: Period, evaluationPeriods: EvaluationPeriods, datapointsToAlarm: DatapointsToAlarm },
    ...{ threshold: Threshold, comparison: ComparisonOperator, missing },
  };
}

function isTreatment(name: string): name is NonNullable<AlarmSettings["missing"]> {
  return ["breaching", "notBreaching", "ignore", "missing"].includes(name);
}

function printed({ name, arn, changedAt, settings }: Stored<Alarm>): sdk.MetricAlarm {
  const { actions, state, isEnabled, description, statistic, dimensions, unit, missing } = settings;
  return {
    ...{ AlarmName: name, AlarmArn: arn, AlarmDescription: description, AlarmConfigurationUpdatedTimestamp: changedAt },
    ...{
      ActionsEnabled: isEnabled,
      OKActions: actions.OK,
      AlarmActions: actions.ALARM,
      InsufficientDataActions: actions.INSUFFICIENT_DATA,
    },
    ...{ StateValue: state.value, StateReason: state.reason, StateReasonData: state.data, StateUpdatedTimestamp: state.since },
    ...{ StateTransitionedTimestamp: state.since, MetricName: settings.metricName, Namespace: settings.namespace, Statistic: statistic },
    ...{ Dimensions: dimensions, Period: settings.period, Unit: unit, EvaluationPeriods: settings.evaluationPeriods },
    ...{ DatapointsToAlarm: settings.datapointsToAlarm, Threshold: settings.threshold, ComparisonOperator: settings.comparison },
    TreatMissingData: missing,
  };
}

function tagMap(tags: readonly { Key: string; Value: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
