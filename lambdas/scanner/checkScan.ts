import { delayAfter } from "../../domain/scanner/delays";
import type { ScanMessage } from "../../domain/scanner/scanMessage";
import type { Refusal } from "../../domain/scanner/verdict";
import { report } from "./report";
import { answerOf, type ScannerWork } from "./work";

export type CheckAsked = Extract<ScanMessage, { kind: "check" }>;

/**
 * Whether the analyzer has looked at the resource after the change: then its findings are reported. Otherwise the check is handed back to the
 * queue, until that was done often enough.
 */
export async function checkScan(asked: CheckAsked, work: ScannerWork): Promise<void> {
  const { target, because } = asked;
  const analyzer = work.scanner.analyzers.find(({ arn }) => arn === asked.analyzer);
  const end = (said: Parameters<typeof report>[2]) => report(target, because, { analyzer: asked.analyzer, ...said }, work);
  if (analyzer === undefined) return end({ outcome: "noAnalyzer", reason: "the analyzer is not in the plan any more" });

  const looked = await answerOf(work.analyzedAt(analyzer, target));
  if ("refusal" in looked) return notYet(looked);
  const analyzedAt = looked.answer.toISOString();
  if (!isAfter(analyzedAt, because.at)) return notYet({ refusal: "again", reason: `it was analyzed last at ${analyzedAt}` });
  const listed = await answerOf(work.findings(analyzer, target));
  if ("refusal" in listed) return notYet(listed);
  return end({ outcome: "scanned", analyzedAt, findings: listed.answer });

  async function notYet({ refusal, reason }: Refusal): Promise<void> {
    if (refusal === "denied" || refusal === "unsupported") return end({ outcome: refusal, reason });
    const delay = delayAfter(asked.tries + 1);
    if (delay !== undefined) return work.toQueue([{ ...asked, tries: asked.tries + 1 }], delay);
    // It took the scan: what is new may not be listed for a while.
    return refusal === "notFound" ? end({ outcome: "gone", reason }) : end({ outcome: "leftToSweep", reason });
  }
}

/** Calls are dated in whole seconds: in that second it may have looked before. */
function isAfter(analyzedAt: string, at: string): boolean {
  return Date.parse(analyzedAt) >= Date.parse(at) + 1000;
}
