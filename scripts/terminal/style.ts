/** What a stream can show. */
export interface Style {
  colour: boolean;
  unicode: boolean;
  /** Columns that a line may take. */
  columns: number;
}

export type Colour = "red" | "green" | "yellow" | "magenta" | "cyan" | "dim" | "bold";

const codes: Record<Colour, [number, number]> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Width where nobody says: logs and files. */
const defaultColumns = 100;

/**
 * Colour on a terminal only, unless NO_COLOR or FORCE_COLOR says otherwise; characters beyond ASCII where the locale is UTF-8.
 *
 * @see https://no-color.org
 */
export function styleOf(stream: { isTTY?: boolean; columns?: number }, environment: NodeJS.ProcessEnv = process.env): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0";
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || "";
  return {
    colour: forced || (stream.isTTY === true && !NO_COLOR && FORCE_COLOR !== "0" && TERM !== "dumb"),
    unicode: /utf-?8/i.test(locale),
    columns: stream.isTTY === true && stream.columns ? Math.max(stream.columns, 60) : defaultColumns,
  };
}

export function paint(style: Style, colour: Colour | undefined, text: string): string {
  if (!style.colour || colour === undefined || text === "") return text;
  const [on, off] = codes[colour];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
