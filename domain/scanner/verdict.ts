import type { ScanOutcome } from "./scanReport";

/** What a failed call of Access Analyzer, or one that looks a resource up, says of the resource. */
export type Refusal =
  | { refusal: "denied" | "notFound" | "unsupported" | "noAnalyzer"; reason: string }
  /** Only time helps. */
  | { refusal: "again"; reason: string };

/** How often any other failure is worth another try is for the delays to say. */
export function refusalOf(errorName: string, reason: string): Refusal {
  if (/^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/.test(errorName)) return { refusal: "denied", reason };
  if (/^(ResourceNotFoundException|NoSuchEntity|NoSuchEntityException|NoSuchAccessPoint)$/.test(errorName))
    return { refusal: "notFound", reason };
  if (errorName === "ValidationException") return { refusal: "unsupported", reason };
  return { refusal: "again", reason };
}

/**
 * What becomes of a scan that no analyzer took. The organization's analyzer may not find, or not be allowed, what is a member's: the account's
 * own, which is asked after it, has the last word. One that is not ACTIVE has none.
 *
 * @param refusals in the order in which analyzers were asked, none of them `again`.
 */
export function outcomeOf(refusals: readonly Refusal[]): { outcome: Exclude<ScanOutcome, "started">; reason: string } {
  const asked = refusals.filter(({ refusal }) => refusal !== "noAnalyzer");
  const reason = refusals.map((one) => one.reason).join("; ");
  if (refusals.length === 0) return { outcome: "noAnalyzer", reason: "no external analyzer is planned for it" };
  const last = asked.at(-1)?.refusal;
  switch (last) {
    case "notFound":
      return { outcome: "gone", reason };
    case "denied":
    case "unsupported":
      return { outcome: last, reason };
    default:
      return { outcome: "noAnalyzer", reason };
  }
}
