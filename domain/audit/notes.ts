import type { ApiAnalyzerType } from "../analyzer";
import type { Configuration } from "../configuration/configuration";
import type { CoveragePlan } from "../plan/types";
import type { AccountId, Region } from "../identifiers";
import type { ExistingAnalyzer, Inventory } from "../inventory/inventory";

/** What the audit saw besides the plan. None of it is drift. */
export type AuditNote =
  /** Ours, but the plan has it no longer. `retire` would delete it; nothing else does. */
  | { kind: "extra"; account: AccountId; region: Region; type: ApiAnalyzerType; analyzer: string }
  /** Made by an AWS service for itself: visible, not configurable, and no coverage of ours. */
  | { kind: "serviceLinked"; account: AccountId; region: Region; type: ApiAnalyzerType; analyzer: string; by: string }
  /** Somebody else's, of a type that is billed. */
  | { kind: "billed"; account: AccountId; region: Region; type: ApiAnalyzerType; analyzer: string; owner?: string }
  /** Who is delegated administrator of Access Analyzer is not what the configuration says, or is not known. */
  | { kind: "delegatedAdministrator"; message: string };

const accessAnalyzer = "access-analyzer.amazonaws.com";

export function auditNotes(config: Configuration, live: Inventory, plan: CoveragePlan): AuditNote[] {
  const planned = new Set(plan.analyzers.map(({ account, region, type, name }) => [account, region, type, name].join(" ")));
  const notes: AuditNote[] = delegatedAdministratorNotes(config, live);
  for (const account of live.accounts) {
    for (const { region, found } of account.analyzers) {
      if ("unreadable" in found) continue;
      for (const analyzer of found.read) {
        const note = analyzerNote(analyzer, (name) => planned.has([account.id, region, analyzer.type, name].join(" ")));
        if (note !== undefined) notes.push({ ...note, account: account.id, region, type: analyzer.type, analyzer: analyzer.name });
      }
    }
  }
  return notes;
}

function analyzerNote({ name, type, owner }: ExistingAnalyzer, isPlanned: (name: string) => boolean) {
  if (owner.kind === "service") return { kind: "serviceLinked" as const, by: owner.by };
  if (owner.kind === "ours") return isPlanned(name) ? undefined : { kind: "extra" as const };
  if (!/_(UNUSED|INTERNAL)_ACCESS$/.test(type)) return undefined;
  return { kind: "billed" as const, ...(owner.by !== undefined && { owner: owner.by }) };
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
