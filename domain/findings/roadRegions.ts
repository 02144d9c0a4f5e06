import type { Configuration } from "../configuration/configuration";
import type { AccountId, Region } from "../identifiers";
import { isEnabled, type Inventory } from "../inventory/inventory";
import { compare } from "../lists";
import { partitions } from "../partitions";
import type { CoveragePlan } from "../plan/types";

/**
 * The Regions in which rules forward findings, sorted: where the delegated administrator has an analyzer, another owner's included. In those that
 * `regions.forwarders.exclude` leaves out, findings come by the sweep alone; so they do everywhere but at home where AWS takes no event to another
 * Region.
 */
export function forwarderRegions(config: Configuration, { analyzers }: CoveragePlan): Region[] {
  const { delegatedAdministrator } = config.organization;
  const all = analyzers.filter(({ account }) => account === delegatedAdministrator).map(({ region }) => region);
  return forwarding(config, all);
}

/**
 * The Regions in which rules of the delegated administrator forward calls that tamper, sorted. Beside those with an analyzer: the home Region, where
 * the road is, the Region that alone sees calls of IAM and AWS Organizations, and that of the roles' StackSet.
 */
export function watchRegions(config: Configuration, inventory: Inventory, plan: CoveragePlan): Region[] {
  const { homeRegion, partition, delegatedAdministrator } = config.organization;
  const { rolesRegions } = inventory.organization;
  const always = [homeRegion, partitions[partition].globalRegion, ...("read" in rolesRegions ? rolesRegions.read : [])];
  const roles = config.access.rolesRegion === undefined ? [] : [config.access.rolesRegion];
  const there = [...always, ...roles].filter((region) => mayBeEnabled(inventory, delegatedAdministrator, region));
  return forwarding(config, [...forwarderRegions(config, plan), ...there]);
}

/**
 * The same in the management account: of those Regions the ones that are enabled there. Its rules' dead letters go to the delegated administrator, which
 * has a queue in none but these.
 */
export function managementWatchRegions(config: Configuration, inventory: Inventory, plan: CoveragePlan): Region[] {
  const { management } = config.organization;
  return watchRegions(config, inventory, plan).filter((region) => mayBeEnabled(inventory, management, region));
}

/**
 * The Regions in which some rule of the road has its dead letters, sorted: the home Region, where the bus is, is always one of them, and those of the
 * scanner's rules are, in whatever account.
 */
export function ruleRegions(config: Configuration, inventory: Inventory, plan: CoveragePlan): Region[] {
  const scanned = plan.scanner?.places.map(({ region }) => region) ?? [];
  return sorted([config.organization.homeRegion, ...watchRegions(config, inventory, plan), ...scanned]);
}

/** The accounts that have a rule of the scanner in this Region, sorted. */
export function scannedAccounts({ scanner }: CoveragePlan, region: Region): AccountId[] {
  return scanner?.places.flatMap((place) => (place.region === region ? [place.account] : [])) ?? [];
}

/** False where the inventory knows better. Of an account that could not be read its stack asks first. */
function mayBeEnabled({ accounts }: Inventory, account: AccountId, region: Region): boolean {
  const regions = accounts.find(({ id }) => id === account)?.regions;
  return regions === undefined || "unreadable" in regions || regions.read.some((facts) => facts.name === region && isEnabled(facts));
}

function forwarding(config: Configuration, regions: readonly Region[]): Region[] {
  const { homeRegion, partition } = config.organization;
  const excluded = new Set<string>(config.regions.forwarders.exclude.map(({ name }) => name));
  const isReached = (region: Region) => region === homeRegion || partitions[partition].crossRegionEvents;
  return sorted(regions.filter((region) => isReached(region) && !excluded.has(region)));
}

function sorted(regions: readonly Region[]): Region[] {
  return [...new Set(regions)].sort(compare);
}
