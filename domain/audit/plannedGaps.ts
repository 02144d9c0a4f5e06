import type { Configuration } from "../configuration/configuration";
import type { ExistingAnalyzer, Inventory, Readable } from "../inventory/inventory";
import type { AnalyzerSpec, CoveragePlan } from "../plan/types";
import { typeOfOurs } from "../plan/unplanned";
import { externalCover, uncoveredThough } from "./externalCover";
import type { AuditedPlace } from "./place";

/**
 * Places that no external analyzer will cover by the plan although their Regions are on, and those of which that is not known: what the
 * audit says of them once the plan is rolled out. Analyzers of others cover as they do there; ours that are no longer planned do not.
 *
 * @param inventory what the plan was computed from.
 */
export function plannedGaps(config: Configuration, inventory: Inventory, plan: CoveragePlan): AuditedPlace[] {
  const planned = asPlanned(inventory, plan);
  const cover = externalCover(planned, config.organization.delegatedAdministrator);
  const facts = new Map(planned.accounts.map((account) => [account.id, account]));
  return plan.uncovered.flatMap(({ account, region, type, reason }): AuditedPlace[] => {
    if (reason.kind !== "disabled") return [];
    const state = uncoveredThough(type, reason, facts.get(account), region, cover);
    return state.state === "exempt" ? [] : [{ account, ...(region !== undefined && { region }), type, ...state }];
  });
}

/** With the external analyzers that the plan creates, and no others of ours. */
export function asPlanned(inventory: Inventory, plan: CoveragePlan): Inventory {
  const created = new Map<string, ExistingAnalyzer[]>();
  for (const spec of plan.analyzers) {
    if (spec.source.kind === "keep" || !(spec.type === "ACCOUNT" || spec.type === "ORGANIZATION")) continue;
    const key = `${spec.account} ${spec.region}`;
    created.set(key, [...(created.get(key) ?? []), standing(spec)]);
  }
  return {
    ...inventory,
    accounts: inventory.accounts.map((account) => ({
      ...account,
      analyzers: account.analyzers.map(({ region, found }) => ({
        region,
        found: withCreated(found, created.get(`${account.id} ${region}`)),
      })),
    })),
  };
}

function standing({ name, type, tags }: AnalyzerSpec): ExistingAnalyzer {
  return { name, type, status: "ACTIVE", owner: { kind: "ours" }, tags };
}

function withCreated(found: Readable<ExistingAnalyzer[]>, created: readonly ExistingAnalyzer[] = []): Readable<ExistingAnalyzer[]> {
  if ("unreadable" in found) return created.length === 0 ? found : { read: [...created] };
  return { read: [...found.read.filter((analyzer) => typeOfOurs(analyzer) === undefined), ...created] };
}
