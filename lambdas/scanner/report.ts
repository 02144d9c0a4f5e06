import { describeError } from "../../aws/callErrors";
import type { RoadMetric } from "../../domain/findings/metrics";
import { fitting } from "../../domain/scanner/fitting";
import type { Because, ScanOutcome, ScanReport, ScanTarget } from "../../domain/scanner/scanReport";
import type { ScannerWork } from "./work";

type End = Exclude<ScanOutcome, "started">;

const metrics: Readonly<Record<End, RoadMetric>> = {
  scanned: "ResourcesScanned",
  gone: "ScansGone",
  unsupported: "ScansUnsupported",
  denied: "ScansDenied",
  noAnalyzer: "ScansWithoutAnalyzer",
  leftToSweep: "ScansLeftToSweep",
};

/** Tells what became of a scan: an event on the bus, a line of the log, a metric. Done twice it is told twice, which the intake bears. */
export async function report(
  target: ScanTarget,
  because: Because,
  said: { outcome: End } & Pick<ScanReport, "analyzer" | "analyzedAt" | "reason"> & Partial<Pick<ScanReport, "findings">>,
  { publish, log, measure, now }: Pick<ScannerWork, "publish" | "log" | "measure" | "now">,
): Promise<void> {
  const whole: ScanReport = { schemaVersion: "1", ...target, because, findings: [], ...said };
  const sent = fitting(whole);
  await publish(sent);
  const { findings, ...rest } = sent;
  const about = { ...rest, findings: findings.length };
  if (sent.leftOut !== undefined) log.warn("Not all findings of the resource fit into the report: the sweep brings the others.", about);
  log[said.outcome === "scanned" ? "info" : "warn"](said.outcome, about);
  measure(metrics[said.outcome], 1);
  if (said.outcome === "scanned" && "call" in because)
    measure("ScanSeconds", Math.max(0, (now().getTime() - Date.parse(because.at)) / 1000));
}

/**
 * Tells the road that an analyzer has taken a scan, so that it knows what Access Analyzer's own event comes from if it is there before the report.
 * Without that the message says nothing of the scan, and is told all the same: no scan fails by it.
 */
export async function announce(
  target: ScanTarget,
  because: Because,
  analyzer: string,
  { publish, log, now }: Pick<ScannerWork, "publish" | "log" | "now">,
): Promise<void> {
  const startedAt = now().toISOString();
  try {
    await publish({ schemaVersion: "1", ...target, because, outcome: "started", analyzer, startedAt, findings: [] });
  } catch (error) {
    log.warn(`The scan was started and not announced: ${describeError(error)}`, { ...target, because });
  }
}
