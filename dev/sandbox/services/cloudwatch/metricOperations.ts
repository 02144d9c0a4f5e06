import type * as sdk from "@aws-sdk/client-cloudwatch";
import { AwsError, type Given, type Operations } from "../../service";
import { only } from "../storing/only";
import { addPoint, statistic, type Metric, type Point } from "./metrics";
import { sampleQueue } from "./queueMetrics";

type Dimensions = readonly Given<sdk.Dimension>[];

export const metricOperations: Operations<typeof sdk> = {
  PutMetricData: {
    authorize: ({ Namespace }) => ({ resource: "*", context: { "cloudwatch:namespace": Namespace } }),
    handle({ Namespace, MetricData = [], ...others }, { world, caller, region }) {
      only(others, []);
      if (!/^(?!AWS\/)[\w./#: -]{1,255}$/.test(Namespace)) throw invalid("The value for parameter Namespace is invalid.");
      if (MetricData.length > 1000) throw invalid("The collection MetricData must not have a size greater than 1000.");
      const points = MetricData.flatMap((datum) => pointsOf(datum, world.clock.now()));
      const place = { account: caller.account, region };
      for (const { metric, point } of points) addPoint(world, place, { namespace: Namespace, ...metric }, point);
    },
  },
  GetMetricData: {
    handle({ MetricDataQueries, StartTime, EndTime, ScanBy, ...others }, { world, caller, region }) {
      only(others, ["MaxDatapoints", "LabelOptions"]);
      if (StartTime >= EndTime) throw new AwsError("ValidationError", "The parameter StartTime must be less than the parameter EndTime.");
      const place = { account: caller.account, region };
      const MetricDataResults = MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).map((query) => {
        only(query, ["Id", "Label", "MetricStat", "ReturnData"]);
        if (!query.MetricStat) throw new AwsError("ValidationError", `MetricDataQuery ${query.Id} needs a MetricStat.`);
        const { Metric, Period, Stat, Unit } = query.MetricStat;
        const metric = metricOf(Metric);
        sampleQueue(world, place, metric);
        const values = periods(StartTime, EndTime, Period).flatMap((from) => {
          // A period begins with its own first moment, and ends before the next one's.
          const window = { from: earlier(from), to: earlier(new Date(from.getTime() + Period * 1000)) };
          const value = statistic(world, place, metric, { stat: Stat, unit: Unit, ...window });
          return value === undefined ? [] : [{ time: from, value }];
        });
        if (ScanBy !== "TimestampAscending") values.reverse();
        return {
          ...{ Id: query.Id, Label: query.Label ?? metric.name, StatusCode: "Complete" as const },
          ...{ Timestamps: values.map(({ time }) => time), Values: values.map(({ value }) => value) },
        };
      });
      return { MetricDataResults };
    },
  },
};

export function metricOf({ Namespace = "", MetricName = "", Dimensions = [] }: Given<sdk.Metric>): Metric {
  return { namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) };
}

function dimensionsOf(dimensions: Dimensions): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}

function pointsOf(
  { MetricName, Dimensions = [], Timestamp: time, Unit: unit = "None", Value, Values, Counts, StatisticValues }: Given<sdk.MetricDatum>,
  now: Date,
): { metric: Pick<Metric, "name" | "dimensions">; point: Point }[] {
  const metric = { name: MetricName, dimensions: dimensionsOf(Dimensions) };
  if ([Value, Values, StatisticValues].filter((given) => given !== undefined).length !== 1)
    throw new AwsError("InvalidParameterCombination", "Exactly one of Value, Values and StatisticValues must be given.");
  if (Counts && Counts.length !== Values?.length) throw invalid("The parameters Values and Counts must be of the same size.");
  const at = time ?? now;
  const hours = (now.getTime() - at.getTime()) / 3_600_000;
  if (hours > 14 * 24 || hours < -2)
    throw invalid("The parameter Timestamp must be less than two weeks old and less than two hours ahead.");
  if (StatisticValues) {
    const { SampleCount: count, Sum: sum, Minimum: minimum, Maximum: maximum } = StatisticValues;
    return [{ metric, point: { time: at, unit, count, sum, minimum, maximum } }];
  }
  return (Values ?? [Value ?? 0]).map((value, index) => {
    const count = Counts?.[index] ?? 1;
    return { metric, point: { time: at, unit, count, sum: value * count, minimum: value, maximum: value } };
  });
}

function periods(start: Date, end: Date, seconds: number): Date[] {
  if (![1, 5, 10, 20, 30].includes(seconds) && (seconds <= 0 || seconds % 60 !== 0)) throw invalid("The parameter Period is invalid.");
  const length = seconds * 1000;
  const first = Math.floor(start.getTime() / length) * length;
  const count = Math.ceil((end.getTime() - first) / length);
  if (count > 100_800) throw invalid("The request would give more than 100800 data points.");
  return Array.from({ length: count }, (_, index) => new Date(first + index * length));
}

function earlier(date: Date): Date {
  return new Date(date.getTime() - 1);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}
