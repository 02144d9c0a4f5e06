import type { AnalyzerType } from "../../domain/analyzer";
import type { Configuration } from "../../domain/configuration/configuration";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { region as regionCode, type AccountId } from "../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount, RegionOptStatus } from "../../domain/inventory/inventory";

export const today = "2026-11-22";
/** Configuration that enables what is billed, too. */
export const everything = `analyzers:
  unusedAccess: { enabled: true }
  internalAccess: { enabled: true, include: [{ resourceTypes: [AWS::S3::Bucket] }] }
`;

/** "account Region" of every planned analyzer of the type. */
export function places(config: Configuration, inventory: Inventory, type: AnalyzerType): string[] {
  return coveragePlan(config, inventory, today)
    .analyzers.filter((spec) => spec.type === type)
    .map(({ account, region }) => `${account} ${region}`);
}

/** "Region type kind detail" of an account's exemptions, "*" for the whole account. */
export function reasons(config: Configuration, inventory: Inventory, account: AccountId, day = today): string[] {
  return coveragePlan(config, inventory, day)
    .uncovered.filter((exemption) => exemption.account === account)
    .map(({ region, type, reason }) => `${region ?? "*"} ${type} ${reason.kind} ${detail(reason)}`);
}

function detail(reason: ReturnType<typeof coveragePlan>["uncovered"][number]["reason"]): string {
  if ("reason" in reason) return reason.reason;
  if ("by" in reason) return reason.by;
  if ("state" in reason) return reason.state;
  return "analyzer" in reason ? `${reason.analyzer} ${reason.type}` : reason.optStatus;
}

export function changeAccount(inventory: Inventory, id: AccountId, change: (account: InventoryAccount) => InventoryAccount): Inventory {
  return { ...inventory, accounts: inventory.accounts.map((account) => (account.id === id ? change(account) : account)) };
}

export function withRegions(inventory: Inventory, id: AccountId, statuses: Record<string, RegionOptStatus>): Inventory {
  return changeAccount(inventory, id, (account) => {
    const known = "read" in account.regions ? account.regions.read : [];
    const merged = new Map<string, RegionOptStatus>([
      ...known.map(({ name, optStatus }) => [name, optStatus] as const),
      ...Object.entries(statuses),
    ]);
    return { ...account, regions: { read: [...merged].map(([name, optStatus]) => ({ name: regionCode(name), optStatus })) } };
  });
}

export function withAnalyzers(inventory: Inventory, id: AccountId, read: ExistingAnalyzer[]): Inventory {
  return changeAccount(inventory, id, (account) => ({
    ...account,
    analyzers: account.analyzers.map((entry) => (entry.region === "eu-central-1" ? { ...entry, found: { read } } : entry)),
  }));
}
