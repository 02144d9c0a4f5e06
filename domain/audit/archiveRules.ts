import type { ArchiveRule, Criterion } from "../analyzer";
import { hidesFindings } from "../hidesFindings";
import type { ExistingAnalyzer, FoundArchiveRule } from "../inventory/inventory";
import { compare } from "../lists";

/** An archive rule that could archive public access or anybody's. When it was made is all that AWS keeps: not by whom. */
export interface HidingRule extends Pick<FoundArchiveRule, "filter" | "createdAt" | "updatedAt"> {
  /** The analyzer's name. */
  analyzer: string;
  rule: string;
  /** The plan has a rule of this name there: somebody changed it, and `deploy` puts it right. */
  isPlanned: boolean;
  /** What it could do, and what would keep that out. */
  reasons: string[];
}

export interface JudgedRules {
  hiding: HidingRule[];
  /** Planned rules that are missing or differ, in words. */
  differences: string[];
  /** Rules that nobody planned, hiding ones among them. */
  unplanned: FoundArchiveRule[];
  /** Why nothing is known of them. */
  unreadable?: string;
}

/** An analyzer's archive rules beside the planned ones. Nothing is asked of analyzers that count for nothing: of other types, made by a service, not ACTIVE. */
export function judgedRules(analyzer: ExistingAnalyzer, planned: readonly ArchiveRule[]): JudgedRules {
  const nothing = { hiding: [], differences: [], unplanned: [] };
  const { name, type, archiveRules = { unreadable: "they were not read" } } = analyzer;
  if (!isExternalCover(analyzer)) return nothing;
  if ("unreadable" in archiveRules) return { ...nothing, unreadable: `archive rules of ${name}: ${archiveRules.unreadable}` };
  const found = new Map(archiveRules.read.map((rule) => [rule.name, rule]));
  const wanted = new Set(planned.map((rule) => rule.name));
  return {
    hiding: archiveRules.read.flatMap(({ name: rule, ...facts }) => {
      const reasons = hidesFindings(type, facts.filter).map(({ text }) => text);
      return reasons.length === 0 ? [] : [{ analyzer: name, rule, isPlanned: wanted.has(rule), reasons, ...facts }];
    }),
    differences: planned.flatMap((rule) => difference(rule, found.get(rule.name))),
    unplanned: archiveRules.read.filter((rule) => !wanted.has(rule.name)),
  };
}

/** It stands for its account or organization: ACTIVE, for external access, and not a service's own. */
export function isExternalCover({ type, status, owner }: ExistingAnalyzer): boolean {
  return (type === "ACCOUNT" || type === "ORGANIZATION") && status === "ACTIVE" && owner.kind !== "service";
}

function difference({ name, filter }: ArchiveRule, found: FoundArchiveRule | undefined): string[] {
  if (found === undefined) return [`archive rule ${name} is missing`];
  const keys = [...new Set([...Object.keys(filter), ...Object.keys(found.filter)])].sort(compare);
  const differing = keys.filter((key) => comparable(filter[key]) !== comparable(found.filter[key]));
  return differing.length === 0 ? [] : [`archive rule ${name} differs in ${differing.join(", ")}`];
}

/** The order of values does not matter, and an empty list is none. */
function comparable({ eq = [], neq = [], contains = [], exists }: Criterion = {}): string {
  return JSON.stringify([...[eq, neq, contains].map((values) => [...values].sort(compare)), exists]);
}
