import { engineRecords, type EngineRecord } from "./engineRecords";
import { isRunning, isSamePlace, thisPlace, type ProcessPlace } from "./processPlace";

/** An engine locks its stack seconds after it was started. */
const longestStart = 120_000;

/**
 * Whether what the engine says of a locked stack names nothing but engines that are certainly gone: started by a deploy on this host, since it was
 * booted, in this namespace of process ids, and ended. Any other lock is left alone.
 *
 * @param said the engine's words: `created by NAME@HOST (pid N) at TIME`, a line for each lock.
 * @param records the engines that were started here for this stack.
 */
export function isStaleLock(
  said: string,
  records: readonly EngineRecord[],
  here: ProcessPlace | undefined = thisPlace(),
  isAlive: (pid: number) => boolean = isRunning,
): boolean {
  const holders = [...said.matchAll(/created by \S+@(\S+) \(pid (\d+)\) at (\S+)/g)];
  const locks = Number(/locked by (\d+) lock/.exec(said)?.[1] ?? 0);
  return locks > 0 && holders.length === locks && holders.every(([, host, pid, at]) => isGone(String(host), Number(pid), String(at)));

  function isGone(host: string, pid: number, at: string): boolean {
    const ours = records.some((record) => record.pid === pid && record.host === host && isSamePlace(record, here) && isStartOf(record, at));
    return ours && !isAlive(pid);
  }
}

/** Process ids are used again: the lock must be of the engine that was written down. The lock's time has whole seconds. */
function isStartOf({ started }: EngineRecord, at: string): boolean {
  const wait = Date.parse(at) - Date.parse(started);
  return wait > -2_000 && wait < longestStart;
}

/** {@link isStaleLock}, by what was written down on this machine. */
export function isLockOfDeadEngine(stack: string, said: string): boolean {
  return isStaleLock(said, engineRecords(stack));
}
