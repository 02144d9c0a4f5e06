import { AwsError } from "../../service";
import type { StoreKey, World } from "../../world/world";

export interface Place {
  account: string;
  region: string;
}

export interface Metric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

/** One value, or many of which only statistics are known. */
export interface Point {
  time: Date;
  unit: string;
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
}

const key: StoreKey<Map<string, Point[]>> = { name: "cloudwatch metrics", create: () => new Map() };

/** More than fifteen months of CloudWatch's fit no sandbox. */
const mostPoints = 50_000;

export function addPoint(world: World, place: Place, metric: Metric, point: Point): void {
  const points = world.store(key).get(keyOf(place, metric)) ?? [];
  points.push(point);
  if (points.length > mostPoints) points.splice(0, points.length - mostPoints);
  world.store(key).set(keyOf(place, metric), points);
}

/** A statistic of the points after `from`, up to and with `to`; undefined where there is none. @throws AwsError for a statistic that the sandbox does not have */
export function statistic(
  world: World,
  place: Place,
  metric: Metric,
  { stat, unit, from, to }: { stat: string; unit?: string; from: Date; to: Date },
): number | undefined {
  const reduce = statistics[stat];
  if (!reduce) throw new AwsError("NotImplemented", `The sandbox organization does not implement statistic ${stat}.`);
  const points = (world.store(key).get(keyOf(place, metric)) ?? []).filter(
    (point) => point.time > from && point.time <= to && (unit === undefined || point.unit === unit),
  );
  return points.length === 0 ? undefined : reduce(points);
}

const total = (points: readonly Point[], of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0);

const statistics: Record<string, (points: readonly Point[]) => number> = {
  SampleCount: (points) => total(points, ({ count }) => count),
  Sum: (points) => total(points, ({ sum }) => sum),
  Average: (points) => total(points, ({ sum }) => sum) / total(points, ({ count }) => count),
  Minimum: (points) => points.reduce((least, { minimum }) => Math.min(least, minimum), Infinity),
  Maximum: (points) => points.reduce((most, { maximum }) => Math.max(most, maximum), -Infinity),
};

function keyOf({ account, region }: Place, { namespace, name, dimensions }: Metric): string {
  return JSON.stringify([account, region, namespace, name, Object.entries(dimensions).sort()]);
}
