import { analyzerNames, type AnalyzerStatus, type ApiAnalyzerType, type ArchiveRule } from "../analyzer";
import type { Configuration } from "../configuration/configuration";
import type { CoveragePlan } from "../plan/types";
import { otherOwner, typeOfOurs, unplannedAnalyzers, type UnplannedAnalyzer } from "../plan/unplanned";
import type { AccountId, Region } from "../identifiers";
import type { ExistingAnalyzer, FoundArchiveRule, Inventory } from "../inventory/inventory";
import { judgedRules } from "./archiveRules";
import type { KeyNote } from "./leftKeys";
import type { AuditedPlace, Coverer } from "./place";

/** An analyzer that was found, and where. */
interface Standing {
  account: AccountId;
  region: Region;
  type: ApiAnalyzerType;
  /** The analyzer's name. */
  analyzer: string;
}

/** What the audit saw besides the plan. None of it is drift. */
export type AuditNote =
  /** Ours, but the plan has it no longer. `retire` deletes it; nothing else does. */
  | ({ kind: "extra" } & UnplannedAnalyzer)
  /** Made by an AWS service for itself: visible, not configurable, and no coverage of ours. */
  | ({ kind: "serviceLinked"; by: string } & Standing)
  /** Another owner's, of a type that is billed. */
  | ({ kind: "billed"; owner?: string } & Standing)
  /** Our tag or our name, but not both, or our name with another type: not ours, never touched, and planned around. */
  | ({ kind: "resemblesOurs" } & Standing)
  /** Ours and not ACTIVE, where another one covers the place. */
  | ({ kind: "inactive"; status: AnalyzerStatus; statusReason?: string } & Standing)
  /** An archive rule that nobody planned and no place tells of. With `reasons` it could hide findings, where the configuration wants none. */
  | ({ kind: "archiveRule"; rule: string; reasons?: string[] } & Pick<Coverer, "by"> &
      Pick<FoundArchiveRule, "createdAt" | "updatedAt"> &
      Standing)
  /** Who is delegated administrator of Access Analyzer is not what the configuration says, or is not known. */
  | { kind: "delegatedAdministrator"; message: string }
  | KeyNote;

const accessAnalyzer = "access-analyzer.amazonaws.com";

export function auditNotes(config: Configuration, live: Inventory, plan: CoveragePlan, places: readonly AuditedPlace[]): AuditNote[] {
  const planned = new Map(plan.analyzers.map((spec) => [placeOf(spec), spec.archiveRules]));
  const audited = new Map(places.map((place) => [placeOf(place), place]));
  const notes: AuditNote[] = delegatedAdministratorNotes(config, live);
  for (const unplanned of unplannedAnalyzers(live, plan)) notes.push({ kind: "extra", ...unplanned });
  for (const account of live.accounts) {
    for (const { region, found } of account.analyzers) {
      if ("unreadable" in found) continue;
      for (const analyzer of found.read) {
        const at: Standing = { account: account.id, region, type: analyzer.type, analyzer: analyzer.name };
        const place = audited.get(placeOf(at));
        notes.push(
          ...[...notesOfAnalyzer(analyzer, place), ...notesOfRules(analyzer, planned.get(placeOf(at)), place)].map((note) => ({
            ...note,
            ...at,
          })),
        );
      }
    }
  }
  return notes;
}

function notesOfAnalyzer(analyzer: ExistingAnalyzer, place: AuditedPlace | undefined) {
  const { name, type, owner, status, statusReason } = analyzer;
  if (owner.kind === "service") return [{ kind: "serviceLinked" as const, by: owner.by }];
  if (typeOfOurs(analyzer) !== undefined) {
    const isNamed = status === "ACTIVE" || place?.state !== "covered";
    return isNamed ? [] : [{ kind: "inactive" as const, status, ...(statusReason !== undefined && { statusReason }) }];
  }
  const by = otherOwner(analyzer);
  const resembles = owner.kind === "ours" || Object.values(analyzerNames).includes(name);
  return [
    ...(resembles ? [{ kind: "resemblesOurs" as const }] : []),
    ...(/_(UNUSED|INTERNAL)_ACCESS$/.test(type) ? [{ kind: "billed" as const, ...(by !== undefined && { owner: by }) }] : []),
  ];
}

function notesOfRules(analyzer: ExistingAnalyzer, planned: readonly ArchiveRule[] | undefined, place: AuditedPlace | undefined) {
  const by = typeOfOurs(analyzer) === undefined ? ("other" as const) : ("ours" as const);
  const { unplanned, hiding } = judgedRules(analyzer, (by === "ours" ? planned : undefined) ?? []);
  const told = new Set(place?.state === "hides" ? place.rules.flatMap((rule) => (rule.analyzer === analyzer.name ? [rule.rule] : [])) : []);
  return unplanned.flatMap(({ name: rule, createdAt, updatedAt }) => {
    if (told.has(rule)) return [];
    const reasons = hiding.find((one) => one.rule === rule)?.reasons;
    // An analyzer of ours that left the plan keeps the rules that it had.
    if (by === "ours" && planned === undefined && reasons === undefined) return [];
    return [
      {
        ...{ kind: "archiveRule" as const, rule, by },
        ...(reasons !== undefined && { reasons }),
        ...(createdAt !== undefined && { createdAt }),
        ...(updatedAt !== undefined && { updatedAt }),
      },
    ];
  });
}

function placeOf({ account, region, type }: { account: AccountId; region?: Region; type: ApiAnalyzerType }): string {
  return `${account} ${region ?? "*"} ${type}`;
}

function delegatedAdministratorNotes(config: Configuration, live: Inventory): AuditNote[] {
  const { delegatedAdministrators } = live.organization;
  const wanted = config.organization.delegatedAdministrator;
  if ("unreadable" in delegatedAdministrators)
    return [
      { kind: "delegatedAdministrator", message: `Delegated administrators could not be read: ${delegatedAdministrators.unreadable}` },
    ];
  const registered = delegatedAdministrators.read.filter(({ service }) => service === accessAnalyzer).map(({ account }) => account);
  if (registered.includes(wanted)) return [];
  const who = registered.length === 0 ? "No account is" : `Account ${registered.join(" and ")} is`;
  return [
    { kind: "delegatedAdministrator", message: `${who} delegated administrator for ${accessAnalyzer}; the configuration names ${wanted}.` },
  ];
}
