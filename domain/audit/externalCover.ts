import type { AccountId, Region } from "../identifiers";
import { isEnabled, type ExistingAnalyzer, type Inventory, type InventoryAccount } from "../inventory/inventory";
import type { AnalyzerType } from "../analyzer";
import type { Uncovered } from "../plan/types";
import { compare } from "../lists";
import { isExternalCover, judgedRules } from "./archiveRules";
import type { PlaceState } from "./place";

/** Whether an external-access analyzer looks at an account in a Region, whosever it is; or why that is not known. */
export type ExternalCover = { isCovered: boolean } | { unknown: string };

/**
 * What looks at a place that has no planned analyzer of its own: one of the account itself, or one of the organization, which the
 * delegated administrator or the management account owns.
 */
export function externalCover(
  live: Inventory,
  owner: AccountId,
  counts: (analyzer: ExistingAnalyzer) => boolean = isExternalCover,
): (account: InventoryAccount, region: Region) => ExternalCover {
  const owners = live.accounts.filter(({ id }) => id === owner || id === live.organization.management);
  return (account, region) => {
    const looks = [lookAt(account, region, "ACCOUNT", counts), ...owners.map((one) => lookAt(one, region, "ORGANIZATION", counts))];
    if (looks.some((look) => "isCovered" in look && look.isCovered)) return { isCovered: true };
    return looks.find((look) => "unknown" in look) ?? { isCovered: false };
  };
}

/**
 * Where an external-access analyzer is seen to look, whosever it is. Analyzers whose archive rules could hide findings, or were not read,
 * count for nothing here. Sorted; of accounts that are not ACTIVE, or whose Regions were not read, nothing is known.
 */
export function seenCover(live: Inventory, owner: AccountId, isConcerned: (account: AccountId) => boolean): Record<AccountId, Region[]> {
  const cover = externalCover(live, owner, showsFindings);
  const isCovered = (account: InventoryAccount, region: Region) => {
    const looked = cover(account, region);
    return "isCovered" in looked && looked.isCovered;
  };
  const seen = live.accounts
    .filter(({ id, state }) => state === "ACTIVE" && isConcerned(id))
    .map((account) => {
      const enabled = "read" in account.regions ? account.regions.read.filter(isEnabled).map(({ name }) => name) : [];
      return [account.id, enabled.filter((region) => isCovered(account, region)).sort(compare)] as const;
    })
    .filter(([, regions]) => regions.length > 0)
    .sort(([left], [right]) => compare(left, right));
  return Object.fromEntries(seen);
}

/** It stands for external cover, and none of its archive rules could hide what it finds. */
export function showsFindings(analyzer: ExistingAnalyzer): boolean {
  const { hiding, unreadable } = judgedRules(analyzer, []);
  return isExternalCover(analyzer) && hiding.length === 0 && unreadable === undefined;
}

/** That a type is switched off is a reason only where something else looks at the account in the Region. */
export function uncoveredThough(
  type: AnalyzerType,
  reason: Uncovered["reason"] & { kind: "disabled" },
  account: InventoryAccount | undefined,
  region: Region | undefined,
  cover: ((account: InventoryAccount, region: Region) => ExternalCover) | undefined,
): PlaceState {
  const exempt: PlaceState = { state: "exempt", reason };
  // Every account has a place of type ACCOUNT for each of its Regions: a gap is told there, once.
  if (type !== "ACCOUNT" || cover === undefined || account === undefined) return exempt;
  const looked =
    region === undefined ? { unknown: "unreadable" in account.regions ? account.regions.unreadable : "" } : cover(account, region);
  if ("unknown" in looked)
    return {
      state: "unreadable",
      reason: `${reason.by} is false, and whether another external analyzer covers the place is not known: ${looked.unknown}`,
    };
  return looked.isCovered ? exempt : { state: "gap", off: reason.by };
}

function lookAt(
  { id, regions, analyzers }: InventoryAccount,
  region: Region,
  type: ExistingAnalyzer["type"],
  counts: (analyzer: ExistingAnalyzer) => boolean,
): ExternalCover {
  const isKnownOff = "read" in regions && !regions.read.some((facts) => facts.name === region && isEnabled(facts));
  if (isKnownOff) return { isCovered: false };
  const found = analyzers.find((entry) => entry.region === region)?.found ?? { unreadable: "it was not read" };
  if ("unreadable" in found) return { unknown: `${region} of account ${id}: ${found.unreadable}` };
  return { isCovered: found.read.some((analyzer) => analyzer.type === type && counts(analyzer)) };
}
