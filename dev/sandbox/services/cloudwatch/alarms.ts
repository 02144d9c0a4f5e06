import type { HistoryItemType, PutMetricAlarmInput, StateValue } from "@aws-sdk/client-cloudwatch";
import { AwsError, type Given } from "../../service";
import type { World } from "../../world/world";
import { Storing, type Reference, type Stored } from "../storing/stored";

/** What an alarm looks at, and what it does, as it was put. */
export type AlarmSettings = Omit<Given<PutMetricAlarmInput>, "AlarmName" | "Tags" | "TreatMissingData"> &
  Required<Pick<Given<PutMetricAlarmInput>, (typeof needed)[number]>> & {
    ActionsEnabled: boolean;
    Dimensions: { Name: string; Value: string }[];
    AlarmActions: string[];
    OKActions: string[];
    InsufficientDataActions: string[];
    TreatMissingData?: "breaching" | "notBreaching" | "ignore" | "missing";
  };

/** What an alarm on one metric cannot be without. */
export const needed = ["MetricName", "Namespace", "Statistic", "Period", "EvaluationPeriods", "Threshold", "ComparisonOperator"] as const;

export interface Alarm {
  settings: AlarmSettings;
  state: { value: StateValue; before?: StateValue; reason: string; data?: string; since: Date };
  /** The newest first. */
  history: { time: Date; type: HistoryItemType; summary: string; data?: string }[];
}

export const alarms = new Storing<Alarm, { AlarmName: string } | { ResourceARN: string }>({
  title: "cloudwatch alarm",
  arn: (name, { partition, account, region }) => `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`,
  named: (input) => ("AlarmName" in input ? input.AlarmName : ofArn(input.ResourceARN)),
  missing: (name) => new AwsError("ResourceNotFoundException", `Alarm ${name} does not exist`),
  invalidTags: "InvalidParameterValue",
});

/** Changes an alarm's state, and writes it down. @returns whether it was another one before */
export function changeState(
  world: World,
  { name, settings: alarm }: Stored<Alarm>,
  value: StateValue,
  reason: string,
  data?: string,
): boolean {
  const before = alarm.state.value;
  if (value === before) {
    Object.assign(alarm.state, { reason, data });
    return false;
  }
  const time = world.clock.now();
  alarm.state = { value, before, reason, data, since: time };
  remember(alarm, { time, type: "StateUpdate", summary: `Alarm ${name} updated from ${before} to ${value}`, data: reason });
  return true;
}

export function remember({ history }: Alarm, item: Alarm["history"][number]): void {
  history.unshift(item);
  history.splice(1000);
}

function ofArn(arn: string): Reference {
  const [, , service, region, account, kind, ...name] = arn.split(":");
  if (service !== "cloudwatch" || kind !== "alarm")
    throw new AwsError("NotImplemented", `The sandbox organization has alarms only: ${arn}`);
  return { name: name.join(":"), account, region };
}
