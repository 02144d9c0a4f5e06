import type { RoadMetric } from "../findings/metrics";
import { roadNames } from "../findings/road";
import { unknownValue } from "../unknownValue";
import { actionsOf } from "./delivery";
import { lastOf, memberOf, valueOf, type Part } from "./parts";
import { about, notKnown, type Said } from "./said";

/** Metrics of the sweep that are missing when it does not run. */
const heartbeats: readonly RoadMetric[] = ["SweepPlanned", "SweepCompleted"];

/** A sweep that does not come and dead letters that nobody reads are told: an alarm for each, and every alarm tells somebody. */
export function alarms(parts: readonly Part[]): Said[] {
  const found = parts.filter(({ kind }) => kind === "alarm");
  const [sweep, consumer] = [
    parts.find(({ kind, name }) => kind === "schedule" && name !== roadNames.scanSchedule),
    parts.find(({ kind }) => kind === "mapping"),
  ];
  const scans = parts.find(({ kind, name }) => kind === "mapping" && typeof name === "string" && lastOf(name) === roadNames.scan);
  return [
    ...(scans === undefined ? [] : needed(scans, found, ["ScansLeftToSweep"], "no alarm tells of scans that were left to the sweep")),
    ...(sweep === undefined ? [] : needed(sweep, found, heartbeats, "no alarm tells that the sweep does not run", tellsOfSilence)),
    ...(consumer === undefined ? [] : needed(consumer, found, ["DeadLetters"], "no alarm tells of dead letters")),
    ...found.flatMap(silent),
  ];
}

function needed(
  part: Part,
  found: readonly Part[],
  metrics: readonly RoadMetric[],
  lacking: string,
  suits = (_: Part): boolean | undefined => true,
): Said[] {
  const its = found.map((alarm) => (isOf(alarm, metrics) === true ? suits(alarm) : isOf(alarm, metrics)));
  if (its.includes(true)) return [];
  const what = `${metrics.join(" or ")} of ${roadNames.metrics}`;
  return its.includes(undefined)
    ? [about(part, "note", `is undecided: whether an alarm is on ${what} ${notKnown}`)]
    : [about(part, "violation", `is not watched: ${lacking} (an alarm on ${what})`)];
}

/** Whether an alarm is on one of these metrics; undefined where that is not known. */
function isOf({ inputs }: Part, metrics: readonly RoadMetric[]): boolean | undefined {
  if (inputs === undefined) return undefined;
  const queries: unknown = inputs["metricQueries"];
  const others: unknown[] = Array.isArray(queries)
    ? queries.map((query) => memberOf(query, "metric"))
    : queries === undefined
      ? []
      : [queries];
  const named = [inputs, ...others].map((one) => [valueOf(memberOf(one, "namespace")), valueOf(memberOf(one, "metricName"))] as const);
  if (named.some(([namespace, metric]) => namespace === roadNames.metrics && metrics.some((one) => one === metric))) return true;
  return named.flat().includes(unknownValue) ? undefined : false;
}

/** A metric that does not come is no datum, which an alarm passes over unless it is told to. */
function tellsOfSilence({ inputs }: Part): boolean | undefined {
  const missing = valueOf(inputs?.["treatMissingData"]);
  return missing === unknownValue ? undefined : missing === "breaching";
}

function silent(alarm: Part): Said[] {
  if (alarm.inputs === undefined) return [about(alarm, "note", "is undecided: its inputs could not be seen")];
  if (valueOf(alarm.inputs["actionsEnabled"]) === "false") return [about(alarm, "violation", "tells nobody: its actions are not enabled")];
  return actionsOf(alarm.inputs).length === 0 ? [about(alarm, "violation", "tells nobody: it has no alarmActions")] : [];
}
