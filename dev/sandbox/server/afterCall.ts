import type { AnsweredCall } from "../answeredCall";
import { recordInCloudTrail } from "../cloudtrail/record";
import { analyzeAfter } from "../services/accessanalyzer";
import type { World } from "../world/world";

/** What the sandbox does of itself once a call is over. */
export function afterCall(world: World, answered: AnsweredCall): void {
  recordInCloudTrail(world, answered);
  if (answered.error === undefined) analyzeAfter(world, answered.service.signingName, answered.operation.name);
}
