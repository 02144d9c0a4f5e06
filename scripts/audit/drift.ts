import type { Audit } from "../../domain/audit/audit";
import type { HidingRule } from "../../domain/audit/archiveRules";
import type { AuditedPlace, Coverer } from "../../domain/audit/place";
import { bare, draw, glyphs, lookOf } from "./glyphs";
import { typeLabels } from "../terminal/labels";
import { remedyOfHiding, remedyOfInactive, remedyOfMissing, remedyOfUnreadable, remedyOfWrong, type RemedyContext } from "./remedies";
import type { Style } from "../terminal/style";
import { paint } from "../terminal/style";
import { harmless, plural, widthOf, wrap } from "../terminal/text";

/** Lines of accounts shown for one reason before the rest is only counted. */
const linesPerReason = 12;

/**
 * Every place that is not as planned, with the reason and what to do. `hasDeployed`: a deploy has just ended. Places of one reason stand together, their Regions in one line for
 * each account, so that a thousand missing analyzers are a few lines.
 */
export function renderDrift(
  audit: Pick<Audit, "places" | "accounts" | "organization">,
  style: Style,
  all: boolean,
  hasDeployed = false,
): string {
  const groups = new Map<string, { text: Reason; places: AuditedPlace[] }>();
  const ownAnalyzers = new Set(
    audit.places.flatMap(({ account, region, type, state }) =>
      type === "ACCOUNT" && state === "covered" ? [`${account} ${region ?? ""}`] : [],
    ),
  );
  for (const place of audit.places) {
    const text = reasonOf(place, { organization: audit.organization, hasDeployed }, ownAnalyzers);
    if (text === undefined) continue;
    const key = `${text.what}\n${text.remedy}`;
    const group = groups.get(key) ?? { text, places: [] };
    group.places.push(place);
    groups.set(key, group);
  }
  const names = new Map(audit.accounts.map(({ id, name }) => [id, harmless(name)]));
  const regions = regionsOf(audit);
  return [...groups.values()]
    .sort((left, right) => left.text.rank - right.text.rank || right.places.length - left.places.length)
    .map(({ text, places }) => renderGroup(text, places, names, regions, style, all))
    .join("\n\n");
}

interface Reason {
  rank: number;
  what: string;
  remedy: string;
}

/** @param ownAnalyzers "account Region" where the account's own analyzer covers. */
function reasonOf(place: AuditedPlace, context: RemedyContext, ownAnalyzers: ReadonlySet<string>): Reason | undefined {
  switch (place.state) {
    case "missing":
      return {
        rank: 0,
        what: place.instead === undefined ? "no analyzer" : `none that counts; there is ${place.instead.map(harmless).join(", ")}`,
        remedy: remedyOfMissing(context),
      };
    case "gap":
      return {
        rank: 1,
        what: `${place.off} is false, and no other external analyzer covers the account here`,
        remedy: "Enable one of the two types of external access for it, or exempt the account or exclude the Region with a reason.",
      };
    case "hides":
      return {
        rank: 2,
        what: [...place.rules.map((rule) => describeRule(rule, place)), ...(place.differences ?? [])].map(harmless).join("; "),
        remedy: remedyOfHiding(place, context),
      };
    case "inactive":
      return {
        rank: 3,
        what: `${describe(place)} is ${place.status}${place.statusReason === undefined ? "" : `, ${place.statusReason}`}`,
        remedy: remedyOfInactive(place.status, place.statusReason, place.by),
      };
    case "wrong":
      return {
        rank: 4,
        what: `${describe(place)}: ${place.differences.map(harmless).join("; ")}`,
        remedy: remedyOfWrong(place, context),
      };
    case "unreadable":
      return { rank: 5, what: harmless(withoutPlace(place.reason, place)), remedy: remedyOfUnreadable(place.reason, context) };
    case "regionNotEnabled":
      if (place.owner === undefined) return undefined;
      return {
        rank: 6,
        what: `the Region is ${place.optStatus} in ${place.owner}, which owns this type's analyzers${
          ownAnalyzers.has(`${place.account} ${place.region ?? ""}`) ? "; the account's own analyzer alone watches it" : ""
        }`,
        remedy: `Enable the Region in ${place.owner}, or exclude it in organization.yaml.`,
      };
    default:
      return undefined;
  }
}

/** AWS's messages name account and Region; without them the same refusal in many places is one. */
function withoutPlace(reason: string, { account, region }: AuditedPlace): string {
  const general = reason.replaceAll(account, "<account>");
  return region === undefined ? general : general.replaceAll(region, "<Region>");
}

