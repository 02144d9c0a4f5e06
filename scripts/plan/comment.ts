import type { AuditedPlace } from "../../domain/audit/place";
import type { Inventory } from "../../domain/inventory/inventory";
import type { StacksToPreview } from "../../domain/plan/stacksToPreview";
import type { AnalyzerSpec } from "../../domain/plan/types";
import { code, cutMarkdown, markdownTable } from "../terminal/markdown";
import { typeLabels } from "../terminal/labels";
import { listed, plural } from "../terminal/text";
import type { Comparison } from "./comparison";
import type { PlanDifference } from "./difference";
import { differingKeys } from "./differingKeys";
import type { PreviewedStack } from "./previewReports";

/** By this line a pipeline finds the comment that it wrote before. */
export const commentMarker = "<!-- access-analyzer-org -->";

/** GitHub takes 65,536 characters for one comment, GitLab more. The rest is for what a pipeline adds. */
export const commentBytes = 65_000;

const most = { rows: 100, gaps: 50, warnings: 30, stacks: 40, files: 30, regions: 6, steps: 8, previews: 100, violations: 100 };

export interface Comment {
  compared: Comparison;
  gaps: readonly AuditedPlace[];
  warnings: readonly string[];
  /** Of both sides: accounts that left have their names from before. */
  inventories: readonly Inventory[];
}

/** What `plan --diff BASE --markdown` prints: one comment for a pull request. */
export function renderComment({ compared, gaps, warnings, inventories }: Comment): string {
  const names = new Map([...inventories].reverse().flatMap(({ accounts }) => accounts.map(({ id, name }) => [id, name] as const)));
  const { added, removed, changed, stacks, preview, previewed } = compared;
  const sections = [
    commentMarker,
    `### Access analyzers: ${added.length} added, ${removed.length} removed, ${changed.length} changed`,
    stacks.length === 0
      ? "The plan concerns no stack."
      : `The plan concerns ${plural(stacks.length, "stack")}: ${codes(stacks, most.stacks)}.`,
    ...(preview === undefined ? [] : judged(preview)),
    ...(previewed === undefined ? [] : previews(previewed)),
    ...analyzers(compared, names),
    ...gapsSection(gaps, names),
    ...warningsSection(warnings),
  ];
  return cutMarkdown(
    `${sections.join("\n\n")}\n`,
    commentBytes,
    "**The rest is left out: a comment takes no more.** `access-analyzer-org plan --diff` shows everything.",
  );
}

function judged({ stacks, otherFiles, judges }: StacksToPreview): string[] {
  return [
    ...(judges.length === 0
      ? []
      : [
          `**This pull request changes what judges it:** ${codes(judges, most.files)}. The base branch's pack, settings and keys are in force until it is merged.`,
        ]),
    ...(otherFiles.length === 0
      ? []
      : [
          `Other files than configuration and inventory differ, so all ${plural(stacks.length, "stack")} are to be previewed: ${codes(otherFiles, most.files)}.`,
        ]),
  ];
}

const looks: Record<PreviewedStack["state"], string> = {
  blocked: "**blocked by policy**",
  failed: "**failed**",
  notChecked: "**not checked**",
  changed: "changes",
  unchanged: "unchanged",
};

function previews(previewed: readonly PreviewedStack[]): string[] {
  if (previewed.length === 0) return ["No stack had to be previewed."];
  const worst = Object.keys(looks);
  const sorted = [...previewed].sort((a, b) => worst.indexOf(a.state) - worst.indexOf(b.state));
  const violations = sorted.flatMap(({ stack, violations: found }) => found.map((violation) => ({ stack, ...violation })));
  const rows = sorted.map(({ stack, state, details }) => [code(stack), looks[state], codes(details, most.steps)]);
  const unchecked = previewed.filter(({ state }) => state === "notChecked").length;
  return [
    "#### Previews",
    ...(unchecked === 0 ? [] : [`**Not checked: ${unchecked} of ${plural(previewed.length, "stack")}.** This is no pass.`]),
    markdownTable(["stack", "", "what"], rows, most.previews, "stacks"),
    ...(violations.length === 0
      ? []
      : [
          "#### Policies",
          markdownTable(
            ["stack", "policy", "level", "resource", ""],
            violations.map(({ stack, policy, level, urn, message }) => [
              code(stack),
              code(policy),
              code(level),
              code(urn?.split("::").slice(2).join("::") ?? ""),
              code(message, 600),
            ]),
            most.violations,
            "violations; the reports have them all",
          ),
        ]),
  ];
}

function analyzers({ added, removed, changed }: PlanDifference, names: ReadonlyMap<string, string>): string[] {
  const rows = [
    ...folded(removed.map((spec) => ({ mark: "−", spec, what: "" }))),
    ...folded(added.map((spec) => ({ mark: "+", spec, what: spec.source.kind === "keep" ? "kept" : "" }))),
    ...folded(changed.map(({ before, after }) => ({ mark: "~", spec: after, what: differingKeys(before, after).join(", ") }))),
  ].map(({ mark, spec, what, regions }) => [
    mark,
    code(spec.account),
    code(names.get(spec.account) ?? ""),
    typeLabels[spec.type],
    `${regions.length}: ${codes(regions, most.regions)}`,
    what,
  ]);
  if (rows.length === 0) return [];
  return [
    "#### Analyzers",
    markdownTable(
      ["", "account", "name", "type", "Regions", ""],
      rows,
      most.rows,
      "rows; `access-analyzer-org plan --diff BASE --all` shows them",
    ),
    ...(removed.length === 0 ? [] : ["What is removed from the plan stays in AWS; only `access-analyzer-org retire` deletes."]),
  ];
}

/** One row for what differs in Regions alone. */
function folded(entries: readonly { mark: string; spec: AnalyzerSpec; what: string }[]) {
  const groups = new Map<string, { mark: string; spec: AnalyzerSpec; what: string; regions: string[] }>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.spec.account, entry.spec.type, entry.what]);
    const group = groups.get(key) ?? { ...entry, regions: [] };
    group.regions.push(entry.spec.region);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function gapsSection(gaps: readonly AuditedPlace[], names: ReadonlyMap<string, string>): string[] {
  if (gaps.length === 0) return [];
  const groups = new Map<string, { first: AuditedPlace; regions: string[] }>();
  for (const gap of gaps) {
    const key = JSON.stringify([gap.account, gap.type, gap.state]);
    const group = groups.get(key) ?? { first: gap, regions: [] };
    group.regions.push(gap.region ?? "every Region");
    groups.set(key, group);
  }
  const rows = [...groups.values()].map(({ first, regions }) => [
    code(first.account),
    code(names.get(first.account) ?? ""),
    typeLabels[first.type],
    `${regions.length}: ${codes(regions, most.regions)}`,
    first.state === "gap" ? `no external analyzer; ${code(first.off)} is false` : first.state,
  ]);
  return [
    `#### Gaps: ${plural(gaps.length, "place")} that no external analyzer is certain to cover`,
    markdownTable(["account", "name", "type", "Regions", ""], rows, most.gaps, "rows"),
  ];
}

function warningsSection(warnings: readonly string[]): string[] {
  if (warnings.length === 0) return [];
  const rest = warnings.length - most.warnings;
  return [
    "#### Warnings",
    [
      ...warnings.slice(0, most.warnings).map((message) => `- ${code(message, 600)}`),
      ...(rest > 0 ? [`- and ${rest.toLocaleString("en")} more`] : []),
    ].join("\n"),
  ];
}

function codes(texts: readonly string[], limit: number): string {
  return listed(
    texts.map((text) => code(text)),
    limit,
  );
}
