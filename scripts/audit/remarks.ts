import type { Audit } from "../../domain/audit/audit";
import type { AuditNote } from "../../domain/audit/notes";
import type { KeyNote } from "../../domain/audit/leftKeys";
import { typeLabels } from "../terminal/labels";
import type { UnplannedAnalyzer } from "../../domain/plan/unplanned";
import { describeReason } from "../../domain/plan/describeReason";
import type { Style } from "../terminal/style";
import { paint } from "../terminal/style";
import { harmless, listed, wrap } from "../terminal/text";

/** Accounts or places named before the rest is only counted. */
const namesShown = 6;

/** Analyzers of others that cover a place: fine, and good to know, since nobody here keeps them. */
export function renderNotOurs(audit: Audit, style: Style, all: boolean): string {
  const names = namesOf(audit);
  const groups = new Groups();
  for (const place of audit.places) {
    if (place.state !== "covered" || place.by === "ours") continue;
    const whose = place.owner === undefined ? "no tag says whose" : harmless(place.owner);
    groups.add(
      `${typeLabels[place.type]}, ${whose}`,
      `${harmless(place.analyzer)} in ${place.region ?? ""} of ${names.get(place.account) ?? place.account}`,
    );
  }
  return groups.render("Covered by analyzers that are not ours (never touched)", style, all ? Infinity : namesShown);
}

/** Who is left out on purpose. What is switched off for everybody is the configuration's business, not a remark. */
export function renderExempt(audit: Audit, style: Style): string {
  const names = namesOf(audit);
  const groups = new Groups();
  for (const place of audit.places) {
    if (place.state !== "exempt" || place.reason.kind === "disabled") continue;
    const text = harmless(describeReason(place.reason));
    if (place.reason.kind === "regionExcluded") groups.add(text, place.region ?? "");
    else groups.add(text, names.get(place.account) ?? place.account);
  }
  return groups.render("Exempt", style, namesShown);
}

export function renderNotes(notes: readonly AuditNote[], style: Style): string {
  const groups = new Groups();
  for (const note of notes) {
    if (note.kind === "delegatedAdministrator") groups.add(harmless(note.message));
    else if (note.kind === "leftKey" || note.kind === "keysUnread") groups.add(keyText(note), `${note.region} of ${note.account}`);
    else if (note.kind === "extra") groups.add(unplannedText(note), `${note.region} of ${note.account}`);
    else groups.add(noteText(note), `${harmless(note.analyzer)} in ${note.region} of ${note.account}`);
  }
  return groups.render("Also seen (no drift)", style, namesShown);
}

function noteText(note: Exclude<AuditNote, KeyNote | { kind: "delegatedAdministrator" | "extra" }>): string {
  switch (note.kind) {
    case "serviceLinked":
      return `made by ${harmless(note.by)} for itself, no coverage`;
    case "resemblesOurs":
      return `${note.type}, has our tag or our name, but is not ours (ours have both, and the type that goes with the name): never touched`;
    case "inactive":
      return `ours, ${note.status}${note.statusReason === undefined ? "" : ` (${note.statusReason})`}, while another one covers the place`;
    case "archiveRule":
      return harmless(
        `archive rule ${note.rule}, which nobody planned, of ${note.by === "ours" ? "an analyzer of ours" : "another owner's analyzer"}${
          note.reasons === undefined ? "" : `: ${note.reasons.join("; ")}`
        }`,
      );
    case "billed":
      return `${note.type}, not ours${note.owner === undefined ? "" : ` (${harmless(note.owner)})`}, billed for what it analyzes`;
  }
}

function keyText(note: KeyNote): string {
  if (note.kind === "keysUnread") return harmless(`whether the findings road has left a key there is not known: ${note.reason}`);
  const { key, state, command } = note;
  return `key ${key} (${state}): has our tag, and no alias of ours names it; AWS bills it, USD 1 a month at least; "${command}" deletes it`;
}

/** The same for every Region: `retire` without a filter takes them all. */
function unplannedText({ type, analyzer, isBilled }: UnplannedAnalyzer): string {
  return `${analyzer}: ours, no longer planned, stays, is ${isBilled ? "billed" : "free"}; "access-analyzer-org retire --type ${type}" deletes it`;
}

/** Archive rules that nobody planned, as `deploy` names them; those that hide findings are drift and stand there. */
export function renderRules(notes: readonly AuditNote[], style: Style): string {
  const groups = new Groups();
  for (const note of notes)
    if (note.kind === "archiveRule") groups.add(noteText(note), `${harmless(note.analyzer)} in ${note.region} of ${note.account}`);
  return groups.render("Archive rules that nobody planned (left alone)", style, namesShown);
}

/** Analyzers of ours that the plan has no longer, as `plan` and `deploy` name them. */
export function renderUnplanned(unplanned: readonly UnplannedAnalyzer[], style: Style): string {
  const groups = new Groups();
  for (const analyzer of unplanned) groups.add(unplannedText(analyzer), `${analyzer.region} of ${analyzer.account}`);
  return groups.render("No longer planned", style, namesShown);
}

function namesOf(audit: Audit): Map<string, string> {
  return new Map(audit.accounts.map(({ id, name }) => [id, `${id} ${harmless(name)}`]));
}

/** One bullet for each text, with the places it is about. */
class Groups {
  readonly #groups = new Map<string, Set<string>>();

  add(text: string, place?: string): void {
    const places = this.#groups.get(text) ?? new Set<string>();
    if (place !== undefined) places.add(place);
    this.#groups.set(text, places);
  }

  render(title: string, style: Style, limit: number): string {
    if (this.#groups.size === 0) return "";
    const lines = [...this.#groups].flatMap(([text, places]) =>
      wrap(`- ${text}${places.size === 0 ? "" : `: ${listed([...places], limit)}`}`, style.columns, "  "),
    );
    return [paint(style, "bold", title), ...lines].join("\n");
  }
}
