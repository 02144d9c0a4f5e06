import { isDeepStrictEqual } from "node:util";
import { Calls } from "../../aws/calls";
import { defaultConcurrency } from "../../aws/inventoryReader";
import { readOrganization } from "../../aws/organizationReader";
import type { MemberFacts } from "../../aws/organizationReader";
import type { Session } from "../../aws/sessions";
import { InventoryError } from "../../domain/errors";
import type { Inventory } from "../../domain/inventory/inventory";
import { listed } from "../terminal/text";

/**
 * Refuses to roll out an inventory that is older than the organization: accounts that joined, left, moved, or changed state or tags since
 * it was written. (Regions and analyzers are not read again here; the audit at the end sees them.)
 *
 * @throws InventoryError with the differences and the remedy.
 */
export async function refuseStaleInventory(session: Session, inventory: Inventory, file: string, signal: AbortSignal): Promise<void> {
  const live = await readOrganization(session, new Calls(defaultConcurrency, session.settings, signal));
  const differences = inventoryAge(inventory, live);
  if (differences.length === 0) return;
  throw new InventoryError(
    `${file} is stale: ${listed(differences, 5)}. Nothing was changed. Write it again with "access-analyzer-org inventory", look at the difference, and deploy.`,
  );
}

interface LiveOrganization {
  organization: { id: string };
  accounts: MemberFacts[];
}

/** What changed among the accounts, in words; empty if nothing did. */
export function inventoryAge(inventory: Inventory, live: LiveOrganization): string[] {
  if (inventory.organization.id !== live.organization.id)
    return [`it describes organization ${inventory.organization.id}, the credentials belong to ${live.organization.id}`];
  const known = new Map(inventory.accounts.map((account) => [account.id, account]));
  const current = new Set(live.accounts.map(({ id }) => id));
  return [
    ...live.accounts.flatMap((account) => {
      const was = known.get(account.id);
      if (was === undefined) return [`account ${account.id} (${account.name}) is new`];
      if (was.state !== account.state) return [`account ${account.id} was ${was.state} and is ${account.state}`];
      if (was.ou !== account.ou) return [`account ${account.id} moved from "${was.ou}" to "${account.ou}"`];
      return "read" in account.tags && !isDeepStrictEqual(was.tags, account.tags) ? [`tags of account ${account.id} changed`] : [];
    }),
    ...inventory.accounts.flatMap(({ id, name }) => (current.has(id) ? [] : [`account ${id} (${name}) left`])),
  ];
}
