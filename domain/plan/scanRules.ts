import type { Configuration } from "../configuration/configuration";
import { findingsRoad, roadPlace } from "../findings/road";
import type { AccountId, Region } from "../identifiers";
import { partitions } from "../partitions";
import { scannerPattern } from "../policyChanges/pattern";
import { rowsOf } from "../policyChanges/rows";
import { ourTags } from "../policies/roles";
import type { CoveragePlan } from "./types";

/** The rules of one account that follow changes of policies. */
export interface ScanRules {
  /** By Region. */
  rules: ScanRule[];
  tags: Record<string, string>;
}

export interface ScanRule {
  region: Region;
  name: string;
  description: string;
  pattern: object;
  /** ARN of the bus at home, in the delegated administrator: one hop. */
  bus: string;
  /** ARN of the role by which it forwards, in the rule's account. */
  role: string;
  /** ARN of a queue of the delegated administrator, in the rule's Region: EventBridge takes one of another account, but of no other Region. */
  deadLetters: string;
}

/** Undefined where the account has none. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export function scanRules(account: AccountId, { config, plan }: { config: Configuration; plan: CoveragePlan }): ScanRules | undefined {
  const places = plan.scanner?.places.filter((place) => place.account === account) ?? [];
  if (places.length === 0) return undefined;
  const road = findingsRoad(roadPlace(config));
  const { globalRegion } = partitions[config.organization.partition];
  return {
    rules: places.map(({ region, resourceTypes }) => ({
      region,
      name: road.scanRule(region, account).name,
      description: "Forwards calls that change who may use a resource to the bus at home.",
      pattern: scannerPattern(rowsOf(resourceTypes), { hasIam: region === globalRegion }),
      bus: road.bus.arn,
      role: road.scanForwarderRoleArn(account),
      deadLetters: road.deadLetters(region).arn,
    })),
    tags: ourTags(config),
  };
}
