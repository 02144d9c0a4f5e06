import type { Audit } from "../../domain/audit";
import type { AuditNote } from "../../domain/auditNotes";
import { renderLegend, renderMatrix } from "./matrix";
import type { Colour, Style } from "./style";
import { paint } from "./style";
import { harmless, listed, wrap } from "./text";
import { renderTroubles } from "./troubles";

/** What `audit` prints: the matrix, what is not as planned and what to do, what else was seen, and one line of verdict. */
export function renderAudit(audit: Audit, style: Style, all = false): string {
  const { id, management, delegatedAdministrator } = audit.organization;
  const title = `Organization ${id} on ${audit.date}: management ${management}, delegated administrator ${delegatedAdministrator}`;
  const hint = all || audit.places.length < 200 ? "" : paint(style, "dim", "Accounts as planned are folded; --all shows every one.");
  const sections = [
    wrap(title, style.columns).map((line) => paint(style, "bold", line)).join("\n"),
    [renderMatrix(audit, style, all), hint].filter((part) => part !== "").join("\n"),
    [renderLegend(audit, style), notEnabledAnywhere(audit, style)].filter((part) => part !== "").join("\n"),
    renderTroubles(audit, style, all),
    renderNotes(audit.notes, style),
    wrap(audit.verdict.sentence, style.columns).map((line) => paint(style, verdictColour(audit), line)).join("\n"),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function verdictColour({ verdict }: Audit): Colour {
  return verdict.result === "asPlanned" ? "green" : verdict.result === "drift" ? "red" : "magenta";
}

/** Regions that are off in every account have no column; they are named so that nobody misses them. */
function notEnabledAnywhere(audit: Audit, style: Style): string {
  const enabled = new Set(audit.places.flatMap(({ region, state }) => (state === "regionNotEnabled" ? [] : [region])));
  const off = new Set(audit.places.flatMap(({ region }) => (region === undefined || enabled.has(region) ? [] : [region])));
  if (off.size === 0) return "";
  return wrap(`Not enabled in any account: ${[...off].sort().join(", ")}`, style.columns, "  ").map((line) => paint(style, "dim", line)).join("\n");
}

function renderNotes(notes: readonly AuditNote[], style: Style): string {
  if (notes.length === 0) return "";
  const lines = [...groupedNotes(notes)].flatMap(([text, places]) => wrap(`- ${text}${places.length === 0 ? "" : `: ${listed(places, 6)}`}`, style.columns, "  "));
  return [paint(style, "bold", "Also seen (no drift)"), ...lines].join("\n");
}

function groupedNotes(notes: readonly AuditNote[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  const add = (text: string, place?: string) => groups.set(text, [...(groups.get(text) ?? []), ...(place === undefined ? [] : [place])]);
  for (const note of notes) {
    if (note.kind === "delegatedAdministrator") add(harmless(note.message));
    else add(noteText(note), `${note.account} ${note.region} ${harmless(note.analyzer)}`);
  }
  return groups;
}

function noteText(note: Exclude<AuditNote, { kind: "delegatedAdministrator" }>): string {
  switch (note.kind) {
    case "extra":
      return "ours, and no longer planned";
    case "serviceLinked":
      return `made by ${harmless(note.by)} for itself, does not count as coverage`;
    case "billed":
      return `${note.type}, not ours${note.owner === undefined ? "" : ` (${harmless(note.owner)})`} and billed for what it analyzes`;
  }
}

