import type { Configuration } from "../../configuration/configuration";
import { hasScanner } from "../../configuration/hasScanner";
import { findingsRoad, roadNames, roadPlace } from "../../findings/road";

/** Whether there is a findings road at all. */
export function hasRoad({ notifications }: Configuration): boolean {
  return notifications !== undefined;
}

/** Whether members' own analyzers are read: because access inside the organization counts, or because the scanner may have scanned by them. */
export function readsMembers(config: Configuration): boolean {
  return hasScanner(config) || (hasRoad(config) && config.findings.withinOrganization !== "ignore");
}

/** Names of the road's roles in every account but the management account. */
export function roadRoleNamesEverywhere(config: Configuration): string[] {
  return [...(readsMembers(config) ? [roadNames.scanRole] : []), ...(hasScanner(config) ? [roadNames.scanForwarderRole] : [])];
}

/** Names of the road's roles in the management account. */
export function managementRoadRoleNames(config: Configuration): string[] {
  return hasRoad(config) ? [roadNames.watchForwarderRole] : [];
}

/** Names of the road's roles that the delegated administrator alone has. */
export function roadRoleNames(config: Configuration): string[] {
  if (!hasRoad(config)) return [];
  const { forwarderRole, watchForwarderRole, scheduleRole, redriveRole } = roadNames;
  const functions = Object.values(findingsRoad(roadPlace(config)).functions).map(({ name }) => name);
  return [...functions, forwarderRole, watchForwarderRole, scheduleRole, redriveRole];
}
