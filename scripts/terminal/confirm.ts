import { createInterface } from "node:readline/promises";
import { InputError } from "../../domain/errors";

export interface ConfirmOptions {
  /** The answer of `--yes`. */
  yes: boolean;
  /** Ends the question; it then counts as no. */
  signal?: AbortSignal;
}

/**
 * Asks a person on the terminal; only "yes" is yes. The question goes to standard error, because standard output holds results.
 *
 * @throws InputError where nobody can answer: without `--yes` machines delete nothing.
 */
export async function confirm(question: string, { yes, signal }: ConfirmOptions): Promise<boolean> {
  if (yes) return true;
  if (process.stdin.isTTY !== true)
    throw new InputError(`${question}\nThere is no terminal to answer from, so nothing was changed. --yes answers for machines.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question}\nType "yes" to go on: `, signal ? { signal } : {});
    return answer.trim() === "yes";
  } catch (error) {
    if (signal?.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}
