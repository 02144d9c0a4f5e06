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

/** In the management account no role of ours writes: there it is whoever the configuration names, and nobody where it names none. */
export function oursOf({
  partition,
  management,
  delegatedAdministrator,
  rolePath,
  managers,
  keys,
}: Pick<WatchSettings, "partition" | "management" | "delegatedAdministrator" | "rolePath" | "managers" | "keys">): Ours {
  return {
    callers: {
      [delegatedAdministrator]: [provisionRoleName, retireRoleName].map((name) =>
        roleArn(partition, delegatedAdministrator, rolePath, name),
      ),
      [management]: managers,
    },
    prefix: "access-analyzer-org",
    keys: [keys.findings, keys.alarms],
    watch: {
      account: delegatedAdministrator,
      names: [roadNames.watchBus, roadNames.alarms, keys.alarms, keys.alarms.slice(keys.alarms.lastIndexOf("/") + 1)],
    },
  };
}
