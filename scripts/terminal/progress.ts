import type { Progress } from "../../aws/inventoryReader";
import { plural } from "./text";

interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/**
 * Tells how far the reading of an organization is: one line that is rewritten on a terminal, a plain line for every quarter elsewhere.
 * Goes to standard error, so that standard output holds results only.
 */
export function showProgress(output: Output): { show(progress: Progress): void; end(): void } {
  let told = 0;
  let drawn = "";
  return output.isTTY === true ? { show: rewrite, end: erase } : { show: tell, end: () => undefined };

  function rewrite(progress: Progress): void {
    // Drawn at most 20 times a second; the last state of a reading is not interesting, its result is.
    if (Date.now() - told < 50) return;
    told = Date.now();
    drawn = describe(progress).slice(0, (output.columns ?? 80) - 1);
    output.write(`\r\u001b[K${drawn}`);
  }

  function erase(): void {
    if (drawn !== "") output.write("\r\u001b[K");
    drawn = "";
  }

  function tell(progress: Progress): void {
    if (progress.accounts.entered < progress.accounts.total || progress.places.total === 0) return;
    const quarter = Math.floor((progress.places.read / progress.places.total) * 4);
    if (quarter <= told) return;
    told = quarter;
    output.write(`${describe(progress)}\n`);
  }
}

function describe({ accounts, places, unreadable }: Progress): string {
  const trouble = unreadable === 0 ? "" : `, ${unreadable} unreadable`;
  return `Reading the organization: ${accounts.entered} of ${plural(accounts.total, "account")} entered, ${places.read} of ${plural(places.total, "Region")} read${trouble}`;
}
