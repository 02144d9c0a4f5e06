import type { ComparisonOperator, HistoryItemType, StandardUnit, StateValue, Statistic } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { Storing, type Reference, type Stored } from "../storing/stored";

/** What an alarm looks at, and what it does. */
export interface AlarmSettings {
  description?: string;
  isEnabled: boolean;
  actions: Record<StateValue, string[]>;
  namespace: string;
  metricName: string;
  dimensions: { Name: string; Value: string }[];
  statistic: Statistic;
  unit?: StandardUnit;
  /** Seconds. */
  period: number;
  evaluationPeriods: number;
  /** Default: as many as there are periods. */
  datapointsToAlarm?: number;
  threshold: number;
  comparison: ComparisonOperator;
  missing?: "breaching" | "notBreaching" | "ignore" | "missing";
}

export interface Alarm extends AlarmSettings {
  state: { value: StateValue; before?: StateValue; reason: string; data?: string; since: Date };
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
export function changeState(world: World, { name, settings }: Stored<Alarm>, value: StateValue, reason: string, data?: string): boolean {
  const { state } = settings;
  const isNew = state.value !== value;
  const time = world.clock.now();
  settings.state = { value, before: isNew ? state.value : state.before, reason, data, since: isNew ? time : state.since };
  if (isNew)
    remember(settings, { time, type: "StateUpdate", summary: `Alarm ${name} updated from ${state.value} to ${value}`, data: reason });
  return isNew;
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
