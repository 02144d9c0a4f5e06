import type { Configuration } from "../configuration/configuration";
import { ConfigurationError, InventoryError } from "../errors";
import type { Region } from "../identifiers";
import type { Inventory } from "../inventory/inventory";

/**
 * The Region of the roles' StackSet. It is the one of the first roll-out and does not follow the home Region: role names are global in an
 * account, so that the same roles from a second Region collide with those of the first, and deleting the first ones takes the roles from
 * every account. Before the first roll-out it is `access.rolesRegion`, or else the home Region.
 *
 * @throws InventoryError if the inventory does not say where the StackSet is, ConfigurationError if the configuration wants another Region.
 */
export function rolesRegion({ access, organization }: Configuration, { organization: { rolesRegions } }: Inventory): Region {
  if ("unreadable" in rolesRegions) {
    throw new InventoryError(
      `organization.rolesRegions: whether the StackSet of our roles exists, and where, could not be read (${rolesRegions.unreadable}). A second one in another Region would collide with it. ` +
        'Write the inventory again with "access-analyzer-org inventory", with credentials that may call cloudformation:DescribeStackSet in the management account.',
    );
  }
  const [found, ...others] = rolesRegions.read;
  if (found === undefined) return access.rolesRegion ?? organization.homeRegion;
  if (others.length > 0) {
    throw new InventoryError(
      `organization.rolesRegions: the StackSet of our roles is in ${rolesRegions.read.join(" and ")}, expected one Region. Delete, in the management account, the StackSet whose instances failed, and write the inventory again.`,
    );
  }
  if (access.rolesRegion !== undefined && access.rolesRegion !== found) {
    throw new ConfigurationError(
      `access.rolesRegion: found ${access.rolesRegion}, but the roles were rolled out from ${found} and stay there: role names are global, a second StackSet collides with the first. Take the key out, or write ${found}.`,
    );
  }
  return found;
}
