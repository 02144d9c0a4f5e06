import type { Configuration } from "../configuration/configuration";
import type { Region } from "../identifiers";
import { compare } from "../lists";
import type { CoveragePlan } from "../plan/types";

/**
 * The Regions in which rules forward findings, sorted: where the delegated administrator has an analyzer, an other owner's included. In those that
 * `regions.forwarders.exclude` leaves out, findings come by the sweep alone.
 */
export function forwarderRegions(config: Configuration, { analyzers }: CoveragePlan): Region[] {
  const { delegatedAdministrator } = config.organization;
  const excluded = new Set<string>(config.regions.forwarders.exclude.map(({ name }) => name));
  const all = analyzers.filter(({ account }) => account === delegatedAdministrator).map(({ region }) => region);
  return [...new Set(all)].filter((region) => !excluded.has(region)).sort(compare);
}

/** The Regions in which some rule of the road has its dead letters, sorted: the home Region, where the bus is, is always one of them. */
export function ruleRegions(config: Configuration, plan: CoveragePlan): Region[] {
  return [...new Set([config.organization.homeRegion, ...forwarderRegions(config, plan)])].sort(compare);
}
