import { roadNames } from "../findings/road";
import type { RoadSettings } from "../findings/settings";
import { provisionRoleName, retireRoleName } from "../names";
import { roleArn } from "../policies/roles";
import type { Ours } from "./tampering";

/** Settings of the watcher and the notifier: AWS chooses the ids of the topics' keys, so that the deployment puts them in. */
export interface WatchSettings extends RoadSettings {
  /** ARNs. */
  keys: { findings: string; alarms: string };
}

/** Calls of the management account are nobody's of ours: there a person rolls out, and is told. */
export function oursOf({
  partition,
  delegatedAdministrator,
  rolePath,
  keys,
}: Pick<WatchSettings, "partition" | "delegatedAdministrator" | "rolePath" | "keys">): Ours {
  return {
    roles: [provisionRoleName, retireRoleName].map((name) => roleArn(partition, delegatedAdministrator, rolePath, name)),
    prefix: "access-analyzer-org",
    keys: [keys.findings, keys.alarms],
    watch: [roadNames.watchBus, roadNames.alarms, keys.alarms, keys.alarms.slice(keys.alarms.lastIndexOf("/") + 1)],
  };
}
