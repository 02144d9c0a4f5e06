import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Where a process id means one process: a host, since it was started, in one namespace of process ids (a container has its own). */
export interface ProcessPlace {
  host: string;
  bootId: string;
  pidNamespace: string;
}

/** This process's; undefined on systems that do not say it (all but Linux). */
export function thisPlace(): ProcessPlace | undefined {
  try {
    return {
      host: hostname(),
      bootId: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
      pidNamespace: readlinkSync("/proc/self/ns/pid"),
    };
  } catch {
    return undefined;
  }
}

export function isSamePlace(one: Partial<ProcessPlace>, other: ProcessPlace | undefined): boolean {
  return other !== undefined && one.host === other.host && one.bootId === other.bootId && one.pidNamespace === other.pidNamespace;
}

/** Only for a process id of {@link thisPlace}. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
