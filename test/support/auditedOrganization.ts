import { analyzerNames, type AnalyzerType } from "../../domain/analyzer";
import { auditCoverage, type Audit } from "../../domain/audit/audit";
import type { AuditedPlace } from "../../domain/audit/place";
import type { Configuration } from "../../domain/configuration/configuration";
import { archiveRules } from "../../domain/plan/archiveRules";
import { region, type AccountId } from "../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount } from "../../domain/inventory/inventory";

export const auditDay = "2026-11-22";

/** An ACTIVE analyzer of ours as a roll-out leaves it, with its archive rules. */
export function ours(config: Configuration, account: AccountId, type: AnalyzerType): ExistingAnalyzer {
  return {
    name: analyzerNames[type],
    type,
    status: "ACTIVE",
    owner: { kind: "ours" },
    tags: { "managed-by": "access-analyzer-org" },
    ...(isExternal(type) && { archiveRules: { read: archiveRules(config, { id: account, ou: "" }, region("eu-central-1"), type) } }),
  };
}

/** An ACTIVE analyzer of another owner, without archive rules. */
export function others(name: string, type: ExistingAnalyzer["type"]): ExistingAnalyzer {
  return { name, type, status: "ACTIVE", owner: { kind: "other" }, tags: {}, ...(isExternal(type) && { archiveRules: { read: [] } }) };
}

/** As it is read where nobody asked for archive rules. */
export function withoutRules(analyzer: ExistingAnalyzer): ExistingAnalyzer {
  const copy = { ...analyzer };
  delete copy.archiveRules;
  return copy;
}

/** The organization with these analyzers in each enabled Region of each account. */
export function standing(inventory: Inventory, analyzersOf: (account: InventoryAccount, region: string) => ExistingAnalyzer[]): Inventory {
  return {
    ...inventory,
    accounts: inventory.accounts.map((account) => ({
      ...account,
      analyzers: account.analyzers.map(({ region }) => ({ region, found: { read: analyzersOf(account, region) } })),
    })),
  };
}

/** As rolled out: external access from each account and from the organization. */
export function rolledOut(config: Configuration, inventory: Inventory): Inventory {
  return standing(inventory, ({ id }) =>
    id === config.organization.delegatedAdministrator
      ? [ours(config, id, "ACCOUNT"), ours(config, id, "ORGANIZATION")]
      : [ours(config, id, "ACCOUNT")],
  );
}

export function placeAt(
  config: Configuration,
  live: Inventory,
  account: AccountId,
  region: string,
  type: AnalyzerType = "ACCOUNT",
): { audit: Audit; place: AuditedPlace } {
  const audit = auditCoverage(config, live, auditDay);
  const place = audit.places.find((one) => one.account === account && one.region === region && one.type === type);
  if (place === undefined) throw new Error(`no place for ${type} in ${region} of ${account}`);
  return { audit, place };
}

function isExternal(type: ExistingAnalyzer["type"]): boolean {
  return type === "ACCOUNT" || type === "ORGANIZATION";
}
