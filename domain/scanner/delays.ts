/** Seconds until a scan is looked at again, or a call that AWS was too busy for is made again: by how often that was tried. */
const delays = [5, 10, 20, 40, 80, 160, 300, 300] as const;

/** Milliseconds after which a change that waited in the queue is left to the sweep: there is too much to do. */
export const patienceMilliseconds = 15 * 60_000;

/** Undefined where it was tried often enough: about a quarter of an hour. */
export function delayAfter(tries: number): number | undefined {
  return delays[tries];
}
