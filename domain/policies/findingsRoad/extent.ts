import type { Configuration } from "../../configuration/configuration";
import { roadNames } from "../../findings/road";

/** Whether there is a findings road at all. */
export function hasRoad({ notifications }: Configuration): boolean {
  return notifications !== undefined;
}

/** Whether the sweep reads members' own analyzers. */
export function readsMembers(config: Configuration): boolean {
  return hasRoad(config) && config.findings.withinOrganization !== "ignore";
}

/** Names of the road's roles in the management account. */
export function managementRoadRoleNames(config: Configuration): string[] {
  return hasRoad(config) ? [roadNames.watchForwarderRole] : [];
}

/** Names of the road's roles in the delegated administrator. */
export function roadRoleNames(config: Configuration): string[] {
  if (!hasRoad(config)) return [];
  const { functions, forwarderRole, watchForwarderRole, scheduleRole, redriveRole } = roadNames;
  return [...Object.values(functions), forwarderRole, watchForwarderRole, scheduleRole, redriveRole];
}
