import type { FoundRule } from "../../aws/ruleReader";
import type { ArchiveRule, Criterion } from "../../domain/analyzer";
import type { ExistingAnalyzer } from "../../domain/inventory/inventory";
import { compare } from "../../domain/lists";
import type { ScanRules } from "../../domain/plan/scanRules";
import type { AnalyzerSpec } from "../../domain/plan/types";
import type { RawResource } from "../pulumi";

/** What stands somewhere, a line for each analyzer, archive rule, event rule and target of one, in one spelling: equal lines are equal things. */
export type Standing = ReadonlySet<string>;

/** As the plan has it. */
export function plannedStanding(specs: readonly AnalyzerSpec[]): Standing {
  const created = specs.filter(({ source }) => source.kind === "create");
  return new Set(
    created.flatMap(({ region, name, type, tags, archiveRules }) => [
      analyzerLine({ region, name, type, tags }),
      ...archiveRules.map((rule) => ruleLine(region, name, rule)),
    ]),
  );
}

/** As it was read: of analyzers that are ACTIVE and no service's. Archive rules that could not be read have no line. */
export function liveStanding(region: string, found: readonly ExistingAnalyzer[]): string[] {
  return found
    .filter(({ status, owner }) => status === "ACTIVE" && owner.kind !== "service")
    .flatMap(({ name, type, tags, archiveRules }) => [
      analyzerLine({ region, name, type, tags }),
      ...(archiveRules !== undefined && "read" in archiveRules ? archiveRules.read.map((rule) => ruleLine(region, name, rule)) : []),
    ]);
}

/** The scanner's rules as the plan has them. */
export function plannedRules({ rules, tags }: ScanRules): Standing {
  return new Set(
    rules.flatMap(({ region, name, description, pattern, bus, role, deadLetters }) => [
      eventRuleLine({ region, name, description, state: "ENABLED", pattern, tags }),
      targetLine(region, name, { Id: "bus", Arn: bus, RoleArn: role, DeadLetterConfig: { Arn: deadLetters } }),
    ]),
  );
}

/** A rule as it was read. */
export function liveRule(region: string, { pattern, targets, ...rule }: FoundRule): string[] {
  return [eventRuleLine({ ...rule, region, pattern: json(pattern) }), ...targets.map((target) => targetLine(region, rule.name, target))];
}

/** Types that hold nothing in AWS. */
const holders = [
  "pulumi:pulumi:Stack",
  "pulumi:providers:aws",
  "access-analyzer-org:index:AccountAnalyzers",
  "access-analyzer-org:index:Analyzer",
  "access-analyzer-org:findings:FindingsForwarder",
];

/** As a state has it; or what in it is of a type that has no line here. */
export function recordedStanding(resources: readonly RawResource[]): string[] | { unknown: string } {
  const lines: string[] = [];
  for (const { type, urn, inputs = {}, external } of resources) {
    if (holders.includes(type)) continue;
    const { region, analyzerName } = inputs;
    if (external === true || typeof region !== "string") return { unknown: urn };
    if (type === "aws:cloudwatch/eventRule:EventRule") {
      const { name, description, state, tags } = inputs;
      lines.push(eventRuleLine({ region, name, description, state, tags, pattern: json(inputs["eventPattern"]) }));
      continue;
    }
    if (type === "aws:cloudwatch/eventTarget:EventTarget") {
      const { targetId: Id, arn: Arn, roleArn: RoleArn, deadLetterConfig, rule } = inputs;
      const letters = deadLetterConfig as { arn?: unknown } | undefined; // compared as text, and never used as one
      lines.push(targetLine(region, rule, { Id, Arn, RoleArn, DeadLetterConfig: { Arn: letters?.arn } }));
      continue;
    }
    if (typeof analyzerName !== "string") return { unknown: urn };
    if (type === "aws:accessanalyzer/analyzer:Analyzer") {
      if (inputs["configuration"] !== undefined) return { unknown: urn };
      lines.push(analyzerLine({ region, name: analyzerName, type: inputs["type"], tags: inputs["tags"] ?? {} }));
    } else if (type === "aws:accessanalyzer/archiveRule:ArchiveRule") {
      lines.push(line("rule", region, analyzerName, inputs["ruleName"], filterOf(inputs["filters"])));
    } else return { unknown: urn };
  }
  return lines;
}

function analyzerLine({ region, name, type, tags }: { region: string; name: string; type: unknown; tags: unknown }): string {
  return line("analyzer", region, name, type, tags);
}

function eventRuleLine(rule: Record<"region" | "name" | "description" | "state" | "pattern" | "tags", unknown>): string {
  return line("event rule", rule);
}

function targetLine(region: string, rule: unknown, target: object): string {
  return line("event target", region, rule, target);
}

/** What is no JSON equals nothing. */
function json(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return { unreadable: text };
  }
}

function ruleLine(region: string, analyzer: string, { name, filter }: ArchiveRule): string {
  return line("rule", region, analyzer, name, Object.fromEntries(Object.entries(filter).map(([key, its]) => [key, criterion(its)])));
}

/** The provider's words for a filter. What is not of their shape stays as it is, and so equals nothing. */
function filterOf(filters: unknown): unknown {
  if (!Array.isArray(filters)) return filters;
  const criteria = filters.map((entry: Record<string, unknown>) => {
    const { criteria: key, eqs: eq, neqs: neq, contains, exists } = entry;
    const its = { eq, neq, contains, ...(exists === undefined || exists === "" ? {} : { exists: exists === "true" }) };
    return [String(key), criterion(its as Criterion)] as const; // Compared with one as text, and never used as one.
  });
  return Object.fromEntries(criteria);
}

/** The order of values does not matter, and an empty list is none. */
function criterion({ eq, neq, contains, exists }: Criterion): object {
  const sorted = (values: string[] | undefined) => (values === undefined || values.length === 0 ? undefined : [...values].sort(compare));
  return { eq: sorted(eq), neq: sorted(neq), contains: sorted(contains), exists };
}

function line(...parts: unknown[]): string {
  return JSON.stringify(parts, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => compare(left, right)))
      : value,
  );
}
