import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../engine/location";

/** A folder inside the clone (ignored by git, so that programs in it find node_modules) for what a benchmark writes; gone at the end. */
export async function inScratch<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const parent = join(rootFolder, ".scratch");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "bench-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  try {
    return await action(folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}
