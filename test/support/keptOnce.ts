import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { rootFolder } from "../../dev/engine/location";

/** How many of a kind are kept: those that were used last. */
const most = 8;

/**
 * Something costly, made once and kept in .scratch for as long as what it is made of stays the same. Who asks while another process makes it waits for
 * that. Should two make it all the same, the last one's is kept: nobody sees half of one.
 */
export async function keptOnce(kind: string, madeOf: unknown, make: () => Promise<Buffer>): Promise<Buffer> {
  const folder = join(rootFolder, ".scratch", kind);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, createHash("sha256").update(JSON.stringify(madeOf)).digest("hex").slice(0, 32));
  const lock = `${file}.lock`;
  while (!existsSync(file)) {
    if (!take(lock)) {
      await sleep(200);
      continue;
    }
    try {
      if (existsSync(file)) break;
      writeFileSync(`${file}.${process.pid}`, await make());
      renameSync(`${file}.${process.pid}`, file);
      removeOld(folder);
    } finally {
      rmSync(lock, { force: true });
    }
  }
  utimesSync(file, new Date(), new Date());
  return readFileSync(file);
}

/** The lock is a link that names its owner's process. One whose owner is not there any more is taken away, for the next attempt. */
function take(lock: string): boolean {
  try {
    symlinkSync(String(process.pid), lock);
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    if (!isOwned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** Whether its owner is there. One that has just been given back needs nobody's help. */
function isOwned(lock: string): boolean {
  try {
    process.kill(Number(readlinkSync(lock)), 0);
    return true;
  } catch (error) {
    if (["ENOENT", "EPERM"].includes(codeOf(error) ?? "")) return true;
    if (codeOf(error) === "ESRCH") return false;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

function removeOld(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => /^[0-9a-f]+$/.test(name))
    .map((name) => join(folder, name))
    .sort((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
  for (const file of files.slice(most)) rmSync(file, { force: true });
}
