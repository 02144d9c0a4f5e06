import type { ApiAnalyzerType } from "../analyzer";
import type { Configuration } from "../configuration/configuration";
import { ownerTag } from "../names";
import type { CoveragePlan } from "../plan/types";
import { typeOfOurs, unplannedAnalyzers, type UnplannedAnalyzer } from "../plan/unplanned";
import type { AccountId, Region } from "../identifiers";
import type { ExistingAnalyzer, Inventory } from "../inventory/inventory";

/** What the audit saw besides the plan. None of it is drift. */
export type AuditNote =
  /** Ours, but the plan has it no longer. `retire` deletes it; nothing else does. */
  | ({ kind: "extra" } & UnplannedAnalyzer)
  /** Made by an AWS service for itself: visible, not configurable, and no coverage of ours. */
  | { kind: "serviceLinked"; account: AccountId; region: Region; type: ApiAnalyzerType; analyzer: string; by: string }
  /** Another owner's, of a type that is billed. */
  | { kind: "billed"; account: AccountId; region: Region; type: ApiAnalyzerType; analyzer: string; owner?: string }
  /** Who is delegated administrator of Access Analyzer is not what the configuration says, or is not known. */
  | { kind: "delegatedAdministrator"; message: string };

const accessAnalyzer = "access-analyzer.amazonaws.com";

export function auditNotes(config: Configuration, live: Inventory, plan: CoveragePlan): AuditNote[] {
  const notes: AuditNote[] = delegatedAdministratorNotes(config, live);
  for (const unplanned of unplannedAnalyzers(live, plan)) notes.push({ kind: "extra", ...unplanned });
  for (const account of live.accounts) {
    for (const { region, found } of account.analyzers) {
      if ("unreadable" in found) continue;
      for (const analyzer of found.read) {
        const note = noteOfOthers(analyzer);
        if (note !== undefined) notes.push({ ...note, account: account.id, region, type: analyzer.type, analyzer: analyzer.name });
      }
    }
  }
  return notes;
}

function noteOfOthers(analyzer: ExistingAnalyzer) {
  const { type, owner } = analyzer;
  if (owner.kind === "service") return { kind: "serviceLinked" as const, by: owner.by };
  if (typeOfOurs(analyzer) !== undefined || !/_(UNUSED|INTERNAL)_ACCESS$/.test(type)) return undefined;
  // Our tag alone, under a name that we do not give: it was copied.
  const by = owner.kind === "ours" ? `${ownerTag.key}=${ownerTag.value}` : owner.by;
  return { kind: "billed" as const, ...(by !== undefined && { owner: by }) };
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
