import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface PeakMemory {
  /** Bytes that all processes held together; pages that several share count for each. */
  total: number;
  /** Bytes of the largest single process. */
  largest: number;
}

/** How often the process table is read, in milliseconds: reading it costs some ten of them. */
const interval = 250;

/** Runs `action` and watches what this process's children and theirs hold meanwhile, but for `without` and its own. */
export async function watchMemory(action: () => Promise<unknown>, without: number): Promise<PeakMemory> {
  const peak: PeakMemory = { total: 0, largest: 0 };
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const sizes = sizesBelow(process.pid, without, (await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,rss="])).stdout);
      peak.total = Math.max(
        peak.total,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      peak.largest = Math.max(peak.largest, ...sizes);
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  })();
  try {
    await action();
  } finally {
    isOver = true;
    await watching;
  }
  return peak;
}

/** @param table of `ps`: process, parent, resident kilobytes. */
function sizesBelow(root: number, without: number, table: string): number[] {
  const processes = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const parents = [root];
  const sizes: number[] = [];
  for (const parent of parents) {
    for (const [pid = 0, ppid, kilobytes = 0] of processes) {
      if (ppid !== parent || pid === without) continue;
      parents.push(pid);
      sizes.push(kilobytes * 1024);
    }
  }
  return sizes;
}
