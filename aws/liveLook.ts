import { showsFindings } from "../domain/audit/externalCover";
import { region as regionOf, isRegionCode } from "../domain/identifiers";
import type { Evidence } from "../domain/requiredCover/cover";
import { readAnalyzers } from "./analyzerReader";
import { describeError } from "./callErrors";
import { Calls } from "./calls";
import { defaultCallSettings } from "./clients";
import { openSession } from "./sessions";

const deadlineMilliseconds = 10_000;

/**
 * Whether an ACTIVE external analyzer is there now, seen with the credentials of the usual chain: in their own account alone, within ten
 * seconds. An analyzer whose archive rules could hide findings, or cannot be read, counts for nothing. What could not be looked at is said, and never
 * a pass.
 *
 * @param places without a Region: where any will do; looked for in `homeRegion`.
 * @param homeRegion where STS is asked.
 */
export async function liveLook(
  places: readonly { account: string; region?: string }[],
  homeRegion: string,
): Promise<Pick<Evidence, "state" | "covered">> {
  const covered = new Map<string, Set<string>>();
  const signal = AbortSignal.timeout(deadlineMilliseconds);
  try {
    const session = await openSession({}, regionOf(homeRegion), defaultCallSettings, signal);
    const calls = new Calls(places.length, session.settings, signal);
    const unseen = new Set(
      places.filter(({ account }) => account !== session.account).map(({ account }) => `it has no credentials for account ${account}`),
    );
    const looked = new Set(places.filter(({ account }) => account === session.account).map(({ region = homeRegion }) => region));
    await Promise.all(
      [...looked].map(async (region) => {
        if (!isRegionCode(region)) return unseen.add(`${region} is no Region`);
        const found = await readAnalyzers(session, region, calls, { withArchiveRules: true });
        if ("unreadable" in found) return unseen.add(found.unreadable);
        if (!found.read.some(showsFindings)) return unseen;
        return covered.set(session.account, (covered.get(session.account) ?? new Set()).add(region));
      }),
    );
    return {
      state: unseen.size === 0 ? "a live look found none" : `a live look did not check everything: ${[...unseen].join("; ")}`,
      covered,
    };
  } catch (error) {
    const why = signal.aborted ? `no answer within ${deadlineMilliseconds / 1000} seconds` : describeError(error);
    return { state: `a live look could not check it: ${why}`, covered: new Map() };
  }
}
