import Table from "cli-table3";
import type { Style } from "./style";
import { paint } from "./style";
import { harmless } from "./text";

export interface Column {
  title: string;
  align?: "left" | "right";
}

const borderless = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** Rows under titles, no lines drawn: it reads well on a terminal, in a log and in a pull request. The only printer of tables. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], style: Style): string {
  const table = new Table({
    head: columns.map(({ title }) => paint(style, "bold", title)),
    colAligns: columns.map(({ align }) => align ?? "left"),
    chars: borderless,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const row of rows) table.push(row.map(shown));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Cells may carry our own colours, so only text without them is looked at. */
function shown(cell: string): string {
  return cell.includes("\u001b[") ? cell : harmless(cell);
}
