import type { Audit } from "../../domain/audit/audit";
import { roadStates, type AuditedRoadPart, type RoadState } from "../../domain/audit/road/auditRoad";
import { bare, draw, type Look } from "./glyphs";
import { remedyOfRoad } from "./roadRemedies";
import { paint, type Style } from "../terminal/style";
import { harmless, plural, wrap } from "../terminal/text";

/** The findings road where it is not as planned: parts with the same reason and remedy stand together. */
export function renderRoad({ road, organization }: Pick<Audit, "road" | "organization">, style: Style, hasDeployed = false): string {
  if (road.length === 0) return "";
  const groups = new Map<string, { sample: AuditedRoadPart; what: string; remedy: string; parts: AuditedRoadPart[] }>();
  for (const part of road.filter(({ state }) => state !== "asPlanned")) {
    const what = part.details.map((detail) => harmless(detail.replaceAll(part.region, "<Region>"))).join("; ");
    const remedy = harmlessLines(remedyOfRoad(part, { organization, hasDeployed }));
    const key = `${part.kind}\n${part.state}\n${what}\n${remedy}`;
    const group = groups.get(key) ?? { sample: part, what, remedy, parts: [] };
    group.parts.push(part);
    groups.set(key, group);
  }
  const rank = ({ sample }: { sample: AuditedRoadPart }) => roadStates.indexOf(sample.state);
  const fine = road.filter(({ state }) => state === "asPlanned").length;
  return [
    ...[...groups.values()].sort((left, right) => rank(left) - rank(right)).map((group) => renderGroup(group, style)),
    `Findings road: ${fine} of ${plural(road.length, "part")} as planned.`,
  ].join("\n\n");
}

const looks: Record<RoadState, [look: Look, words: string]> = {
  asPlanned: ["covered", "as planned"],
  missing: ["missing", "is not there"],
  changed: ["wrong", "is not as planned"],
  notConfirmed: ["inactive", "is not confirmed"],
  notPlanned: ["wrong", "is not planned"],
  deadLetters: ["inactive", "hold what was not delivered"],
  silent: ["missing", "is missing"],
  notYetDue: ["inactive", "is not yet due"],
  denied: ["unreadable", "is denied by a policy of the organization"],
  unreadable: ["unreadable", "could not be seen"],
};

function renderGroup(
  { sample, what, remedy, parts }: { sample: AuditedRoadPart; what: string; remedy: string; parts: AuditedRoadPart[] },
  style: Style,
): string {
  const [look, words] = looks[sample.state];
  const title = wrap(`${bare(look, style)} Findings road, ${sample.kind} ${words}${what === "" ? "" : `: ${what}`}`, style.columns, "  ");
  title[0] = `${draw(look, style)} ${paint(style, "bold", (title[0] ?? "").slice(bare(look, style).length + 1))}`;
  return [
    ...title,
    ...parts.map(({ name, region, account }) => `  ${harmless(name)}  ${region}${account === undefined ? "" : `  in account ${account}`}`),
    ...remedy
      .split("\n")
      .flatMap((line, index) => wrap(index === 0 ? `${style.unicode ? "→" : "->"} ${line}` : `  ${line}`, style.columns - 2, "  "))
      .map((line) => `  ${line}`),
  ].join("\n");
}

function harmlessLines(text: string): string {
  return text.split("\n").map(harmless).join("\n");
}
