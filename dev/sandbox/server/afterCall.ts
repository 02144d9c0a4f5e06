import type { AnsweredCall } from "../answeredCall";
import { recordInCloudTrail } from "../cloudtrail/record";
import type { World } from "../world/world";

/** What the sandbox does of itself once a call is over. */
export function afterCall(world: World, answered: AnsweredCall): void {
  recordInCloudTrail(world, answered);
}
