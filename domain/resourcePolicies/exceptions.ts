import { shortened } from "../configuration/quoted";
import { likePattern } from "../likePattern";

/** Access that somebody answers for. */
export interface AccessException {
  /** A resource's URN, its type, or its name with `*` and `?`. */
  resource: string;
  owner: string;
  reason: string;
  /** YYYY-MM-DD: it holds until the end of that day. */
  until: string;
}

/** Whether an exception holds for a resource, and why those that name it do not. */
export function exceptionFor(
  { urn, type, name }: { urn: string; type: string; name: string },
  exceptions: readonly AccessException[],
  today: string,
): { holds: boolean; refused: string[] } {
  const refusals = exceptions
    .filter(({ resource }) => resource === urn || resource === type || likePattern(resource, name))
    .map((exception) => refusal(exception, today));
  return { holds: refusals.includes(undefined), refused: refusals.filter((why) => why !== undefined) };
}

function refusal({ resource, owner, reason, until }: AccessException, today: string): string | undefined {
  const exception = `The exception of ${shortened(owner)} (${shortened(reason)})`;
  if (/^[*?]*$/.test(resource)) return `${exception} names no resource: ${shortened(resource)} is all of them`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until)) return `${exception} has no end of the form YYYY-MM-DD: ${shortened(until)}`;
  return today <= until ? undefined : `${exception} expired on ${until}`;
}
