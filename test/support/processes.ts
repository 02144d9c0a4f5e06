import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface Running {
  pid: number;
  ppid: number;
  command: string;
}

/** Every process that `root` has started, directly or not. */
export function descendants(root: number): Running[] {
  const all = running();
  const found: Running[] = [];
  const parents = [root];
  for (const parent of parents) {
    for (const child of all.filter(({ ppid }) => ppid === parent)) {
      found.push(child);
      parents.push(child.pid);
    }
  }
  return found;
}

/** Waits until none of them is there any more. Returns those that still are when the time is over. */
export async function survivors(pids: number[], milliseconds: number): Promise<Running[]> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const left = running().filter(({ pid }) => pids.includes(pid));
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(100);
  }
}

/** Waits until `find` has found something. @throws if it does not in time. */
export async function until<Found>(find: () => Found | undefined, milliseconds = 15_000): Promise<Found> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error("what the test waited for did not happen in time");
    await sleep(50);
  }
}

/** A process that has ended but was not collected by its parent yet does not count. */
function running(): Running[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8", maxBuffer: 16 * 1024 * 1024 })
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [, pid, ppid, state, command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return pid && ppid && !state?.startsWith("Z") ? [{ pid: Number(pid), ppid: Number(ppid), command }] : [];
    });
}

/** Every process whose environment holds this text: all that a run has started, whoever its parent is by now. */
export function carrying(marker: string): Running[] {
  return running().filter(({ pid }) => environmentOf(pid).includes(marker));
}

/** Waits until nothing carries the marker any more. Returns what still does when the time is over. */
export async function stillCarrying(marker: string, milliseconds: number): Promise<Running[]> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const left = carrying(marker);
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(200);
  }
}

/** Empty for a process that has gone or belongs to somebody else. */
function environmentOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/environ`, "latin1");
    return execFileSync("ps", ["eww", "-o", "command=", "-p", String(pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}
