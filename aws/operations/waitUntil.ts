import { setTimeout as sleep } from "node:timers/promises";

/** What one look showed: the thing waited for, or what is still missing. */
export type Look<T> = { found: T } | { missing: string };

/**
 * Looks again and again until the thing is there, at first quickly, then every five seconds.
 *
 * @param what what is waited for, as the beginning of a sentence.
 * @param remedy what a person can do when it does not come.
 *
 * @throws Error when `timeoutSeconds` are over, with what was missing last; and whatever `look` throws.
 */
export async function waitUntil<T>(what: string, timeoutSeconds: number, remedy: string, look: () => Promise<Look<T>>): Promise<T> {
  const end = Date.now() + timeoutSeconds * 1000;
  for (let pause = 200; ; pause = Math.min(pause * 2, 5000)) {
    const seen = await look();
    if ("found" in seen) return seen.found;
    if (Date.now() + pause > end) throw new Error(`${what} within ${timeoutSeconds} seconds: ${seen.missing}. ${remedy}`);
    await sleep(pause);
  }
}
