import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { InputError } from "../../domain/errors";
import type { FileBackend } from "./fileBackend";
import { isRunning, isSamePlace, thisPlace, type ProcessPlace } from "./processPlace";

interface Holder extends Partial<ProcessPlace> {
  user: string;
  host: string;
  pid: number;
  /** ISO 8601. */
  since: string;
}

/**
 * Keeps a second deploy of the project out of the backend, for as long as this one lasts. Only in a file backend; others have the engine's lock of each stack.
 *
 * @returns lets go of it.
 * @throws InputError that says who holds it since when, and how it is lifted if that process is gone.
 */
export function holdDeployLock({ folder, project }: FileBackend): () => void {
  return holdLockFile(join(folder, "access-analyzer-org", project, "deploy.lock"));
}

/** @param isAlive tells of a process id of this place. */
export function holdLockFile(file: string, here = thisPlace(), isAlive: (pid: number) => boolean = isRunning): () => void {
  const ours = JSON.stringify({
    ...{ user: userName(), host: hostname(), pid: process.pid, since: new Date().toISOString() },
    ...here,
  } satisfies Holder);
  for (let attempt = 1; ; attempt++) {
    if (isCreated(file, ours)) break;
    const text = readIfThere(file);
    // Let go of meanwhile, or not written yet.
    if (text === undefined && attempt < 3) continue;
    const holder = parseHolder(text ?? "");
    const isGone = holder !== undefined && isSamePlace(holder, here) && !isAlive(holder.pid);
    if (!isGone || attempt >= 3) throw new InputError(refusal(file, holder));
    takeAway(file, text ?? "");
  }
  const letGo = () => {
    process.off("exit", letGo);
    try {
      if (readIfThere(file) === ours) rmSync(file, { force: true });
    } catch {
      // The backend became read-only or went away: the next deploy here sees that this process has ended.
    }
  };
  // A second Ctrl-C ends the process at once.
  process.on("exit", letGo);
  return letGo;
}

function isCreated(file: string, text: string): boolean {
  try {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw new InputError(
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}. Pulumi's state is beside it, so nothing could be rolled out, and nothing was changed. Make the backend writable and deploy again.`,
    );
  }
}

/** Two who find the same dead lock must not take away each other's new one. */
function takeAway(file: string, dead: string): void {
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readIfThere(aside) !== dead) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

function refusal(file: string, holder: Holder | undefined): string {
  const who =
    holder === undefined
      ? "a process that the lock does not name"
      : `${holder.user}@${holder.host} (pid ${holder.pid}) since ${holder.since}`;
  return `Another deploy is under way, by ${who}. Nothing was changed. Wait until it has ended. If its process is certainly gone: rm "${file}"`;
}

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder; // Written above.
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8") || undefined;
  } catch {
    return undefined;
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user need not be in its user table.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
