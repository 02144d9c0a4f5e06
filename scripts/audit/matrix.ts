import { typeLabels } from "../terminal/labels";
import type { Audit } from "../../domain/audit/audit";
import type { AuditedPlace } from "../../domain/audit/place";
import { bare, draw, glyphs, lookOf } from "./glyphs";
import type { Look } from "./glyphs";
import { blocksOf, headOf, regionColumns } from "./regionColumns";
import type { RegionColumn } from "./regionColumns";
import type { Style } from "../terminal/style";
import { paint } from "../terminal/style";
import { fit, harmless, plural, widthOf } from "../terminal/text";

/** Accounts without drift are folded when there are more rows than this. */
const foldBeyond = 60;

const labelWidth = Math.max(...Object.values(typeLabels).map((label) => label.length));

/**
 * The organization at a glance: a row for each account and analyzer type, a column for each Region, grouped by organizational unit.
 * Fits the width of the style with the 17 Regions that are enabled by default at 100 columns; more Regions, or less room, give several
 * blocks below each other.
 */
export function renderMatrix(audit: Audit, style: Style, all = false): string {
  const rows = rowsOf(audit);
  const columns = regionColumns(
    new Set(audit.places.flatMap(({ region, state }) => (region === undefined || state === "regionNotEnabled" ? [] : [region]))),
  );
  const wanted = Math.max(...rows.map(({ name }) => widthOf(name)), 4);
  const regionWidth = columns.reduce((sum, { width }) => sum + width + 1, -1);
  // 12 digits, three spaces between, and the label of the type; the name gets what is left.
  const nameWidth = Math.min(wanted, Math.max(12, style.columns - regionWidth - labelWidth - 15), 32);
  const margin = 12 + 1 + nameWidth + 1 + labelWidth + 1;
  const shown = all || rows.length <= foldBeyond ? rows : rows.filter(({ places }) => places.some(isTrouble));
  const blocks = blocksOf(columns, style.columns - margin).map((block, index) =>
    renderBlock(block, shown, rows, { style, nameWidth, margin, withWholeAccounts: index === 0 }),
  );
  return blocks.join("\n\n");
}

/** Below the matrix: what each character means and how many places of the matrix are like that. */
export function renderLegend(audit: Audit, style: Style): string {
  const counts = new Map<Look, number>();
  for (const place of rowsOf(audit).flatMap(({ places }) => places)) counts.set(lookOf(place), (counts.get(lookOf(place)) ?? 0) + 1);
  const entries = lookOrder
    .filter((look) => counts.has(look))
    .map((look) => {
      const { meaning } = glyphs[look];
      const number = (counts.get(look) ?? 0).toLocaleString("en");
      return {
        text: `${draw(look, style)} ${meaning} ${paint(style, "bold", number)}`,
        width: widthOf(`${bare(look, style)} ${meaning} ${number}`),
      };
    });
  const lines: string[] = [];
  let width = 0;
  for (const entry of entries) {
    if (lines.length === 0 || width + 3 + entry.width > style.columns) {
      lines.push(entry.text);
      width = entry.width;
    } else {
      lines.push(`${lines.pop() ?? ""}   ${entry.text}`);
      width += 3 + entry.width;
    }
  }
  return lines.join("\n");
}

// Keys of a literal, in its order.
const lookOrder = Object.keys(glyphs) as Look[];

interface Row {
  ou: string;
  id: string;
  name: string;
  label: string;
  /** Instead of cells: the account is left out as a whole, or nothing of it could be seen. */
  whole?: { look: Look; text: string };
  places: AuditedPlace[];
  byRegion: Map<string, AuditedPlace>;
}

function rowsOf(audit: Audit): Row[] {
  const byAccount = new Map<string, AuditedPlace[]>();
  for (const place of audit.places) byAccount.set(place.account, [...(byAccount.get(place.account) ?? []), place]);
  return [...audit.accounts]
    .sort((left, right) => (left.ou === right.ou ? (left.id < right.id ? -1 : 1) : left.ou < right.ou ? -1 : 1))
    .flatMap((account) => accountRows(account, byAccount.get(account.id) ?? []));
}

function accountRows(account: Audit["accounts"][number], places: AuditedPlace[]): Row[] {
  const head = { ou: account.ou, id: account.id, name: harmless(account.name) };
  if (account.state !== "ACTIVE") {
    return [{ ...head, label: "", whole: { look: "exempt", text: `${account.state}: not entered` }, places, byRegion: new Map() }];
  }
  return Object.entries(typeLabels).flatMap(([type, label]): Row[] => {
    const ofType = places.filter((place) => place.type === type);
    if (ofType.every(isSwitchedOff)) return [];
    const row = { ...head, label, places: ofType, byRegion: new Map(ofType.map((place) => [place.region ?? "", place])) };
    const unplaced = row.byRegion.get("");
    return [
      unplaced === undefined
        ? row
        : {
            ...row,
            whole: {
              look: lookOf(unplaced),
              text: unplaced.state === "unreadable" ? "Regions could not be read" : glyphs[lookOf(unplaced)].meaning,
            },
          },
    ];
  });
}

/** Nothing of the type is planned here: a row of it would only be noise. */
function isSwitchedOff(place: AuditedPlace): boolean {
  return place.state === "regionNotEnabled" ? place.owner === undefined : place.state === "exempt" && place.reason.kind === "disabled";
}

function isTrouble({ state }: AuditedPlace): boolean {
  return state !== "covered" && state !== "exempt" && state !== "regionNotEnabled";
}

interface Layout {
  style: Style;
  nameWidth: number;
  margin: number;
  withWholeAccounts: boolean;
}

function renderBlock(columns: readonly RegionColumn[], shown: readonly Row[], rows: readonly Row[], layout: Layout): string {
  const { style, margin } = layout;
  const head = columns.length === 0 ? [] : headOf(columns, style.unicode ? "─" : "-");
  const lines = head.map((line) => paint(style, "bold", " ".repeat(margin) + line));
  for (const ou of new Set(rows.map((row) => row.ou))) {
    const visible = shown.filter((row) => row.ou === ou && (layout.withWholeAccounts || row.whole === undefined));
    const folded =
      new Set(rows.filter((row) => row.ou === ou).map(({ id }) => id)).size -
      new Set(shown.filter((row) => row.ou === ou).map(({ id }) => id)).size;
    if (visible.length === 0 && folded === 0) continue;
    const fold = folded === 0 ? "" : `  ${plural(folded, "account")} as planned`;
    lines.push(
      paint(style, "cyan", ou === "" ? "(root)" : fit(harmless(ou), Math.min(widthOf(harmless(ou)), style.columns - widthOf(fold)))) +
        paint(style, "dim", fold),
    );
    visible.forEach((row, index) => lines.push(renderRow(row, row.id !== visible[index - 1]?.id, columns, layout)));
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** The account is named in its first row only. */
function renderRow(row: Row, isFirst: boolean, columns: readonly RegionColumn[], { style, nameWidth }: Layout): string {
  const account = isFirst ? `${row.id} ${fit(row.name, nameWidth)}` : " ".repeat(13 + nameWidth);
  const margin = `${account} ${fit(row.label, labelWidth)} `;
  if (row.whole !== undefined)
    return `${margin}${draw(row.whole.look, style)} ${paint(style, glyphs[row.whole.look].colour, row.whole.text)}`;
  const cells = columns.map(({ region, width }) => {
    const place = row.byRegion.get(region);
    return place === undefined ? " ".repeat(width) : draw(lookOf(place), style) + " ".repeat(width - 1);
  });
  return margin + cells.join(" ");
}
