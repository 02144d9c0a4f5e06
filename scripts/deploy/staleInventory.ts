import type { AccountId } from "../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount, Readable } from "../../domain/inventory/inventory";
import { InventoryError } from "../../domain/errors";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { writeIfChanged } from "../files/atomicFile";
import type { Configuration } from "../../domain/configuration/configuration";
import { rolesRegion } from "../../domain/plan/rolesRegion";
import { typeOfOurs } from "../../domain/plan/unplanned";
import { inventoryChanges } from "../inventory/changes";
import { unreadableParts } from "../inventory/unreadable";
import { harmless } from "../terminal/text";

export interface InventoryComparison {
  /** What the plan would have to know, in words: accounts, states, units, tags, Regions, analyzers of others. */
  differences: string[];
  /** What could not be read, with the reason. It is no difference, and no agreement either. */
  unread: string[];
  /** The live organization, with what was written where it could not be read. */
  current: Inventory;
}

/**
 * inventory.json beside the organization as it was read just now. Our own analyzers and registrations are no difference: a deploy makes
 * and mends them. Nor is an account's name, which no plan depends on.
 *
 * @param entered the accounts that were asked for; by default all.
 */
export function compareInventory(written: Inventory, live: Inventory, entered?: ReadonlySet<AccountId>): InventoryComparison {
  const old = new Map(written.accounts.map((account) => [account.id, account]));
  const asked = live.accounts.filter(({ id }) => entered?.has(id) ?? true);
  const organization = {
    ...live.organization,
    delegatedAdministrators: written.organization.delegatedAdministrators,
    // A deploy makes the StackSet of the roles; that it is where this roll-out would make it is for `refuseMovedRoles`.
    rolesRegions: written.organization.rolesRegions,
  };
  const rolesRegions = (entered?.has(live.organization.management) ?? true) ? live.organization.rolesRegions : { read: [] };
  return {
    differences: inventoryChanges(planned(written, new Map()), planned({ ...completed(live, old), organization }, old)),
    unread: unreadableParts({ ...live, organization: { ...organization, rolesRegions }, accounts: asked }),
    current: { ...completed(live, old), organization: { ...live.organization, ...known(live, written) } },
  };
}

/**
 * The inventory to roll out: what was written, if the organization is still that. Otherwise the live one, where it is to be written.
 *
 * @param say gets what was written.
 * @throws InventoryError with the differences and the remedy.
 */
export function inventoryInForce(
  written: Inventory,
  live: Inventory,
  file: string,
  isToBeWritten: boolean,
  say: (sentence: string) => void,
): Inventory {
  const { differences, current } = compareInventory(written, live);
  if (isToBeWritten) {
    const changes = inventoryChanges(written, current);
    const isWritten = writeIfChanged(file, serializeInventory(current));
    say(isWritten ? [`Updated ${file}:`, ...changes.map(bullet)].join("\n") : `${file} is up to date.`);
    return current;
  }
  if (differences.length === 0) return written;
  throw new InventoryError(
    [
      `${file} is not what the organization is now:`,
      ...differences.map(bullet),
      "Nothing was changed. --write-inventory writes the live organization into the file and goes on with it; with --preview it shows what follows from that. Commit the file.",
    ].join("\n"),
  );
}

function bullet(text: string): string {
  return `- ${harmless(text)}`;
}

function known(live: Inventory, written: Inventory): Pick<Inventory["organization"], "delegatedAdministrators" | "rolesRegions"> {
  return {
    delegatedAdministrators: readOr(live.organization.delegatedAdministrators, written.organization.delegatedAdministrators),
    rolesRegions: readOr(live.organization.rolesRegions, written.organization.rolesRegions),
  };
}

/**
 * Refuses to make a second StackSet of our roles in another Region than the one where they are.
 *
 * @throws InventoryError if the roles are elsewhere than the inventory and the configuration come to.
 */
export function refuseMovedRoles(config: Configuration, inventory: Inventory, { organization }: Inventory): void {
  const here = rolesRegion(config, inventory);
  const elsewhere = "read" in organization.rolesRegions ? organization.rolesRegions.read.filter((region) => region !== here) : [];
  if (elsewhere.length === 0) return;
  throw new InventoryError(
    `The StackSet of our roles is in ${elsewhere.join(" and ")}, and this roll-out would make one in ${here}, whose roles collide with those. Nothing was changed. Write the inventory again with "access-analyzer-org inventory" or --write-inventory: it records where the roles are.`,
  );
}

function completed(live: Inventory, old: ReadonlyMap<AccountId, InventoryAccount>): Inventory {
  return { ...live, accounts: live.accounts.map((account) => complete(account, old.get(account.id))) };
}

function complete(live: InventoryAccount, written: InventoryAccount | undefined): InventoryAccount {
  if (written === undefined) return live;
  const tags = readOr(live.tags, written.tags);
  // Nobody enters an account that is not ACTIVE: there is nothing to complete.
  if (live.state !== "ACTIVE") return { ...live, tags };
  if ("unreadable" in live.regions) return { ...live, tags, regions: written.regions, analyzers: written.analyzers };
  const before = new Map(written.analyzers.map(({ region, found }) => [region, found]));
  return { ...live, tags, analyzers: live.analyzers.map(({ region, found }) => ({ region, found: readOr(found, before.get(region)) })) };
}

function readOr<T>(live: Readable<T>, written: Readable<T> | undefined): Readable<T> {
  return "unreadable" in live && written !== undefined ? written : live;
}

/** Only what a plan depends on. */
function planned(inventory: Inventory, old: ReadonlyMap<AccountId, InventoryAccount>): Inventory {
  return {
    ...inventory,
    accounts: inventory.accounts.map((account) => {
      const was = old.get(account.id);
      // Of an account that is no longer ACTIVE the state says all.
      const inside = was !== undefined && account.state !== "ACTIVE" ? was : account;
      const analyzers = inside.analyzers.map(({ region, found }) => ({ region, found: ofOthers(found) }));
      return { ...account, name: was?.name ?? account.name, regions: inside.regions, analyzers };
    }),
  };
}

function ofOthers(found: Readable<ExistingAnalyzer[]>): Readable<ExistingAnalyzer[]> {
  if ("unreadable" in found) return found;
  return { read: found.read.filter((analyzer) => analyzer.owner.kind !== "service" && typeOfOurs(analyzer) === undefined) };
}
