import { hostname } from "node:os";

/**
 * Whether what the engine says of a locked stack names nothing but processes of this machine that have ended: a run that was killed.
 * A lock of another machine, of a living process, or of a backend that tells neither is left alone.
 *
 * @param said the engine's words: `created by NAME@HOST (pid N) at TIME`, a line for each lock.
 */
export function isStaleLock(said: string, here: string = hostname(), isAlive: (pid: number) => boolean = isRunning): boolean {
  const holders = [...said.matchAll(/created by \S+@(\S+) \(pid (\d+)\)/g)];
  const locks = Number(/locked by (\d+) lock/.exec(said)?.[1] ?? 0);
  return locks > 0 && holders.length === locks && holders.every(([, host, pid]) => host === here && !isAlive(Number(pid)));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
