import widthOf from "string-width";

/** Text that came from AWS (names, tags, messages) must not steer the terminal that shows it. */
export function harmless(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "�");
}

/** Columns that a text takes on a terminal, as the tables count them too: wide characters (Chinese, Japanese, Korean, emoji) take two. */
export { default as widthOf } from "string-width";

/** Exactly `width` columns: cut (with a mark) or filled. */
export function fit(text: string, width: number, mark = "~"): string {
  const missing = width - widthOf(text);
  if (missing >= 0) return text + " ".repeat(missing);
  let kept = "";
  for (const character of text) {
    if (widthOf(kept + character + mark) > width) break;
    kept += character;
  }
  return fit(kept + mark, width);
}

/** Lines of at most `width` columns, broken at spaces; further lines begin with `indent`. A longer word stays whole. */
export function wrap(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === "" && lines.length === 0 ? word : `${line}${line === indent && lines.length > 0 ? "" : " "}${word}`;
    }
  }
  return [...lines, line];
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** `a, b and 3 more` when there are more than `limit`. */
export function listed(items: readonly string[], limit: number): string {
  return items.length <= limit ? items.join(", ") : `${items.slice(0, limit).join(", ")} and ${items.length - limit} more`;
}
