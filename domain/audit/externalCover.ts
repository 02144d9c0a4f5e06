import type { AccountId, Region } from "../identifiers";
import { isEnabled, type ExistingAnalyzer, type Inventory, type InventoryAccount } from "../inventory/inventory";
import { isExternalCover } from "./archiveRules";

/** Whether an external-access analyzer looks at an account in a Region, whosever it is; or why that is not known. */
export type ExternalCover = { isCovered: boolean } | { unknown: string };

/**
 * What looks at a place that has no planned analyzer of its own: one of the account itself, or one of the organization, which the
 * delegated administrator or the management account owns.
 */
export function externalCover(live: Inventory, owner: AccountId): (account: InventoryAccount, region: Region) => ExternalCover {
  const owners = live.accounts.filter(({ id }) => id === owner || id === live.organization.management);
  return (account, region) => {
    const looks = [lookAt(account, region, "ACCOUNT"), ...owners.map((one) => lookAt(one, region, "ORGANIZATION"))];
    if (looks.some((look) => "isCovered" in look && look.isCovered)) return { isCovered: true };
    return looks.find((look) => "unknown" in look) ?? { isCovered: false };
  };
}

function lookAt({ id, regions, analyzers }: InventoryAccount, region: Region, type: ExistingAnalyzer["type"]): ExternalCover {
  const isKnownOff = "read" in regions && !regions.read.some((facts) => facts.name === region && isEnabled(facts));
  if (isKnownOff) return { isCovered: false };
  const found = analyzers.find((entry) => entry.region === region)?.found ?? { unreadable: "it was not read" };
  if ("unreadable" in found) return { unknown: `${region} of account ${id}: ${found.unreadable}` };
  return { isCovered: found.read.some((analyzer) => analyzer.type === type && isExternalCover(analyzer)) };
}
