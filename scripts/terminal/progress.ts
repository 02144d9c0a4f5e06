import type { Progress } from "../../aws/inventoryReader";
import { plural } from "./text";

interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Milliseconds between two plain lines: few and regular, so that a log shows that something goes on and little else. */
const plainInterval = 15_000;

/**
 * Shows how far the reading of an organization is: one line that is rewritten on a terminal; elsewhere a plain line every 15 seconds, so that a
 * short reading has none.
 * Goes to standard error, so that standard output holds results only.
 */
export function showProgress(output: Output): { show(progress: Progress): void; end(): void } {
  let drawnAt = 0;
  let drawn = "";
  let latest: Progress | undefined;
  if (output.isTTY === true) return { show: rewrite, end: erase };
  const timer = setInterval(() => {
    if (latest !== undefined) output.write(`${describe(latest)}\n`);
  }, plainInterval).unref();
  return { show: (progress) => (latest = progress), end: () => clearInterval(timer) };

  function rewrite(progress: Progress): void {
    // Drawn at most 20 times a second; the last state of a reading is not interesting, its result is.
    if (Date.now() - drawnAt < 50) return;
    drawnAt = Date.now();
    drawn = describe(progress).slice(0, (output.columns ?? 80) - 1);
    output.write(`\r\u001b[K${drawn}`);
  }

  function erase(): void {
    if (drawn !== "") output.write("\r\u001b[K");
    drawn = "";
  }
}

function describe({ accounts, places, unreadable }: Progress): string {
  const unread = unreadable === 0 ? "" : `, ${unreadable} unreadable`;
  return `Reading the organization: ${accounts.entered} of ${plural(accounts.total, "account")} entered, ${places.read} of ${plural(places.total, "Region")} read${unread}`;
}
