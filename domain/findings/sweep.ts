import type { Source } from "./fact";
import type { FindingStatus } from "./observation";
import { compareTimes } from "./state";

/** Whether what is listed is to be sent to the intake: it is not known, or known otherwise. */
export function isNews(listed: { status: FindingStatus; updatedAt: string }, known: Source | undefined): boolean {
  if (known === undefined) return true;
  const order = compareTimes(listed.updatedAt, known.updatedAt);
  return order > 0 || (order === 0 && (known.status !== listed.status || known.gone || known.isDeleted));
}

/** What is missing from a complete listing: sent to the intake as gone, or withheld, because so much at once is rather a mistake. */
export type Vanished = { gone: Source[] } | { withheld: Source[] };

/**
 * Sources that a complete listing of an ACTIVE analyzer did not have, though they were known, and not as resolved, before it began. More than one,
 * and more than a tenth of all such, are withheld.
 *
 * @param known all sources of the analyzer.
 * @param listed ids of all findings in the listing.
 */
export function vanished(known: readonly Source[], listed: ReadonlySet<string>, startedAt: Date): Vanished {
  const inSight = known.filter(
    (source) => source.status !== "RESOLVED" && !source.isDeleted && !source.gone && Date.parse(source.recordedAt) < startedAt.getTime(),
  );
  const missing = inSight.filter(({ findingId }) => !listed.has(findingId));
  return missing.length > 1 && missing.length * 10 > inSight.length ? { withheld: missing } : { gone: missing };
}
