import { existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { InputError } from "../../domain/errors";

/**
 * Writes a file as a whole or not at all; whether it wrote. A file that holds the same text is left alone, so that its time stays.
 *
 * @throws InputError when the place cannot be written to.
 */
export function writeIfChanged(file: string, text: string): boolean {
  try {
    if (existsSync(file) && readFileSync(file, "utf8") === text) return false;
    // A link stays a link: what it points to is replaced.
    const target = existsSync(file) ? realpathSync(file) : file;
    const draft = `${target}.${process.pid}.draft`;
    try {
      writeFileSync(draft, text);
      renameSync(draft, target);
    } finally {
      rmSync(draft, { force: true });
    }
    return true;
  } catch (error) {
    throw new InputError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
