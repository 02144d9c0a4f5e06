import { fstatSync } from "node:fs";

/** How often the parent process is looked up, in milliseconds. */
const interval = 500;

/**
 * Runs `action` once when the process that started this one is gone. A process whose parent died gets another parent, which is seen
 * within half a second however the parent died. Keeps nothing alive.
 */
export function whenEngineIsGone(action: () => void): void {
  const engine = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === engine) return;
    clearInterval(timer);
    action();
  }, interval);
  timer.unref();

  // The engine holds the other end of standard input for as long as it lives: its end is noticed at once, and also when the engine died
  // before this process could read who its parent was. Another parent may have given no pipe; then only the parent counts.
  if (isPipe(0)) {
    process.stdin.on("error", () => undefined);
    process.stdin.once("end", () => {
      clearInterval(timer);
      action();
    });
    process.stdin.resume();
    // A pipe that is read would keep the process alive; a server does that already, a plain script must not be held by it.
    if ("unref" in process.stdin && typeof process.stdin.unref === "function") process.stdin.unref();
  }
}

function isPipe(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}
