import type { Configuration } from "../configuration/configuration";
import type { Region } from "../identifiers";
import { compare } from "../lists";
import { partitions } from "../partitions";
import type { CoveragePlan } from "../plan/types";

/**
 * The Regions in which rules forward findings, sorted: where the delegated administrator has an analyzer, another owner's included. In those that
 * `regions.forwarders.exclude` leaves out, findings come by the sweep alone; so they do everywhere but at home where AWS takes no event to another
 * Region.
 */
export function forwarderRegions(config: Configuration, { analyzers }: CoveragePlan): Region[] {
  const { delegatedAdministrator, homeRegion, partition } = config.organization;
  const excluded = new Set<string>(config.regions.forwarders.exclude.map(({ name }) => name));
  const all = analyzers.filter(({ account }) => account === delegatedAdministrator).map(({ region }) => region);
  const isReached = (region: Region) => region === homeRegion || partitions[partition].crossRegionEvents;
  return [...new Set(all)].filter((region) => isReached(region) && !excluded.has(region)).sort(compare);
}

/** The Regions in which some rule of the road has its dead letters, sorted: the home Region, where the bus is, is always one of them. */
export function ruleRegions(config: Configuration, plan: CoveragePlan): Region[] {
  return [...new Set([config.organization.homeRegion, ...forwarderRegions(config, plan)])].sort(compare);
}
