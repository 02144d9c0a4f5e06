import type { Configuration } from "../../configuration/configuration";
import { findingsRoad, queueDeadLetters, roadNames, roadPlace } from "../../findings/road";
import type { Place } from "../arns";
import type { Grant } from "../grant";

/** What `redrive` does in the delegated administrator, by a role of its own: the intake queue lets in no person but through it. */
export function redriveGrants(config: Configuration): Grant[] {
  const road = findingsRoad(roadPlace(config));
  const { partition, delegatedAdministrator } = config.organization;
  return [
    {
      sid: "TakeDeadLetters",
      why: "Reading dead letters, and deleting those whose finding is read again.",
      actions: ["sqs:DeleteMessage", "sqs:ReceiveMessage"],
      resources: [
        ...queueDeadLetters(road).map(({ arn }) => arn),
        `arn:${partition}:sqs:*:${delegatedAdministrator}:${roadNames.deadLetters}`,
      ],
      wildcard: "rules and their dead letters are in every Region that has an analyzer",
    },
    {
      sid: "AskAgain",
      why: "Asking the road to read a finding, or to scan a resource, again. What a letter says of it goes nowhere.",
      actions: ["sqs:SendMessage"],
      resources: [road.intake.arn, ...(road.functions.scanner === undefined ? [] : [road.scan.arn])],
    },
  ];
}

/** What the audit reads of trails, in an account whose rules wait for calls that CloudTrail saw. */
export function auditTrailGrants(): Grant[] {
  return [
    {
      sid: "AuditTrails",
      why: "Whether a trail logs changing calls: without one EventBridge hears of none.",
      actions: ["cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus"],
      resources: ["*"],
      wildcard: "DescribeTrails has no resource-level permission, and the organization's trail is another account's",
    },
  ];
}

/** What the audit reads of the road beyond what previews do. */
export function auditRoadGrants({ partition, account }: Place): Grant[] {
  return [
    {
      sid: "AuditSubscriptions",
      why: "Who gets messages, and that nobody else does.",
      actions: ["sns:ListSubscriptionsByTopic"],
      resources: [`arn:${partition}:sns:*:${account}:access-analyzer-org-*`],
      wildcard: "each chat room has a topic of its own, and the home Region may change",
    },
    {
      sid: "AuditRoad",
      why: "By which queues a function is invoked, and whether the sweep has run.",
      actions: ["cloudwatch:GetMetricData", "lambda:ListEventSourceMappings"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for these actions",
    },
  ];
}
