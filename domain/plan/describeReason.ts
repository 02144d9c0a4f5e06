import type { UncoveredReason } from "./types";

/** Why a place gets no analyzer, in words that can stand after a colon. */
export function describeReason(reason: UncoveredReason): string {
  switch (reason.kind) {
    case "accountState":
      return `the account is ${reason.state}`;
    case "exempt":
      return `exempt, ${reason.reason} (${reason.owner}${reason.until === undefined ? "" : `, until ${reason.until}`})`;
    case "regionExcluded":
      return `Region excluded, ${reason.reason}`;
    case "disabled":
      return `switched off by ${reason.by}`;
    case "regionNotEnabled":
      return `Region ${reason.optStatus}`;
    case "ownerRegionNotEnabled":
      return `Region ${reason.optStatus} in ${reason.owner}, which would own the analyzer`;
    case "nameTaken":
      return `the name ${reason.analyzer} is taken by an analyzer of type ${reason.type}; delete that one where its findings are not needed`;
    case "unreadable":
      return `unreadable, ${reason.reason}`;
    case "undecided":
      return `undecided, ${reason.reason}`;
  }
}
