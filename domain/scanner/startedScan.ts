import type { ScanTrace } from "../findings/fact";
import type { Observation } from "../findings/observation";
import { compareTimes } from "../findings/state";
import { patienceMilliseconds } from "./delays";

/** A scan that an analyzer took after a call, and that has no report yet. */
export interface StartedScan {
  call: string;
  /** When the call was made. */
  at: string;
  startedAt: string;
}

/**
 * The trace of a finding that Access Analyzer's own event brings before the scanner's report does: of the newest call after which the analyzer has
 * looked. In the second of the call it may have looked before, as the scanner sees it too; `tracedTo` asks for the rest.
 *
 * @param scans the newest call first.
 */
export function traceOf(scans: readonly StartedScan[], { analyzedAt }: Observation): ScanTrace | undefined {
  const found = scans.find(({ at, startedAt }) => {
    const isGivenUp = Date.parse(analyzedAt) > Date.parse(startedAt) + patienceMilliseconds;
    return compareTimes(analyzedAt, at) > 0 && compareTimes(analyzedAt, startedAt) >= 0 && !isGivenUp;
  });
  return found && { call: found.call, at: found.at, analyzedAt };
}
