import type { Part } from "./parts";

/** Something to say about a part of the road. */
export interface Said {
  urn: string;
  level: "violation" | "note";
  message: string;
}

/** @param what without its full stop, to stand behind the part's name */
export function about({ urn, label }: Pick<Part, "urn" | "label">, level: Said["level"], what: string): Said {
  return { urn, level, message: `${label} ${what}.` };
}

export const notKnown = "is not known before it is deployed";
