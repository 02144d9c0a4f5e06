import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { deliverToTopic } from "../sns/deliver";
import type { Stored } from "../storing/stored";
import { remember, type Alarm } from "./alarms";

/** Does what the alarm says for its new state. What fails is in the alarm's history, as AWS has it. */
export function act(world: World, alarm: Stored<Alarm>): void {
  const { settings, arn, account, name, region } = alarm;
  if (!settings.isEnabled) return;
  const by = { service: "cloudwatch.amazonaws.com", sourceArn: arn, sourceAccount: account };
  const subject = `${settings.state.value}: "${name}" in ${region}`.slice(0, 99);
  for (const topicArn of settings.actions[settings.state.value]) {
    const time = world.clock.now();
    try {
      deliverToTopic(world, { topicArn, message: messageOf(alarm), subject, by });
      remember(settings, { time, type: "Action", summary: `Successfully executed action ${topicArn}` });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      remember(settings, { time, type: "Action", summary: `Failed to execute action ${topicArn}. Received error: "${error.message}"` });
    }
  }
}

/** The JSON that CloudWatch publishes. Its Region is the code, where AWS has a name such as `EU (Frankfurt)`. */
function messageOf({ name, arn, account, region, changedAt, settings }: Stored<Alarm>): string {
  const { state, actions, description = null, metricName, namespace, statistic, unit = null, missing = "missing" } = settings;
  return JSON.stringify({
    ...{ AlarmName: name, AlarmDescription: description, AWSAccountId: account },
    ...{ AlarmConfigurationUpdatedTimestamp: awsTime(changedAt), NewStateValue: state.value, NewStateReason: state.reason },
    ...{ StateChangeTime: awsTime(state.since), Region: region, AlarmArn: arn, OldStateValue: state.before },
    ...{ OKActions: actions.OK, AlarmActions: actions.ALARM, InsufficientDataActions: actions.INSUFFICIENT_DATA },
    Trigger: {
      ...{ MetricName: metricName, Namespace: namespace, StatisticType: "Statistic", Statistic: statistic.toUpperCase(), Unit: unit },
      Dimensions: settings.dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
      ...{ Period: settings.period, EvaluationPeriods: settings.evaluationPeriods, DatapointsToAlarm: settings.datapointsToAlarm },
      ...{ ComparisonOperator: settings.comparison, Threshold: settings.threshold, TreatMissingData: missing },
      EvaluateLowSampleCountPercentile: "",
    },
  });
}

/** `2026-01-01T00:00:00.000+0000` */
function awsTime(date: Date): string {
  return date.toISOString().replace("Z", "+0000");
}