function describe({ analyzer, by, owner }: Coverer): string {
  const whose = by === "ours" ? "ours" : owner === undefined ? "not ours" : `not ours, ${owner}`;
  return harmless(`${analyzer} (${whose})`);
}

/** AWS keeps no record of who made a rule. */
function describeRule({ analyzer, rule, isPlanned, reasons, createdAt, updatedAt }: HidingRule, place: Coverer): string {
  const whose = analyzer === place.analyzer ? describe(place) : analyzer;
  const made = [
    ...(createdAt === undefined ? [] : [`created ${createdAt.slice(0, 10)}`]),
    ...(updatedAt === undefined || updatedAt === createdAt ? [] : [`changed ${updatedAt.slice(0, 10)}`]),
  ];
  const when = made.length === 0 ? "" : ` (${made.join(", ")}; AWS does not record by whom)`;
  return `archive rule ${rule} of ${whose}, ${isPlanned ? "planned and changed by somebody" : "which nobody planned"}${when}: ${reasons.join("; ")}`;
}

function renderGroup(
  text: Reason,
  places: readonly AuditedPlace[],
  names: Map<string, string>,
  regions: Map<string, number>,
  style: Style,
  all: boolean,
): string {
  const [sample] = places;
  if (sample === undefined) return "";
  const look = lookOf(sample);
  const title = wrap(
    `${bare(look, style)} ${capital(glyphs[look].meaning)}, ${plural(places.length, "place")}: ${text.what}`,
    style.columns,
    "  ",
  );
  title[0] = `${draw(look, style)} ${paint(style, "bold", (title[0] ?? "").slice(bare(look, style).length + 1))}`;
  const lines = accountLines(places, names, regions);
  const shown = all || lines.length <= linesPerReason ? lines : lines.slice(0, linesPerReason - 1);
  const rest = lines.length - shown.length;
  return [
    ...title,
    ...shown.flatMap((line) =>
      wrap(line, style.columns - 2, " ".repeat(line.length - line.trimStart().length + 4)).map((part) => `  ${part}`),
    ),
    ...(rest === 0 ? [] : [paint(style, "dim", `  and ${plural(rest, "more line")}; --all shows them, --json tells everything`)]),
    ...wrap(`${style.unicode ? "→" : "->"} ${text.remedy}`, style.columns - 2, "  ").map((line) => `  ${line}`),
  ].join("\n");
}

/** `444444444444 payments-prod  account  eu-west-1, us-east-1`, one for each account and set of types with the same Regions. */
function accountLines(places: readonly AuditedPlace[], names: Map<string, string>, regions: Map<string, number>): string[] {
  const lines = new Map<string, { account: string; types: string[]; where: string }>();
  const byRow = new Map<string, AuditedPlace[]>();
  for (const place of places) byRow.set(`${place.account} ${place.type}`, [...(byRow.get(`${place.account} ${place.type}`) ?? []), place]);
  for (const row of byRow.values()) {
    const [first] = row;
    if (first === undefined) continue;
    const where = whereOf(row, regions.get(`${first.account} ${first.type}`) ?? 0);
    const line = lines.get(`${first.account} ${where}`) ?? { account: first.account, types: [], where };
    line.types.push(typeLabels[first.type]);
    lines.set(`${first.account} ${where}`, line);
  }
  const rows = [...lines.values()].map(({ account, types, where }) => ({
    account: `${account} ${names.get(account) ?? ""}`,
    types: types.join(", "),
    where,
  }));
  const accountWidth = Math.min(40, Math.max(...rows.map(({ account }) => widthOf(account))));
  const typeWidth = Math.max(...rows.map(({ types }) => types.length));
  return rows.map(({ account, types, where }) => `${pad(account, accountWidth)}  ${pad(types, typeWidth)}  ${where}`);
}

function whereOf(row: readonly AuditedPlace[], planned: number): string {
  const regions = row.flatMap(({ region }) => (region === undefined ? [] : [region]));
  if (regions.length === 0) return "in every Region";
  return regions.length === planned && planned > 3 ? `in all ${planned} Regions` : regions.join(", ");
}

/** How many places each account and type has that ought to have an analyzer. */
function regionsOf(audit: Pick<Audit, "places">): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { account, type, state } of audit.places) {
    if (state !== "exempt" && state !== "regionNotEnabled") counts.set(`${account} ${type}`, (counts.get(`${account} ${type}`) ?? 0) + 1);
  }
  return counts;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
