import type { Configuration } from "../configuration/configuration";
import { metricDimensions, type RoadMetric } from "./metrics";
import { roadNames, type Road } from "./road";

/** One alarm of CloudWatch at home. */
export interface RoadAlarm {
  /** Of the alarm; ends its name too. */
  what: string;
  /** For whoever gets it: what happened, and what to do. */
  description: string;
  namespace: string;
  metric: string;
  dimensions: Record<string, string>;
  statistic: "Sum" | "Maximum";
  /** Seconds. */
  period: number;
  /** Periods in a row. */
  periods: number;
  /** Above it is bad; where `isHeartbeat`, below it. */
  threshold: number;
  /** Silence is the alarm. Anywhere else it is none: the heartbeat tells it. */
  isHeartbeat?: true;
}

/** How CloudWatch compares a metric. */
export interface AlarmComparison {
  comparison: string;
  missing: string;
}

/** Silence is bad where it is the alarm, and nowhere else. */
export function comparisonOf(alarm: RoadAlarm): RoadAlarm & AlarmComparison {
  return alarm.isHeartbeat
    ? { ...alarm, comparison: "LessThanThreshold", missing: "breaching" }
    : { ...alarm, comparison: "GreaterThanThreshold", missing: "notBreaching" };
}

/** In words, for who compares alarms. */
export function alarmCondition(
  alarm: Partial<Pick<RoadAlarm, "threshold" | "periods" | "period"> & AlarmComparison> & { statistic?: string },
): string {
  const { statistic, comparison, threshold, periods, period, missing } = alarm;
  return `${statistic} ${comparison} ${threshold}, ${periods} times ${period} s, missing data ${missing}`;
}

const hour = 3600;

/** What the road tells of itself. None of it needs the road: CloudWatch publishes, by a topic and a key of their own. */
export function roadAlarms(
  { functions, intake, sweep, watch, scan, notifications }: Road,
  { scanner }: Pick<Configuration, "scanner">,
): RoadAlarm[] {
  return [
    {
      ...ours("SweepPlanned", "Sum", 1),
      what: "sweep-missing",
      description: "No sweep was planned for two hours: look at the schedule and at the log of the function that plans it.",
      periods: 2,
      isHeartbeat: true,
    },
    {
      ...ours("DeadLetters", "Maximum", 0),
      what: "dead-letters",
      description: "Messages could not be handled and lie in a dead-letter queue.",
    },
    {
      ...ours("UntoldAgeSeconds", "Maximum", hour),
      what: "untold",
      description: "A finding has waited for more than an hour to be told: a destination takes nothing, or the notifier fails.",
    },
    {
      ...ours("GoneWithheld", "Sum", 0),
      what: "gone-withheld",
      description: "More than a tenth of an analyzer's findings are no longer listed. None was called gone: look at the analyzer.",
    },
    {
      ...ours("AnalyzersNotActive", "Sum", 0),
      what: "analyzers-not-active",
      description: "Findings of an analyzer cannot be read, because it is not ACTIVE or not there: run the audit.",
      periods: 2,
    },
    {
      ...ours("NewlyArchived", "Sum", 20),
      what: "archived",
      description: "More than 20 findings were archived within an hour: see who did it, or which archive rule.",
    },
    ...(functions.scanner === undefined ? [] : scannerAlarms(scanner)),
    ...Object.values(functions).map(({ name }) => ({
      ...ofService("AWS/Lambda", "Errors", { FunctionName: name }, "Sum", 0),
      what: `errors-${name.replace("access-analyzer-org-", "")}`,
      description: `The function ${name} failed: see its log.`,
    })),
    ...[intake, sweep, watch, ...(functions.scanner === undefined ? [] : [scan])].map(({ name }) => ({
      ...ofService("AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName: name }, "Maximum", hour),
      what: `waiting-${name.replace("access-analyzer-org-", "")}`,
      description: `Messages have waited in the queue ${name} for more than an hour: nothing takes them.`,
    })),
    {
      ...ofService("AWS/SNS", "NumberOfNotificationsFailed", { TopicName: notifications.name }, "Sum", 0),
      what: "not-delivered",
      description: "A mailbox or queue did not take a message: see whether the queue's policy and key allow the topic.",
    },
  ];
}

/** Where the scanner is on. */
function scannerAlarms({ sweep }: Configuration["scanner"]): RoadAlarm[] {
  const every = secondsBetween(sweep);
  return [
    ...(every === undefined || every > longestPeriod
      ? []
      : [
          {
            ...ours("ResourceSweepPlanned", "Sum", 1),
            what: "resource-sweep-missing",
            description: `No sweep of resources began, twice in a row (${sweep}): look at its schedule and at the log of the scanner.`,
            period: every,
            periods: 2,
            isHeartbeat: true as const,
          },
        ]),
    {
      ...ours("ScansLeftToSweep", "Sum", 0),
      what: "scans-left-to-sweep",
      description:
        "Scans took too long or could not be started: Access Analyzer itself and the sweep find what comes of these changes. The log of the scanner names them.",
    },
    {
      ...ours("ScansDenied", "Sum", 0),
      what: "scans-denied",
      description: "Neither the organization's analyzer nor the account's own may be used: see the log of the scanner, and run the audit.",
    },
    {
      ...ours("ScansWithoutAnalyzer", "Sum", 0),
      what: "scans-without-analyzer",
      description: "The scanner found no ACTIVE external analyzer where a policy was changed: run the audit.",
    },
    {
      ...ours("PolicyChangesUnreadable", "Sum", 0),
      what: "policy-changes-unreadable",
      description: "Policies were changed, and the events do not say of what: see the log of the scanner.",
    },
  ];
}

/** Of an alarm: a day. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const longestPeriod = 24 * hour;

/** Undefined where there is no such sweep. */
function secondsBetween(rate: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(rate) ?? [];
  return count === undefined ? undefined : Number(count) * hour * (unit === "day" ? 24 : 1);
}

type Measured = Omit<RoadAlarm, "what" | "description" | "isHeartbeat">;

function ours(metric: RoadMetric, statistic: RoadAlarm["statistic"], threshold: number): Measured {
  return { ...ofService(roadNames.metrics, metric, metricDimensions, statistic, threshold), period: hour };
}

function ofService(
  namespace: string,
  metric: string,
  dimensions: Record<string, string>,
  statistic: RoadAlarm["statistic"],
  threshold: number,
): Measured {
  return { namespace, metric, dimensions, statistic, period: hour / 4, periods: 1, threshold };
}
