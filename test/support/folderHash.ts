import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every file below those of these folders that are there, with a hash of its content, and every folder: what differs is seen by name. */
export function contentsOf(...folders: string[]): Record<string, string> {
  const contents: Record<string, string> = {};
  for (const folder of folders.filter(existsSync))
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      contents[path] = entry.isFile() ? createHash("sha256").update(readFileSync(path)).digest("hex") : "folder";
    }
  return contents;
}
