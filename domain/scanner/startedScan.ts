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
 * The trace of a finding that Access Analyzer's own event brings before the scanner's report does. The analyzer looked after it took the scan, and
 * before the scanner would have left it to the sweep; `tracedTo` asks for the rest.
 */
export function traceOf({ call, at, startedAt }: StartedScan, { analyzedAt }: Observation): ScanTrace | undefined {
  const until = new Date(Date.parse(startedAt) + patienceMilliseconds).toISOString();
  const isOfScan = compareTimes(analyzedAt, startedAt) >= 0 && compareTimes(analyzedAt, until) <= 0;
  return isOfScan ? { call, at, analyzedAt } : undefined;
}
