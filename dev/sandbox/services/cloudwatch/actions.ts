import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { deliverToTopic } from "../sns/deliver";
import type { Stored } from "../storing/stored";
import { remember, type Alarm } from "./alarms";

/** Does what the alarm says for its new state. What fails is in the alarm's history, as AWS has it. */
export function act(world: World, alarm: Stored<Alarm>): void {
  const { settings: own, arn, account, name, region } = alarm;
  const { ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions } = own.settings;
  if (!ActionsEnabled) return;
  const by = { service: "cloudwatch.amazonaws.com", sourceArn: arn, sourceAccount: account };
  const { value } = own.state;
  const subject = `${value}: "${name}" in ${region}`.slice(0, 99);
  for (const topicArn of { ALARM: AlarmActions, OK: OKActions, INSUFFICIENT_DATA: InsufficientDataActions }[value]) {
    const time = world.clock.now();
    try {
      deliverToTopic(world, { topicArn, message: messageOf(alarm), subject, by });
      remember(own, { time, type: "Action", summary: `Successfully executed action ${topicArn}` });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      remember(own, { time, type: "Action", summary: `Failed to execute action ${topicArn}. Received error: "${error.message}"` });
    }
  }
}

/** The JSON that CloudWatch publishes. Its Region is the code, where AWS has a name such as `EU (Frankfurt)`. */
function messageOf({ name, arn, account, region, changedAt, settings: { settings, state } }: Stored<Alarm>): string {
  const { AlarmDescription = null, OKActions, AlarmActions, InsufficientDataActions, Unit = null, TreatMissingData = "missing" } = settings;
  return JSON.stringify({
    ...{ AlarmName: name, AlarmDescription, AWSAccountId: account, AlarmConfigurationUpdatedTimestamp: awsTime(changedAt) },
    ...{ NewStateValue: state.value, NewStateReason: state.reason, StateChangeTime: awsTime(state.since), Region: region },
    ...{ AlarmArn: arn, OldStateValue: state.before, OKActions, AlarmActions, InsufficientDataActions },
    Trigger: {
      ...{ MetricName: settings.MetricName, Namespace: settings.Namespace, StatisticType: "Statistic" },
      ...{ Statistic: settings.Statistic.toUpperCase(), Unit, Period: settings.Period, EvaluationPeriods: settings.EvaluationPeriods },
      Dimensions: settings.Dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
      ...{ DatapointsToAlarm: settings.DatapointsToAlarm, ComparisonOperator: settings.ComparisonOperator },
      ...{ Threshold: settings.Threshold, TreatMissingData, EvaluateLowSampleCountPercentile: "" },
    },
  });
}

/** `2026-01-01T00:00:00.000+0000` */
function awsTime(date: Date): string {
  return date.toISOString().replace("Z", "+0000");
}
