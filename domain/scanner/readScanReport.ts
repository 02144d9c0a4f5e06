import { MessageRejected } from "../findings/messageRejected";
import { analyzerPlace, Reader, withoutUndefined } from "../findings/reader";
import { readObservation } from "../findings/readObservation";
import type { AccountId } from "../identifiers";
import { scanDetailType, scanOutcomes, scannerSource, type Because, type ScanReport } from "./scanReport";

/**
 * The report in an event of ours.
 *
 * @throws MessageRejected where it does not parse, where it is of another source or account than the scanner's, and where a finding is not about
 * the resource that was scanned.
 */
export function readScanReport(event: unknown, { delegatedAdministrator }: { delegatedAdministrator: AccountId }): ScanReport {
  const envelope = new Reader(event, "event");
  envelope.oneOf("source", [scannerSource]);
  envelope.oneOf("detail-type", [scanDetailType]);
  const sender = envelope.account("account");
  if (sender !== delegatedAdministrator)
    throw new MessageRejected("origin", `a report of a scan that comes from account ${sender}, where no scanner of ours is`);
  const report = reportOf(envelope.in("detail"));
  const { analyzer, outcome, account, resource, findings } = report;
  const needed = { started: report.startedAt, scanned: report.analyzedAt } as Partial<Record<typeof outcome, string>>;
  const isIncomplete = outcome in needed && (analyzer === undefined || needed[outcome] === undefined);
  if (isIncomplete || (outcome !== "scanned" && findings.length > 0))
    throw new MessageRejected("form", `a report that says ${outcome} of ${resource}, and does not hold what that needs`);
  if (analyzer !== undefined && ![delegatedAdministrator, account].includes(analyzerPlace(analyzer).account))
    throw new MessageRejected("origin", `a report about ${resource} of account ${account} by ${analyzer}, which cannot see it`);
  for (const finding of findings)
    if (finding.analyzer !== analyzer || finding.account !== account || finding.resource !== resource)
      throw new MessageRejected("origin", `a report about ${resource} with finding ${finding.findingId}, which is not about it`);
  return report;
}

function reportOf(detail: Reader): ScanReport {
  return {
    schemaVersion: detail.oneOf("schemaVersion", ["1"]),
    outcome: detail.oneOf("outcome", scanOutcomes),
    ...readTarget(detail),
    because: readBecause(detail.in("because")),
    ...(detail.has("analyzer") ? { analyzer: detail.analyzer("analyzer") } : {}),
    ...(detail.has("startedAt") ? { startedAt: detail.time("startedAt") } : {}),
    ...(detail.has("analyzedAt") ? { analyzedAt: detail.time("analyzedAt") } : {}),
    ...withoutUndefined({ reason: detail.optionalText("reason") }),
    ...withoutUndefined({ leftOut: detail.optionalCount("leftOut") }),
    findings: detail.list("findings").map((finding, index) => readObservation(new Reader(finding, `event.detail.findings[${index}]`))),
  };
}

export function readTarget(from: Reader): Pick<ScanReport, "resource" | "resourceType" | "account" | "region"> {
  return {
    resource: from.text("resource"),
    resourceType: from.text("resourceType"),
    account: from.account("account"),
    region: from.region("region"),
  };
}

export function readBecause(from: Reader): Because {
  const at = from.time("at");
  return from.has("sweep") ? { sweep: from.text("sweep"), at } : { call: from.text("call"), at };
}
