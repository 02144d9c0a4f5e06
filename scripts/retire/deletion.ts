import { deleteAnalyzer } from "../../aws/analyzerDeletion";
import { Calls } from "../../aws/calls";
import { defaultConcurrency } from "../../aws/inventoryReader";
import { assumeRole, type Session } from "../../aws/sessions";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";
import type { Inventory } from "../../domain/inventory/inventory";
import { retireRoleName } from "../../domain/names";
import type { UnplannedAnalyzer } from "../../domain/plan/unplanned";

export interface Deleted {
  deleted: UnplannedAnalyzer[];
  /** What is still there, with the reason. */
  left: (UnplannedAnalyzer & { reason: string })[];
}

/** @param callers `management` is needed for analyzers of the management account, `security` for all others. */
export async function deleteAnalyzers(
  analyzers: readonly UnplannedAnalyzer[],
  config: Configuration,
  callers: { management?: Session; security?: Session },
  signal: AbortSignal,
): Promise<Deleted> {
  const inside = new Map<AccountId, Session>();
  for (const { account } of analyzers) if (!inside.has(account)) inside.set(account, enter(account));
  const settings = (callers.security ?? callers.management)?.settings;
  const calls = new Calls(defaultConcurrency, settings, signal);
  const result: Deleted = { deleted: [], left: [] };
  await Promise.all(
    analyzers.map(async (analyzer) => {
      const session = inside.get(analyzer.account);
      if (session === undefined) return;
      const outcome = await deleteAnalyzer(session, analyzer.region, analyzer.analyzer, calls);
      if (outcome.kind === "failed") result.left.push({ ...analyzer, reason: outcome.reason });
      else result.deleted.push(analyzer);
    }),
  );
  return result;

  function enter(account: AccountId): Session {
    const isManagement = account === config.organization.management;
    const caller = isManagement ? callers.management : callers.security;
    if (caller === undefined) throw new Error(`No caller was opened for account ${account}.`);
    return isManagement ? caller : assumeRole(caller, account, { path: config.access.rolePath, name: retireRoleName });
  }
}

/** Where analyzers of ours may be that nobody sees: what could not be read, with the reason. */
export function unreadIn({ accounts }: Inventory): { account: AccountId; reason: string }[] {
  return accounts
    .filter(({ state }) => state === "ACTIVE")
    .flatMap(({ id: account, regions, analyzers }) => [
      ...("unreadable" in regions ? [{ account, reason: regions.unreadable }] : []),
      ...analyzers.flatMap(({ region, found }) => ("unreadable" in found ? [{ account, reason: `${region}: ${found.unreadable}` }] : [])),
    ]);
}
