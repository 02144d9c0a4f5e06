import { harmless } from "./text";

/** Characters of one text of somebody else's before it is cut. */
const longest = 200;

/**
 * Text that somebody else chose (account names, file names, messages), as code: nothing in it is markup there, no link is made and nobody is
 * mentioned. What could end the code or the cell of a table is replaced, because GitHub splits a table's cells before it looks for code.
 */
export function code(text: string, most = longest): string {
  const cleaned = harmless(text.replace(/\s+/gu, " ")).replace(/`/g, "'").replace(/\|/g, "¦").trim();
  const characters = [...cleaned];
  return cleaned === "" ? "" : `\`${characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : cleaned}\``;
}

/** A table with a header; rows beyond `most` are counted. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[], most: number, more: string): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rest = rows.length - most;
  return [
    line(titles),
    line(titles.map(() => "---")),
    ...rows.slice(0, most).map(line),
    ...(rest > 0 ? ["", `And ${rest.toLocaleString("en")} more ${more}.`] : []),
  ].join("\n");
}

/** As much as fits, whole lines, and that the rest is left out. */
export function cutMarkdown(text: string, mostBytes: number, note: string): string {
  if (Buffer.byteLength(text) <= mostBytes) return text;
  const room = mostBytes - Buffer.byteLength(`\n\n${note}\n`);
  const kept: string[] = [];
  let size = 0;
  for (const line of text.split("\n")) {
    size += Buffer.byteLength(line) + 1;
    if (size > room) break;
    kept.push(line);
  }
  return `${kept.join("\n")}\n\n${note}\n`;
}
