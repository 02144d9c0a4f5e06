import { setTimeout as sleep } from "node:timers/promises";
import { areCredentialsRefused, describeError, isAccessDenied } from "../../aws/callErrors";
import { assumeRole } from "../../aws/sessions";
import type { Session } from "../../aws/sessions";
import type { AccountId } from "../../domain/identifiers";

const firstPause = 1_000;
const longestPause = 15_000;

/**
 * Waits until a role of ours in an account can be assumed. StackSets puts it there by itself, within minutes of an account's arrival.
 *
 * @param deadline milliseconds since the epoch; one attempt is made in any case.
 * @returns the reason, if it cannot.
 */
export async function waitForRole(
  session: Session,
  account: AccountId,
  role: { path: string; name: string },
  deadline: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    const inside = assumeRole(session, account, role);
    try {
      await inside.credentials();
      return undefined;
    } catch (error) {
      const reason = `${inside.arn} cannot be assumed: ${describeError(error)}`;
      if (signal.aborted || areOwnCredentialsRefused(error) || Date.now() + pause > deadline) return reason;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The caller's own: no waiting brings those back. */
function areOwnCredentialsRefused(error: unknown): boolean {
  return areCredentialsRefused(error) && !isAccessDenied(error);
}
