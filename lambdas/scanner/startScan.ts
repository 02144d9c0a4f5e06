import type { RoadAnalyzer } from "../../domain/findings/settings";
import { delayAfter, patienceMilliseconds } from "../../domain/scanner/delays";
import type { ScanMessage } from "../../domain/scanner/scanMessage";
import { outcomeOf, type Refusal } from "../../domain/scanner/verdict";
import { analyzersFor } from "../../domain/scanner/where";
import { announce, report } from "./report";
import { answerOf, type ScannerWork } from "./work";

export type ScanAsked = Pick<Extract<ScanMessage, { kind: "scan" }>, "target" | "because" | "tries" | "since">;

/**
 * Starts the scan of one resource by the first analyzer that takes it, and hands the check back to the queue. What waited in the queue for too
 * long is only started: Access Analyzer and the sweep find what comes of it.
 */
export async function startScan({ target, because, tries, since }: ScanAsked, work: ScannerWork): Promise<void> {
  const waited = work.now().getTime() - Date.parse(since);
  const isLate = "call" in because && waited > patienceMilliseconds;
  const refusals: Refusal[] = [];
  for (const analyzer of analyzersFor(work.scanner, target)) {
    const refusal = await refusalBy(analyzer, target, work);
    if (refusal?.refusal === "again") return tryLater(refusal.reason);
    if (refusal !== undefined) {
      refusals.push(refusal);
      continue;
    }
    if (!isLate) return check(analyzer.arn);
    return left(`it waited in the queue for ${Math.round(waited / 60_000)} minutes: its scan was started, and not waited for`, analyzer);
  }
  return report(target, because, outcomeOf(refusals), work);

  async function check(analyzer: string): Promise<void> {
    if ("call" in because) await announce(target, because, analyzer, work);
    return work.toQueue([{ kind: "check", target, because, analyzer, tries: 0, since }], delayAfter(0) ?? 0);
  }
  async function tryLater(reason: string): Promise<void> {
    const delay = delayAfter(tries);
    if (isLate || delay === undefined) return left(`no scan could be started: ${reason}`);
    return work.toQueue([{ kind: "scan", target, because, tries: tries + 1, since }], delay);
  }
  function left(reason: string, analyzer?: RoadAnalyzer): Promise<void> {
    return report(target, because, { outcome: "leftToSweep", reason, ...(analyzer && { analyzer: analyzer.arn }) }, work);
  }
}

/** Undefined where the analyzer has taken it. */
async function refusalBy(analyzer: RoadAnalyzer, target: ScanAsked["target"], work: ScannerWork): Promise<Refusal | undefined> {
  const status = await answerOf(work.statusOf(analyzer));
  const named = (refusal: Refusal): Refusal => ({ ...refusal, reason: `${analyzer.arn}: ${refusal.reason}` });
  if ("refusal" in status) return named(status);
  if (status.answer !== "ACTIVE") return named({ refusal: "noAnalyzer", reason: `is ${status.answer ?? "not there"}` });
  const started = await answerOf(work.start(analyzer, target));
  return "refusal" in started ? named(started) : undefined;
}
