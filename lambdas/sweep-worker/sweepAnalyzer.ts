import type { FindingReader } from "../../aws/findings/findingReader";
import { recordAnalyzerAge } from "../../aws/findings/facts/analyzerItems";
import { readSources } from "../../aws/findings/facts/factItems";
import { readListed, recordListed } from "../../aws/findings/facts/sweepItems";
import type { Table } from "../../aws/findings/facts/table";
import type { OwnMessage } from "../../domain/findings/intakeMessage";
import { knownAnalyzers } from "../../domain/findings/knownAnalyzers";
import type { RoadAnalyzer, RoadSettings } from "../../domain/findings/settings";
import { isNews, vanished, type Vanished } from "../../domain/findings/sweep";
import type { SweepMessage } from "../sweepMessage";
import type { Telemetry } from "../telemetry";
import { readListing, TokenRefused } from "./listing";

export interface SweepWork extends Pick<Telemetry, "log" | "measure"> {
  settings: Pick<RoadSettings, "analyzers" | "scanner">;
  reader: FindingReader;
  table: Table;
  toIntake(messages: readonly OwnMessage[]): Promise<void>;
  /** Goes on in another invocation. */
  toSweep(message: SweepMessage): Promise<void>;
  now(): Date;
  /** Whether another page may be begun. */
  hasTime(): boolean;
}

/**
 * Lists the findings of one analyzer and sends to the intake what differs from the record, and nothing else. It may be done twice: what is on
 * record then is no difference any more, and the intake bears what it has heard before. Of an analyzer by which the scanner alone looks only what
 * is on record counts, because only that may have to end.
 */
export async function sweepAnalyzer(message: SweepMessage, work: SweepWork): Promise<void> {
  const { table, log, settings } = work;
  const analyzer = knownAnalyzers(settings).find(({ arn }) => arn === message.analyzer);
  if (analyzer === undefined) return log.warn("An analyzer is not in the plan any more: it is not swept.", { analyzer: message.analyzer });
  const isWhole = settings.analyzers.some(({ arn }) => arn === analyzer.arn);
  const sources = await readSources(table, analyzer.arn);
  const known = new Map(sources.map((source) => [source.findingId, source]));
  if (!isWhole && sources.every(({ status }) => status === "RESOLVED")) return;
  if (!(await isActive(analyzer, work))) return;
  const run = { analyzer: analyzer.arn, id: message.sweep.id };
  const listed = new Set<string>();
  let { nextToken, isSecondTry = false } = message;
  let archived = 0;
  do {
    const page = await readListing(work.reader, analyzer, nextToken).catch((error: unknown) => {
      if (!(error instanceof TokenRefused) || isSecondTry) throw error;
      log.warn(`The listing begins again: ${error.message}`, { analyzer: analyzer.arn });
      isSecondTry = true;
      return readListing(work.reader, analyzer, undefined);
    });
    const compared = page.findings.filter(({ findingId }) => isWhole || known.has(findingId));
    await work.toIntake(compared.filter((finding) => isNews(finding, known.get(finding.findingId))).map((finding) => finding.message));
    archived += compared.filter(({ status }) => status === "ARCHIVED").length;
    for (const { findingId } of compared) listed.add(findingId);
    nextToken = page.nextToken;
    if (nextToken !== undefined && !work.hasTime()) {
      work.measure("ArchivedFindings", archived);
      await recordListed(table, run, [...listed], work.now());
      return work.toSweep({ ...message, nextToken, ...(isSecondTry && { isSecondTry }) });
    }
  } while (nextToken !== undefined);
  work.measure("ArchivedFindings", archived);
  if (message.nextToken !== undefined) for (const id of await readListed(table, run)) listed.add(id);
  await conclude(analyzer, message, vanished(sources, listed, new Date(message.sweep.startedAt)), work);
}

/** What is missing in the whole listing. */
async function conclude(analyzer: RoadAnalyzer, { sweep }: SweepMessage, missing: Vanished, work: SweepWork): Promise<void> {
  if ("withheld" in missing) {
    work.log.error("More than a tenth of the known findings are not listed any more: none of them is called gone.", {
      analyzer: analyzer.arn,
      findings: missing.withheld.length,
    });
    work.measure("GoneWithheld", missing.withheld.length);
  } else if (missing.gone.length > 0) {
    // An analyzer that was disabled on the way lists less than there is.
    if (!(await isActive(analyzer, work))) return;
    const { startedAt } = sweep;
    await work.toIntake(
      missing.gone.map(({ findingId }) => ({ kind: "gone", analyzer: analyzer.arn, findingId, sweepStartedAt: startedAt }) as const),
    );
  }
  work.measure("SweepCompleted", 1);
}

async function isActive(analyzer: RoadAnalyzer, { reader, table, log, measure, now }: SweepWork): Promise<boolean> {
  const found = await reader.analyzer(analyzer);
  if (found?.status === "ACTIVE") {
    await recordAnalyzerAge(table, analyzer.arn, { createdAt: found.createdAt, firstSeenAt: now().toISOString() });
    return true;
  }
  log.error("An analyzer is not ACTIVE: nothing is concluded from what it lists.", {
    analyzer: analyzer.arn,
    ...(found ?? { status: "missing" }),
  });
  measure("AnalyzersNotActive", 1);
  return false;
}
