/** Nobody reads more of a value to know which one is meant. */
const longest = 80;

/** A text from outside as a message shows it: in quotes, with what a terminal would hide or obey made visible, and never long. */
export function quoted(text: string): string {
  return text.length <= longest
    ? visible(JSON.stringify(text))
    : `${visible(JSON.stringify(text.slice(0, longest)))}... (${text.length.toLocaleString("en")} characters)`;
}

/** The same without quotes. */
export function shortened(text: string): string {
  return text.length <= longest ? visible(text) : `${visible(text.slice(0, longest))}... (${text.length.toLocaleString("en")} characters)`;
}

/** Control, format (also those that change the direction of writing) and separator characters as `\u202e`; the space stays. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u00a0]/gu, (character) =>
    [...character].map((point) => `\\u${(point.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`).join(""),
  );
}
