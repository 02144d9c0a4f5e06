import { z } from "zod";
import type { World } from "../../world/world";
import { recordMetrics } from "../cloudwatch/record";
import type { LogEvent } from "./logEvent";

/**
 * The metrics that a log event holds in CloudWatch's embedded metric format; most hold none.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function recordEmbeddedMetrics(world: World, place: { account: string; region: string }, { message }: LogEvent): void {
  if (!message.includes('"CloudWatchMetrics"')) return;
  const parsed = root.safeParse(parsedJson(message));
  if (!parsed.success) return;
  const { _aws: metadata, ...members } = parsed.data;
  const data = metadata.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.flatMap(({ Name, Unit }) =>
        [members[Name]].flat().map((value) => ({
          ...{ namespace: Namespace, name: Name, unit: Unit, value: Number(value), time: new Date(metadata.Timestamp) },
          dimensions: Object.fromEntries(names.map((name) => [name, String(members[name])])),
        })),
      ),
    ),
  );
  recordMetrics(
    world,
    place,
    data.filter(({ value }) => Number.isFinite(value)),
  );
}

const root = z.looseObject({
  _aws: z.looseObject({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.looseObject({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.looseObject({ Name: z.string(), Unit: z.string().optional() })),
      }),
    ),
  }),
});

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
