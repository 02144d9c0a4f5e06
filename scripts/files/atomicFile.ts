import { existsSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { InputError } from "../../domain/errors";

/**
 * Writes a file as a whole or not at all; whether it wrote. A file that holds the same text is left alone, so that its time stays.
 *
 * @throws InputError when the place cannot be written to.
 */
export function writeIfChanged(file: string, text: string): boolean {
  try {
    if (existsSync(file) && readFileSync(file, "utf8") === text) return false;
  } catch (error) {
    throw unwritable(file, error);
  }
  writeTogether([[file, text]]);
  return true;
}

/**
 * Writes files that belong together: none of them is touched before all are written beside their places.
 *
 * @throws InputError when a place cannot be written to.
 */
export function writeTogether(files: readonly (readonly [file: string, text: string])[]): void {
  const drafts: { file: string; draft: string; target: string }[] = [];
  let current = "";
  try {
    for (const [file, text] of files) {
      current = file;
      // A link stays a link: what it points to is replaced.
      const target = existsSync(file) ? realpathSync(file) : file;
      if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new Error("it is a folder");
      const draft = `${target}.${process.pid}.draft`;
      drafts.push({ file, draft, target });
      writeFileSync(draft, text);
    }
    for (const { file, draft, target } of drafts) {
      current = file;
      renameSync(draft, target);
    }
  } catch (error) {
    throw unwritable(current, error);
  } finally {
    for (const { draft } of drafts) rmSync(draft, { force: true });
  }
}

function unwritable(file: string, error: unknown): InputError {
  return new InputError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
}
