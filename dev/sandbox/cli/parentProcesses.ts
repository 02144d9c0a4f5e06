import { execFileSync } from "node:child_process";

/**
 * The processes whose end is to be the end of this one: its parent and, where that is only the shell that npm runs scripts in, the
 * parent's parent. Such a shell outlives a killed npm as long as this process runs.
 */
export function parentProcesses(): number[] {
  const parent = process.ppid;
  const { name, parent: grandparent } = describeProcess(parent);
  return /^-?(?:.*\/)?(?:sh|dash|bash|zsh)$/.test(name) && process.env["npm_lifecycle_event"] !== undefined
    ? [parent, grandparent]
    : [parent];
}

/** Calls `ended` once when one of them is gone. Does not keep the process alive. */
export function watchParents(parents: readonly number[], ended: () => void): void {
  const [parent] = parents;
  const timer = setInterval(() => {
    if (process.ppid === parent && parents.every(isAlive)) return;
    clearInterval(timer);
    ended();
  }, 500);
  timer.unref();
}

function describeProcess(pid: number): { name: string; parent: number } {
  try {
    const [, parent = "", name = ""] =
      /^\s*(\d+)\s+(.*?)\s*$/.exec(execFileSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" })) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    // Without ps the parent alone is watched.
    return { name: "", parent: pid };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
