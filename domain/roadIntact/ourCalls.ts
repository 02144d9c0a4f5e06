import type { Configuration } from "../configuration/configuration";
import { roadRoles } from "../policies/findingsRoad/roles";
import type { Call } from "./emissions";

/** What a function of the road may call: what its role is granted. Undefined for a function that is not ours. */
export function ourCalls(config: Configuration): (functionName: string) => Call[] | undefined {
  const roles = new Map(roadRoles(config).map(({ name, grants }) => [name, grants]));
  return (name) => roles.get(name)?.flatMap(({ actions, resources }) => actions.map((action) => ({ action, resources })));
}
