import type { AuditedPlace } from "../../domain/audit/place";
import type { Colour, Style } from "../terminal/style";
import { paint } from "../terminal/style";

/** How a place looks in the matrix. Every look is a character of its own, so that colour only helps. */
export type Look =
  "covered" | "coveredByOther" | "missing" | "gap" | "inactive" | "wrong" | "hides" | "unreadable" | "regionNotEnabled" | "exempt";

interface Glyph {
  unicode: string;
  ascii: string;
  colour: Colour;
  meaning: string;
}

/** In the order of the legend. */
export const glyphs: Record<Look, Glyph> = {
  covered: { unicode: "●", ascii: "+", colour: "green", meaning: "covered" },
  coveredByOther: { unicode: "○", ascii: "o", colour: "green", meaning: "covered, not ours" },
  missing: { unicode: "✗", ascii: "X", colour: "red", meaning: "missing" },
  gap: { unicode: "□", ascii: "G", colour: "red", meaning: "gap" },
  inactive: { unicode: "!", ascii: "!", colour: "red", meaning: "inactive" },
  wrong: { unicode: "≠", ascii: "#", colour: "red", meaning: "wrong" },
  hides: { unicode: "◐", ascii: "H", colour: "red", meaning: "hides findings" },
  unreadable: { unicode: "?", ascii: "?", colour: "magenta", meaning: "unreadable" },
  exempt: { unicode: "–", ascii: "-", colour: "dim", meaning: "exempt" },
  regionNotEnabled: { unicode: "·", ascii: ".", colour: "dim", meaning: "Region not enabled" },
};

export function lookOf(place: AuditedPlace): Look {
  return place.state === "covered" && place.by === "other" ? "coveredByOther" : place.state;
}

export function draw(look: Look, style: Style): string {
  const { unicode, ascii, colour } = glyphs[look];
  return paint(style, colour, style.unicode ? unicode : ascii);
}

export function bare(look: Look, style: Style): string {
  return style.unicode ? glyphs[look].unicode : glyphs[look].ascii;
}
