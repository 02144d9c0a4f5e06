import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const held = new Set<string>();

/** A folder for as long as the work takes. It goes when the process ends before that, too. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  if (held.size === 0) process.once("exit", removeAll);
  const folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
  held.add(folder);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    held.delete(folder);
    if (held.size === 0) process.off("exit", removeAll);
  }
}

function removeAll(): void {
  for (const folder of held) rmSync(folder, { recursive: true, force: true });
}
