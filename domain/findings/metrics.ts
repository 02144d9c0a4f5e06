/** Metrics of the functions in CloudWatch at home: all in namespace `roadNames.metrics`, with these dimensions. */
export const metricDimensions = { service: "access-analyzer-org" } as const;

/** Each with its unit. Counts are written where they happen; the others by every run of the planner, so that one that is missing says something. */
export const roadMetrics = {
  /** Events that name another account than their analyzer's: forged, or of an analyzer that is not in the plan. */
  ObservationsRejected: "Count",
  /** Messages that reached a destination, by telling: a digest counts once. */
  NotificationsSent: "Count",
  /** Messages that a destination, or the way to it, did not take. They come back. */
  NotificationsFailed: "Count",
  /** Calls that tamper, told by the watch. */
  TamperingTold: "Count",
  /** The planner's heartbeat: a message for every analyzer was sent. */
  SweepPlanned: "Count",
  /** A complete listing of an ACTIVE analyzer was compared. */
  SweepCompleted: "Count",
  /** An analyzer is not ACTIVE: nothing was concluded from its listing. */
  AnalyzersNotActive: "Count",
  /** Findings that are no longer listed and were not called gone, because they were too many at once. */
  GoneWithheld: "Count",
  /** Findings that a listing shows as archived. */
  ArchivedFindings: "Count",
  /** Those of them that were archived since the sweep before, by an analyzer that is older than a day. */
  NewlyArchived: "Count",
  /** Messages in all dead-letter queues of the road. */
  DeadLetters: "Count",
  DeadLetterAgeSeconds: "Seconds",
  /** Facts with a message that a destination still waits for, those held for a digest included. */
  UntoldFacts: "Count",
  /** Age of the oldest of them, those held for a digest apart. */
  UntoldAgeSeconds: "Seconds",
  /** Scans of the scanner, by what became of them: reported. */
  ResourcesScanned: "Count",
  ScansGone: "Count",
  ScansUnsupported: "Count",
  ScansDenied: "Count",
  ScansWithoutAnalyzer: "Count",
  ScansLeftToSweep: "Count",
  /** From a call to the report of what it led to. */
  ScanSeconds: "Seconds",
  /** Calls that change a policy, whose events do not say of what. */
  PolicyChangesUnreadable: "Count",
  /** The heartbeat of the sweep of resources. */
  ResourceSweepPlanned: "Count",
} as const;

export type RoadMetric = keyof typeof roadMetrics;
