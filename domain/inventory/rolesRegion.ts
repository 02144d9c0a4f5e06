import type { Configuration } from "../configuration/configuration";
import { InventoryError } from "../errors";
import type { Region } from "../identifiers";
import { rolesStackSetName } from "../names";
import { isEnabled, type Inventory } from "./inventory";

/**
 * Where the roles' StackSet belongs: where it is; before the first roll-out where `access.rolesRegion` says, or in the home Region. It does
 * not follow a changed home Region: role names are global, so that a second StackSet would collide with the roles of the first, and
 * deleting the first takes the roles out of every account.
 *
 * @throws InventoryError if nobody knows. The home Region is no answer then: the StackSet may be elsewhere.
 */
export function rolesRegion({ access, organization }: Configuration, { rolesRegion: found }: Inventory): Region {
  if ("read" in found) return found.read ?? access.rolesRegion ?? organization.homeRegion;
  if (access.rolesRegion !== undefined) return access.rolesRegion;
  throw new InventoryError(
    `It is not known in which Region of the management account ${organization.management} the StackSet ${rolesStackSetName} is (${found.unreadable}). ` +
      'Nothing was changed. Let whoever runs "access-analyzer-org inventory" read it there (docs/permissions.md) and write the inventory again, ' +
      "or say the Region in access.rolesRegion of the configuration.",
  );
}

/** Why `access.rolesRegion` cannot be, if it cannot. */
export function rolesRegionProblem({ access, organization }: Configuration, inventory: Inventory): string | undefined {
  const said = access.rolesRegion;
  if (said === undefined) return undefined;
  const found = inventory.rolesRegion;
  if ("read" in found && found.read !== null && found.read !== said) {
    return `access.rolesRegion: found ${said}, but the StackSet ${rolesStackSetName} is in ${found.read}, where it was first rolled out, and stays there: role names are global, and a second StackSet would collide with its roles; say ${found.read}, or take the key out`;
  }
  const manager = inventory.accounts.find(({ id }) => id === organization.management);
  if (manager === undefined || "unreadable" in manager.regions) return undefined;
  const facts = manager.regions.read.find(({ name }) => name === said);
  if (facts !== undefined && isEnabled(facts)) return undefined;
  return `access.rolesRegion: found ${said}, which is ${facts?.optStatus ?? "not known"} in the management account ${manager.id} (${manager.name}); enable the Region there, or choose one of ${manager.regions.read
    .filter(isEnabled)
    .map(({ name }) => name)
    .join(", ")}`;
}
