import type { StateValue } from "@aws-sdk/client-cloudwatch";
import type { StoreKey, World } from "../../world/world";
import type { Stored } from "../storing/stored";
import { act } from "./actions";
import { alarms, changeState, type Alarm, type AlarmSettings } from "./alarms";
import { statistic } from "./metrics";
import { sampleQueue } from "./queueMetrics";

const key: StoreKey<{ isRunning: boolean }> = { name: "cloudwatch evaluation", create: () => ({ isRunning: false }) };

/** Has every alarm evaluated again and again, as long as there is one. */
export function keepEvaluating(world: World): void {
  const evaluation = world.store(key);
  if (evaluation.isRunning) return;
  evaluation.isRunning = true;
  world.clock.after(world.settings.alarmEvaluationMilliseconds, () => {
    evaluation.isRunning = false;
    const all = alarms.every(world);
    if (all.length > 0) keepEvaluating(world);
    for (const alarm of all) evaluate(world, alarm);
  });
}

function evaluate(world: World, alarm: Stored<Alarm>): void {
  const { settings, account, region } = alarm;
  const { namespace, metricName: name, dimensions, statistic: stat, unit, period, evaluationPeriods } = settings;
  const metric = { namespace, name, dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])) };
  const place = { account, region };
  sampleQueue(world, place, metric);
  const now = world.clock.now().getTime();
  const ago = (periods: number) => new Date(now - periods * period * 1000);
  const values = Array.from({ length: evaluationPeriods }, (_, index) =>
    statistic(world, place, metric, { stat, unit, from: ago(index + 1), to: ago(index) }),
  );
  const value = judged(settings, values);
  if (value === undefined) return;
  const known = values.filter((each) => each !== undefined);
  const data = JSON.stringify({
    ...{ version: "1.0", queryDate: world.clock.now().toISOString(), startDate: ago(evaluationPeriods).toISOString() },
    ...{ statistic: stat, period, recentDatapoints: known, threshold: settings.threshold },
  });
  if (changeState(world, alarm, value, reasonOf(settings, value, values.length - known.length, known), data)) act(world, alarm);
}

/**
 * The state that the values of the last periods make; undefined where they leave it as it is.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function judged(settings: AlarmSettings, values: readonly (number | undefined)[]): StateValue | undefined {
  const { threshold, comparison, missing = "missing", datapointsToAlarm: needed = values.length } = settings;
  const known = values.filter((value) => value !== undefined);
  const unknown = values.length - known.length;
  const breaching = known.filter((value) => comparisons[comparison]?.holds(value, threshold)).length;
  switch (missing) {
    case "breaching":
      return breaching + unknown >= needed ? "ALARM" : "OK";
    case "notBreaching":
      return breaching >= needed ? "ALARM" : "OK";
    case "ignore":
      if (breaching >= needed) return "ALARM";
      // Only if it were fine whatever the missing ones are.
      return breaching + unknown < needed ? "OK" : undefined;
    case "missing":
      if (known.length === 0) return "INSUFFICIENT_DATA";
      return breaching >= Math.min(needed, known.length) ? "ALARM" : "OK";
  }
}

interface Comparison {
  words: string;
  holds(value: number, threshold: number): boolean;
}

const comparisons: Partial<Record<AlarmSettings["comparison"], Comparison>> = {
  GreaterThanOrEqualToThreshold: { words: "greater than or equal to", holds: (value, threshold) => value >= threshold },
  GreaterThanThreshold: { words: "greater than", holds: (value, threshold) => value > threshold },
  LessThanOrEqualToThreshold: { words: "less than or equal to", holds: (value, threshold) => value <= threshold },
  LessThanThreshold: { words: "less than", holds: (value, threshold) => value < threshold },
};

export function isComparison(name: string): boolean {
  return Object.hasOwn(comparisons, name);
}

function reasonOf({ missing, threshold, comparison }: AlarmSettings, value: StateValue, unknown: number, known: readonly number[]): string {
  if (value === "INSUFFICIENT_DATA") return `Insufficient Data: ${unknown} datapoints were unknown.`;
  if (unknown > 0 && (missing === "breaching" || missing === "notBreaching")) {
    const treated = missing === "breaching" ? "Breaching" : "NonBreaching";
    return `Threshold Crossed: no datapoints were received for ${unknown} periods and ${unknown} missing datapoints were treated as [${treated}].`;
  }
  const were = `were ${value === "ALARM" ? "" : "not "}${comparisons[comparison]?.words}`;
  return `Threshold Crossed: ${known.length} datapoints [${known.join(", ")}] ${were} the threshold (${threshold}).`;
}
