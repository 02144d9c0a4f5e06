import type { Configuration } from "../configuration/configuration";
import { findingsRoad, roadPlace, type Named, type RoadQueue } from "../findings/road";
import { managementWatchRegions } from "../findings/roadRegions";
import type { Region } from "../identifiers";
import type { Inventory } from "../inventory/inventory";
import type { CoveragePlan } from "../plan/types";

/** One rule of the management account. */
export interface ManagementWatchRule {
  region: Region;
  rule: Named;
  /** ARN of the role by which it forwards, in the management account. */
  roleArn: string;
  /** The watch's bus at home, in the delegated administrator: one hop. */
  bus: Named;
  /** Of the delegated administrator, in the rule's Region: EventBridge takes a queue of another account, but of no other Region. */
  deadLetters: RoadQueue;
}

/**
 * The watch over the management account, where our roles, their StackSet, trusted access and the registration are: by a rule in each of its Regions. None
 * without `notifications`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function managementWatchRules(config: Configuration, inventory: Inventory, plan: CoveragePlan): ManagementWatchRule[] {
  if (config.notifications === undefined) return [];
  const { management } = config.organization;
  const road = findingsRoad(roadPlace(config));
  const roleArn = road.watchForwarderRoleArn(management);
  return managementWatchRegions(config, inventory, plan).map((region) => ({
    ...{ region, roleArn, rule: road.watchRule(region, management) },
    ...{ bus: road.watchBus, deadLetters: road.deadLetters(region) },
  }));
}
