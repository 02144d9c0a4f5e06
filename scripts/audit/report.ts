import type { Audit } from "../../domain/audit/audit";
import { renderExempt, renderNotes, renderNotOurs } from "./remarks";
import { renderLegend, renderMatrix } from "./matrix";
import type { Colour, Style } from "../terminal/style";
import { paint } from "../terminal/style";
import { wrap } from "../terminal/text";
import { renderDrift } from "./drift";
import { renderRoad } from "./road";
import { renderRoles } from "./roles";

/** What `audit` prints: the matrix, what is not as planned and what to do, what else was seen, and one line of verdict. */
export function renderAudit(audit: Audit, style: Style, all = false): string {
  const { id, management, delegatedAdministrator } = audit.organization;
  const title = `Organization ${id} on ${audit.date}\nmanagement ${management}, delegated administrator ${delegatedAdministrator}`;
  const sections = [
    title
      .split("\n")
      .map((line, index) => paint(style, index === 0 ? "bold" : "dim", line))
      .join("\n"),
    renderMatrix(audit, style, all),
    [renderLegend(audit, style), notEnabledAnywhere(audit, style)].filter((part) => part !== "").join("\n"),
    renderDrift(audit, style, all),
    renderRoles(audit, style, all),
    renderRoad(audit, style),
    renderNotOurs(audit, style, all),
    renderExempt(audit, style),
    renderNotes(audit.notes, style),
    wrap(audit.verdict.sentence, style.columns)
      .map((line) => paint(style, verdictColour(audit), line))
      .join("\n"),
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
  return wrap(`Not enabled in any account: ${[...off].sort().join(", ")}`, style.columns, "  ")
    .map((line) => paint(style, "dim", line))
    .join("\n");
}
