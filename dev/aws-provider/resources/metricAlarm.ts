import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CloudWatchClient,
  type ComparisonOperator,
  type StandardUnit,
  type Statistic,
} from "@aws-sdk/client-cloudwatch";
import { crud } from "../crud";
import { cloudWatch } from "../services";
import { fromTagList, tagList } from "../tags";
import { flag, numeric, requiredText, text, textMap, texts, type Properties } from "../values";

const settings = [
  ...["actionsEnabled", "alarmActions", "alarmDescription", "comparisonOperator", "datapointsToAlarm", "dimensions", "evaluationPeriods"],
  ...["insufficientDataActions", "metricName", "namespace", "okActions", "period", "statistic", "threshold", "treatMissingData", "unit"],
];

/** aws.cloudwatch.MetricAlarm on one metric. Its id is its name. */
export const metricAlarm = crud({
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  scope: "regional",
  title: "CloudWatch Metric Alarm",
  service: cloudWatch,
  inputs: {
    actionsEnabled: { default: true },
    alarmActions: { kind: "set" },
    alarmDescription: {},
    comparisonOperator: {
      required: true,
      oneOf: ["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"],
    },
    datapointsToAlarm: {},
    dimensions: {},
    evaluationPeriods: { required: true },
    insufficientDataActions: { kind: "set" },
    metricName: {},
    name: { forceNew: true, autoName: { maxLength: 255 } },
    namespace: {},
    okActions: { kind: "set" },
    period: {},
    statistic: { oneOf: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] },
    tags: {},
    threshold: {},
    treatMissingData: { default: "missing", oneOf: ["breaching", "notBreaching", "ignore", "missing"] },
    unit: {},
  },
  outputs: ["arn", "evaluateLowSampleCountPercentiles"],
  id: { of: ["name"] },
  gone: ["ResourceNotFound", "ResourceNotFoundException"],
  create: (client, inputs, { tagsAll }) => put(client, requiredText(inputs, "name"), inputs, tagsAll),
  read: async (client, { id }) => {
    const { MetricAlarms: [found] = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [id], AlarmTypes: ["MetricAlarm"] }));
    if (!found) return undefined;
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: found.AlarmArn }));
    return {
      ...{ name: found.AlarmName, arn: found.AlarmArn, tags: fromTagList(Tags), alarmDescription: text(found.AlarmDescription) },
      ...{ actionsEnabled: found.ActionsEnabled, alarmActions: found.AlarmActions ?? [], okActions: found.OKActions ?? [] },
      ...{ insufficientDataActions: found.InsufficientDataActions ?? [], comparisonOperator: found.ComparisonOperator },
      ...{ datapointsToAlarm: found.DatapointsToAlarm, evaluationPeriods: found.EvaluationPeriods, period: found.Period },
      ...{ metricName: found.MetricName, namespace: found.Namespace, statistic: found.Statistic, threshold: found.Threshold },
      ...{ treatMissingData: found.TreatMissingData ?? "missing", unit: found.Unit },
      dimensions: Object.fromEntries((found.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value])),
      evaluateLowSampleCountPercentiles: found.EvaluateLowSampleCountPercentile ?? "",
    };
  },
  update: [{ of: settings, call: (client, { id }, { new: inputs }, { tagsAll }) => put(client, id, inputs, tagsAll) }],
  tags: {
    set: (client, _key, tags, { arn }) => client.send(new TagResourceCommand({ ResourceARN: text(arn), Tags: tagList(tags) })),
    remove: (client, _key, TagKeys, { arn }) => client.send(new UntagResourceCommand({ ResourceARN: text(arn), TagKeys })),
  },
  delete: (client, { id }) => client.send(new DeleteAlarmsCommand({ AlarmNames: [id] })),
});

/** Tags count only for an alarm that is new. */
function put(client: CloudWatchClient, AlarmName: string, inputs: Properties, tagsAll: Record<string, string>): Promise<unknown> {
  const dimensions = Object.entries(textMap(inputs["dimensions"])).map(([Name, Value]) => ({ Name, Value }));
  return client.send(
    new PutMetricAlarmCommand({
      AlarmName,
      ActionsEnabled: flag(inputs["actionsEnabled"]),
      AlarmActions: texts(inputs["alarmActions"]),
      AlarmDescription: text(inputs["alarmDescription"]),
      ComparisonOperator: requiredText(inputs, "comparisonOperator") as ComparisonOperator, // one of the values that Check allows
      DatapointsToAlarm: numeric(inputs["datapointsToAlarm"]),
      ...(dimensions.length === 0 ? {} : { Dimensions: dimensions }),
      EvaluationPeriods: numeric(inputs["evaluationPeriods"]),
      InsufficientDataActions: texts(inputs["insufficientDataActions"]),
      MetricName: text(inputs["metricName"]),
      Namespace: text(inputs["namespace"]),
      OKActions: texts(inputs["okActions"]),
      Period: numeric(inputs["period"]),
      Statistic: text(inputs["statistic"]) as Statistic | undefined, // one of the values that Check allows
      Tags: tagList(tagsAll),
      Threshold: numeric(inputs["threshold"]) ?? 0,
      TreatMissingData: text(inputs["treatMissingData"]),
      Unit: text(inputs["unit"]) as StandardUnit | undefined, // CloudWatch checks the value
    }),
  );
}
