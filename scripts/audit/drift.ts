import type { Audit } from "../../domain/audit/audit";
import type { AuditedPlace, Coverer } from "../../domain/audit/place";
import { bare, draw, glyphs, lookOf } from "./glyphs";
import { typeLabels } from "../terminal/labels";
import type { Style } from "../terminal/style";
import { paint } from "../terminal/style";
import { harmless, plural, widthOf, wrap } from "../terminal/text";

/** Lines of accounts shown for one reason before the rest is only counted. */
const linesPerReason = 12;

/**
 * Every place that is not as planned, with the reason and what to do. Places of one reason stand together, their Regions in one line for
 * each account, so that a thousand missing analyzers are a few lines.
 */
export function renderDrift(audit: Audit, style: Style, all: boolean): string {
  const groups = new Map<string, { text: Reason; places: AuditedPlace[] }>();
  for (const place of audit.places) {
    const text = reasonOf(place);
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

function reasonOf(place: AuditedPlace): Reason | undefined {
  switch (place.state) {
    case "missing":
      return {
        rank: 0,
        what: place.instead === undefined ? "no analyzer" : `none that counts; there is ${place.instead.map(harmless).join(", ")}`,
        remedy: '"access-analyzer-org deploy" creates it.',
      };
    case "inactive":
      return {
        rank: 1,
        what: `${describe(place)} is ${place.status}${place.statusReason === undefined ? "" : `, ${place.statusReason}`}`,
        remedy: remedyOfInactive(place.status, place.statusReason, place.by),
      };
    case "wrong":
      return {
        rank: 2,
        what: `${describe(place)}: ${place.differences.map(harmless).join("; ")}`,
        remedy:
          place.by === "ours"
            ? '"access-analyzer-org deploy" puts it right.'
            : "Agree with its owner, or change organization.yaml; what is not ours is never touched.",
      };
    case "unreadable":
      return { rank: 3, what: harmless(withoutPlace(place.reason, place)), remedy: remedyOfUnreadable(place.reason) };
    case "regionNotEnabled":
      if (place.owner === undefined) return undefined;
      return {
        rank: 4,
        what: `the Region is ${place.optStatus} in ${place.owner}, which owns this type's analyzers; the account's own analyzer alone watches it`,
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

/** @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_StatusReason.html */
function remedyOfInactive(status: string, reason: string | undefined, by: Coverer["by"]): string {
  if (status === "CREATING") return "Wait a minute and run again.";
  if (reason === "DELEGATED_ADMINISTRATOR_DEREGISTERED")
    return "Register the delegated administrator again (stack management); the analyzer and its findings then come back.";
  if (reason === "AWS_SERVICE_ACCESS_DISABLED") return "Give IAM Access Analyzer trusted access again (stack management).";
  if (reason === "SERVICE_LINKED_ROLE_CREATION_FAILED")
    return "Create the service-linked role of IAM Access Analyzer in that account, then delete and create the analyzer.";
  if (status === "FAILED")
    return `AWS: delete the analyzer and create a new one${by === "ours" ? ' ("access-analyzer-org deploy").' : "; it is not ours, so agree with its owner."}`;
  return by === "ours"
    ? "See the analyzer's page in the console of that account and Region."
    : "It takes the place that ours would have; agree with its owner.";
}

function remedyOfUnreadable(reason: string): string {
  if (/^AssumeRole/.test(reason))
    return "Roll out the roles (stack management), or name a role that exists with --role-name; its trust policy must allow the caller.";
  if (/AccessDenied|not authorized/i.test(reason)) return "Look for a policy (SCP, permissions boundary, the role's own) that denies it.";
  if (/throttl|TooManyRequests|rate exceeded/i.test(reason)) return "Run again with a smaller --concurrency.";
  if (/no answer in time|timeout|ECONN|ENOTFOUND/i.test(reason))
    return "Check the network path to the endpoint and run again, perhaps with a longer --timeout.";
  return "Run again.";
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
function regionsOf(audit: Audit): Map<string, number> {
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
