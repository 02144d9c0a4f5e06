import { describeReason } from "../../domain/plan/describeReason";
import { analyzerTypes } from "../../domain/analyzer";
import type { AnalyzerSpec, CoveragePlan } from "../../domain/plan/types";
import type { Inventory } from "../../domain/inventory/inventory";
import type { UnplannedAnalyzer } from "../../domain/plan/unplanned";
import type { Audit } from "../../domain/audit/audit";
import { renderDrift } from "../audit/drift";
import { renderUnplanned } from "../audit/remarks";
import type { PlanDifference } from "./difference";
import { typeLabels } from "../terminal/labels";
import type { Style } from "../terminal/style";
import { paint } from "../terminal/style";
import { renderTable } from "../terminal/table";
import { fit, harmless, listed, plural, widthOf, wrap } from "../terminal/text";

/** Rows of the table before the rest is only counted. */
const rowsShown = 60;
/** Names of stacks before the rest is only counted. */
const stacksShown = 20;

export interface ShownPlan {
  plan: CoveragePlan;
  /** Places that no external analyzer is certain to cover. */
  gaps: Pick<Audit, "places" | "accounts" | "organization">;
  /** Analyzers of ours that inventory.json has and the plan has no longer. */
  unplanned: readonly UnplannedAnalyzer[];
  /** What it means that the configuration names another delegated administrator. Absent where it does not. */
  moved?: string;
  inventory: Inventory;
  /** YYYY-MM-DD, UTC. */
  today: string;
}

/** What `plan` prints: analyzers by account and type, how many by type, and who gets none and why, and what is no longer planned. */
export function renderPlan({ plan, gaps, unplanned, moved, inventory, today }: ShownPlan, style: Style, all: boolean): string {
  const names = namesOf([inventory]);
  const accounts = new Set(plan.analyzers.map(({ account }) => account)).size;
  const regions = new Set(plan.analyzers.map(({ region }) => region)).size;
  const sections = [
    paint(style, "bold", `Coverage plan of organization ${inventory.organization.id} on ${today}`),
    renderSpecs(plan.analyzers, names, style, all),
    renderTypes(plan, style),
    renderUncovered(plan, names, style),
    renderDrift(gaps, style, all),
    renderUnplanned(unplanned, style),
    moved === undefined
      ? ""
      : wrap(moved, style.columns)
          .map((line) => paint(style, "red", line))
          .join("\n"),
    `${plural(plan.analyzers.length, "analyzer")} in ${plural(accounts, "account")} and ${plural(regions, "Region")}.`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** What `plan --diff` prints. */
export function renderDifference(
  { added, removed, changed, stacks }: PlanDifference & { stacks: readonly string[] },
  inventories: readonly Inventory[],
  before: string,
  style: Style,
  all: boolean,
): string {
  const names = namesOf(inventories);
  const part = (title: string, specs: readonly AnalyzerSpec[], colour: "green" | "red" | "yellow") =>
    specs.length === 0 ? [] : [`${paint(style, colour, title)}\n${renderSpecs(specs, names, style, all)}`];
  const sections = [
    ...part(`+ ${plural(added.length, "analyzer")} more`, added, "green"),
    ...part(
      `- ${plural(removed.length, "analyzer")} fewer (an existing one stays in AWS; only "access-analyzer-org retire" deletes)`,
      removed,
      "red",
    ),
    ...part(
      `~ ${plural(changed.length, "analyzer")} planned differently`,
      changed.map(({ after }) => after),
      "yellow",
    ),
    added.length + removed.length + changed.length === 0
      ? `Same ${stacks.length === 0 ? "plan" : "analyzers"} as with ${before}.`
      : `Compared with ${before}: ${added.length} added, ${removed.length} removed, ${changed.length} changed.`,
    ...(stacks.length === 0
      ? []
      : [wrap(`Stacks that it concerns: ${all ? stacks.join(", ") : listed(stacks, stacksShown)}.`, style.columns).join("\n")]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function renderSpecs(specs: readonly AnalyzerSpec[], names: Map<string, string>, style: Style, all: boolean): string {
  const groups = new Map<string, AnalyzerSpec[]>();
  for (const spec of specs) {
    const key = [spec.account, analyzerTypes.indexOf(spec.type), spec.source.kind].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), spec]);
  }
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, regions: group.map(({ region }) => region) }];
  });
  if (rows.length === 0) return "";
  const shown = all ? rows : rows.slice(0, rowsShown);
  const rest = rows.length - shown.length;
  const nameWidth = Math.min(24, Math.max(...shown.map(({ first }) => widthOf(names.get(first.account) ?? ""))));
  // 12 digits, the longest label, source and number, with two spaces between columns.
  const room = style.columns - 12 - nameWidth - 8 - 15 - 7 - 10;
  const cells = shown.map(({ first, regions }) => [
    first.account,
    fit(names.get(first.account) ?? "", nameWidth),
    typeLabels[first.type],
    sourceOf(first),
    `${regions.length}`,
    fitting(regions, room),
  ]);
  const columns = [
    { title: "account" },
    { title: "name" },
    { title: "type" },
    { title: "" },
    { title: "Regions", align: "right" as const },
    { title: "" },
  ];
  return [
    renderTable(columns, cells, style),
    ...(rest === 0 ? [] : [paint(style, "dim", `and ${plural(rest, "more row")}; --all shows them`)]),
  ].join("\n");
}

/** As many names as there is room for. */
function fitting(regions: readonly string[], room: number): string {
  return [3, 2, 1].map((limit) => listed(regions, limit)).find((text) => widthOf(text) <= room) ?? "";
}

function sourceOf({ source }: AnalyzerSpec): string {
  return source.kind === "create" ? "create" : `keep${source.status === "ACTIVE" ? "" : ` (${source.status})`}`;
}

function renderTypes(plan: CoveragePlan, style: Style): string {
  const rows = analyzerTypes.flatMap((type) => {
    const ofType = plan.analyzers.filter((spec) => spec.type === type);
    const kept = ofType.filter(({ source }) => source.kind === "keep").length;
    return ofType.length === 0 ? [] : [[`${typeLabels[type]} (${type})`, `${ofType.length - kept}`, `${kept}`]];
  });
  if (rows.length === 0) return "No analyzer is planned.";
  return renderTable([{ title: "analyzers by type" }, { title: "ours", align: "right" }, { title: "kept", align: "right" }], rows, style);
}

function renderUncovered(plan: CoveragePlan, names: Map<string, string>, style: Style): string {
  const groups = new Map<string, { places: number; accounts: Set<string> }>();
  const planned = new Set(plan.analyzers.map(({ type }) => type));
  for (const { account, type, reason } of plan.uncovered) {
    // Of a type that is switched off, that it is says all.
    if (!planned.has(type) && reason.kind === "regionNotEnabled") continue;
    const key = `${type}: ${harmless(describeReason(reason))}`;
    const group = groups.get(key) ?? { places: 0, accounts: new Set<string>() };
    group.places++;
    group.accounts.add(`${account} ${names.get(account) ?? ""}`.trim());
    groups.set(key, group);
  }
  if (groups.size === 0) return "";
  const lines = [...groups].flatMap(([text, { places, accounts }]) =>
    wrap(`- ${text} (${plural(places, "place")}): ${listed([...accounts], 3)}`, style.columns, "  "),
  );
  return [paint(style, "bold", "No analyzer, by reason"), ...lines].join("\n");
}

function namesOf(inventories: readonly Inventory[]): Map<string, string> {
  return new Map([...inventories].reverse().flatMap(({ accounts }) => accounts.map(({ id, name }) => [id, harmless(name)] as const)));
}
