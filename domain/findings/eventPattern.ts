import type { AccountId } from "../identifiers";
import { scanDetailType, scannerSource } from "../scanner/scanReport";
import { tamperingPattern } from "../tampering/pattern";

/** Where findings come from. Nobody but AWS can put events of such a source. */
export const findingsSource = "aws.access-analyzer";

/** Findings of external, internal and unused access. @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-access-analyzer.html */
export const findingDetailTypes = ["Access Analyzer Finding", "Internal Access Finding", "Unused Access Finding for IAM entities"] as const;

/**
 * What the rules of the findings road match: findings, and calls that tamper, of which the road tells those on the watch.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const roadPattern = { $or: [{ source: [findingsSource], "detail-type": [...findingDetailTypes] }, tamperingPattern()] };

/** What the rule of the bus matches where the scanner is on: its reports too, as far as they bring findings or announce them. Anywhere else but on the bus they are forged. */
export function intakePattern({ delegatedAdministrator }: { delegatedAdministrator: AccountId }): object {
  const reports = {
    ...{ source: [scannerSource], "detail-type": [scanDetailType], account: [delegatedAdministrator] },
    detail: { outcome: ["started", "scanned"] },
  };
  return { $or: [...roadPattern.$or, reports] };
}
