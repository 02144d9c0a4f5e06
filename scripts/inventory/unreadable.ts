import type { Inventory, Readable } from "../../domain/inventory/inventory";
import { listed } from "../terminal/text";

/** What an inventory does not know, one line for each reason. Accounts that are not ACTIVE are not entered, which is no gap. */
export function unreadableParts(inventory: Inventory): string[] {
  const groups = new Map<string, string[]>();
  const note = (what: string, where: string, value: Readable<unknown>) => {
    if ("read" in value) return;
    const key = `${what} (${value.unreadable})`;
    groups.set(key, [...(groups.get(key) ?? []), where]);
  };
  note("delegated administrators", "", inventory.organization.delegatedAdministrators);
  note("the Region of the roles' StackSet", "", inventory.organization.rolesRegions);
  for (const account of inventory.accounts) {
    const where = `${account.id} ${account.name}`;
    note("tags", where, account.tags);
    if (account.state !== "ACTIVE") continue;
    note("Regions", where, account.regions);
    const unread = new Map<string, string[]>();
    for (const { region, found } of account.analyzers) {
      if ("unreadable" in found) unread.set(found.unreadable, [...(unread.get(found.unreadable) ?? []), region]);
    }
    for (const [reason, regions] of unread) {
      const all = regions.length === account.analyzers.length;
      note("analyzers", all ? where : `${where} in ${listed(regions, 6)}`, { unreadable: reason });
    }
  }
  return [...groups].map(([what, places]) => (places.join("") === "" ? what : `${what}: ${listed(places, 12)}`));
}
