import { bytesOf } from "../findings/messages/size";
import type { Observation } from "../findings/observation";
import type { ScanReport } from "./scanReport";

/** An event holds 256 KB with everything around it, and the intake takes in what a report has within one invocation. */
const most = { bytes: 200 * 1024, findings: 100 };

/** Within what an event holds: what is public first, then what is open. How many were left out is told. */
export function fitting(report: ScanReport): ScanReport {
  const findings: Observation[] = [];
  let room = most.bytes - bytesOf(JSON.stringify({ ...report, findings: [] }));
  for (const finding of [...report.findings].sort((a, b) => rank(a) - rank(b))) {
    room -= bytesOf(JSON.stringify(finding)) + 1;
    if (room < 0 || findings.length === most.findings) break;
    findings.push(finding);
  }
  const leftOut = report.findings.length - findings.length;
  return { ...report, findings, ...(leftOut === 0 ? {} : { leftOut }) };
}

/** What may be public counts as such. */
function rank({ status, access }: Observation): number {
  if (status !== "ACTIVE") return 2;
  return access.kind === "external" && access.isPublic === false ? 1 : 0;
}
