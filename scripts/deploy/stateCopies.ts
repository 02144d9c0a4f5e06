import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../../domain/errors";
import type { FileBackend } from "./fileBackend";
import { forgetProof } from "./provenRecords";

/**
 * Pulumi's file backend writes a state in place: a full disk or a kill in the middle leaves half a file, and no command works any more. So `deploy` keeps a
 * copy of each state before it runs the stack, and puts that back where the state is broken; what was created since is found by its tag.
 */
export function keepState(backend: FileBackend, stack: string): void {
  const text = readIfThere(stateFile(backend, stack));
  // A stack that was removed and is made again must not get its former state.
  if (text === undefined) rmSync(copyFile(backend, stack), { force: true });
  else if (isWhole(text)) writeWhole(copyFile(backend, stack), text);
}

export function hasCopy(backend: FileBackend, stack: string): boolean {
  return existsSync(copyFile(backend, stack));
}

/**
 * Puts every broken state of the project right. Only while nobody else runs a stack of it.
 *
 * @throws InputError where there is no copy.
 */
export function mendStates(backend: FileBackend, say: (sentence: string) => void): void {
  const folder = dirname(stateFile(backend, ""));
  for (const name of filesOf(folder)) {
    const file = join(folder, name);
    // What stands in it (a type, a hash) is not needed; an empty one stops every command.
    if (name.endsWith(".attrs") && statSync(file).size === 0) rmSync(file);
    if (!name.endsWith(".json") || isWhole(readIfThere(file) ?? "")) continue;
    const stack = name.slice(0, -".json".length);
    const copy = readIfThere(copyFile(backend, stack));
    if (copy === undefined)
      throw new InputError(
        `The state of stack ${stack}, ${file}, is broken, and deploy has no copy of it. Nothing was changed. Go back to ${name}.bak beside it if that is whole; what is missing in it is taken into the state by the next deploy.`,
      );
    forgetProof(backend, stack);
    writeWhole(file, copy);
    say(`${stack}: the state was broken (by a full disk, or a kill in the middle of a write); the one from before that run was put back.`);
  }
}

function stateFile({ folder, project }: FileBackend, stack: string): string {
  return join(folder, "stacks", project, `${stack}.json`);
}

function copyFile({ folder, project }: FileBackend, stack: string): string {
  return join(folder, "access-analyzer-org", project, `${stack}.json`);
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** As a whole or not at all. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.draft`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No stack was ever made.
    return [];
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
