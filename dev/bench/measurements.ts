import { availableParallelism, cpus, totalmem } from "node:os";
import { performance } from "node:perf_hooks";
import { renderTable } from "../../scripts/terminal/table";
import { styleOf } from "../../scripts/terminal/style";

/** What is measured: a line of the table. */
export interface Line {
  what: string;
  /** Seconds, one per run. */
  runs: number[];
  /** More columns, by title. */
  also?: Record<string, string>;
  /** Replaces the number of runs where it was not measured but computed. */
  how?: string;
}

/** Prints lines beside each other; ratios are those of the medians to the first line's. */
export function printLines(title: string, lines: Line[]): void {
  const [first] = lines;
  if (!first) return;
  const more = [...new Set(lines.flatMap(({ also = {} }) => Object.keys(also)))];
  const columns = ["", "median", "ratio", ...more, "runs"].map((name, i) => ({
    title: name,
    align: i === 0 ? ("left" as const) : ("right" as const),
  }));
  const rows = lines.map(({ what, runs, also = {}, how }) => [
    what,
    `${median(runs).toFixed(2)} s`,
    (median(runs) / median(first.runs)).toFixed(2),
    ...more.map((name) => also[name] ?? ""),
    how ?? String(runs.length),
  ]);
  console.log(`\n${title}\n\n${renderTable(columns, rows, styleOf(process.stdout))}`);
}

export function median(values: number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

export async function seconds(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return (performance.now() - begun) / 1000;
}

/** Ratios travel between machines; seconds do not. */
export function machine(): string {
  const [cpu] = cpus();
  return `Node ${process.versions.node}, ${availableParallelism()} cores (${cpu?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
}
