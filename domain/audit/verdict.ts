import type { AuditedPlace, PlaceState } from "./place";

export interface AuditVerdict {
  /** What a process should end with: 0 as planned, 1 drift, 2 not everything could be seen. */
  exitCode: 0 | 1 | 2;
  /** Certain drift comes before what could not be seen; `partial` is true in both cases if something was not seen. */
  result: "asPlanned" | "drift" | "partial";
  partial: boolean;
  /** One line for a person. */
  sentence: string;
}

/** Unknown is never fine: what could not be read keeps the verdict from "as planned". */
export function verdictOf(totals: Record<PlaceState["state"], number>, places: readonly AuditedPlace[]): AuditVerdict {
  const drift = totals.missing + totals.inactive + totals.wrong + totals.hides;
  const unseen = totals.unreadable;
  const planned = totals.covered + drift + unseen;
  const partial = unseen > 0;
  if (drift > 0 || totals.gap > 0) {
    const more = partial ? `, and ${unseen} could not be seen` : "";
    return {
      exitCode: 1,
      result: "drift",
      partial,
      sentence: `Drift: ${[...driftOf(totals, drift, planned), ...gapsOf(totals)].join("; ")}${more}.`,
    };
  }
  if (partial)
    return {
      exitCode: 2,
      result: "partial",
      partial,
      sentence: `Partial: ${unseen} of ${planned} places could not be seen${totals.covered === 0 ? "" : `; the ${totals.covered} others are as planned`}.`,
    };
  if (planned === 0)
    return {
      exitCode: 0,
      result: "asPlanned",
      partial,
      sentence: "As planned, but nothing is planned: every place is exempt or not enabled.",
    };
  const others = places.filter((place) => place.state === "covered" && place.by === "other").length;
  const whose = others === 0 ? "" : `, ${others} of them not ours`;
  return { exitCode: 0, result: "asPlanned", partial, sentence: `As planned: all ${planned} places have an ACTIVE analyzer${whose}.` };
}

function driftOf(totals: Record<PlaceState["state"], number>, drift: number, planned: number): string[] {
  if (drift === 0) return [];
  const parts = [
    count(totals.missing, "missing"),
    count(totals.inactive, "inactive"),
    count(totals.wrong, "wrong"),
    count(totals.hides, "with archive rules that hide findings"),
  ].filter((part) => part !== "");
  return [`${drift} of ${planned} planned analyzers are not there as planned (${parts.join(", ")})`];
}

function gapsOf({ gap }: Record<PlaceState["state"], number>): string[] {
  return gap === 0 ? [] : [gap === 1 ? "1 place has no external analyzer at all" : `${gap} places have no external analyzer at all`];
}

function count(number: number, what: string): string {
  return number === 0 ? "" : `${number} ${what}`;
}
