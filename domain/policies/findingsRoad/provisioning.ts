import type { Configuration } from "../../configuration/configuration";
import { findingsRoad, roadNames, roadPlace } from "../../findings/road";
import type { Place } from "../arns";
import type { Grant } from "../grant";
import { hasRoad } from "./extent";

/**
 * What the provision role has in the delegated administrator for the findings road; its keys are in keys.ts. Where the road is switched off it
 * reads and deletes: what was there goes with the next roll-out. All inline policies of a role may have 10,240 characters, so that statements are
 * few and their resources stand once.
 */
export function provisionRoadGrants(config: Configuration, place: Place): Grant[] {
  if (!hasRoad(config)) return road(place, "Reading and deleting whatever the road no longer has.", reads, deletes);
  return [
    ...road(place, "Creating, changing, reading and deleting what is on the findings road.", reads, deletes, keeps),
    ...passRoles(config),
  ];
}

/** What a preview reads of the road, also where it was switched off and is about to leave the stack: the audit role has it. */
export function readRoadGrants(place: Place): Grant[] {
  return road(
    place,
    "Everything on the findings road: previews read it, also where it was switched off and is about to leave the stack.",
    reads,
  );
}

/** Actions by what IAM can limit them to. */
interface Actions {
  named: string[];
  /** An id of AWS's choosing, or none yet: limited by the function that is invoked. */
  mappings: string[];
  unlimited: string[];
}

const reads: Actions = {
  named: [
    ...["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"],
    ...["dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive", "dynamodb:ListTagsOfResource"],
    ...["events:DescribeEventBus", "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"],
    ...["lambda:GetFunction", "lambda:ListTags", "logs:ListTagsForResource", "scheduler:GetSchedule"],
    ...["sns:GetTopicAttributes", "sns:ListTagsForResource", "sqs:GetQueueAttributes", "sqs:ListQueueTags"],
  ],
  mappings: ["lambda:GetEventSourceMapping"],
  unlimited: ["logs:DescribeLogGroups", "sns:GetSubscriptionAttributes"],
};

/** A policy that goes is an attribute that is set. */
const deletes: Actions = {
  named: [
    ...["cloudwatch:DeleteAlarms", "dynamodb:DeleteTable", "events:DeleteEventBus", "events:DeleteRule", "events:RemoveTargets"],
    ...["lambda:DeleteFunction", "logs:DeleteLogGroup", "scheduler:DeleteSchedule", "sns:DeleteTopic", "sns:SetTopicAttributes"],
    ...["sqs:DeleteQueue", "sqs:SetQueueAttributes"],
  ],
  mappings: ["lambda:DeleteEventSourceMapping"],
  unlimited: ["events:RemovePermission", "sns:Unsubscribe"],
};

const keeps: Actions = {
  named: [
    ...["cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"],
    ...["dynamodb:CreateTable", "dynamodb:TagResource", "dynamodb:UntagResource", "dynamodb:UpdateTable"],
    ...["dynamodb:UpdateContinuousBackups", "dynamodb:UpdateTimeToLive"],
    ...["events:CreateEventBus", "events:PutRule", "events:PutTargets", "events:TagResource", "events:UntagResource"],
    ...["lambda:CreateFunction", "lambda:TagResource", "lambda:UntagResource"],
    ...["lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"],
    ...["logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:TagResource", "logs:UntagResource"],
    ...["scheduler:CreateSchedule", "scheduler:UpdateSchedule"],
    ...["sns:CreateTopic", "sns:Subscribe", "sns:TagResource", "sns:UntagResource", "sqs:CreateQueue", "sqs:TagQueue", "sqs:UntagQueue"],
  ],
  mappings: ["lambda:CreateEventSourceMapping", "lambda:UpdateEventSourceMapping"],
  unlimited: ["events:PutPermission", "sns:SetSubscriptionAttributes"],
};

function road(place: Place, why: string, ...actions: Actions[]): Grant[] {
  const all = (kind: keyof Actions) => actions.flatMap((each) => each[kind]).sort();
  return [
    {
      sid: "FindingsRoad",
      why,
      actions: all("named"),
      resources: named(place),
      wildcard: "the road is in every Region that has an analyzer, the home Region may change, and names of ours begin alike",
    },
    {
      sid: "EventSourceMappings",
      why: "By which queue a function of ours is invoked, and how many at once.",
      actions: all("mappings"),
      resources: ["*"],
      condition: { ArnLike: { "lambda:FunctionArn": ourFunctions(place) } },
      wildcard: "AWS chooses a mapping's id; the condition keeps it to our functions",
    },
    {
      sid: "WithoutResource",
      why: "Subscriptions, what they filter and whether they are confirmed; who may put events on a bus; how long logs are kept.",
      actions: all("unlimited"),
      resources: ["*"],
      wildcard: "the API has no resource-level permission for these actions",
    },
  ];
}

/** Each role to its own service and to no other: who provisions gets no more by it than these roles have. */
function passRoles(config: Configuration): Grant[] {
  const { functions, forwarderRoleArn, watchForwarderRoleArn, scheduleRoleArn } = findingsRoad(roadPlace(config));
  const pass = (sid: string, why: string, service: string, resources: string[]): Grant => ({
    sid,
    why,
    actions: ["iam:PassRole"],
    resources,
    condition: { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } },
  });
  const ofFunctions = Object.values(functions).map(({ roleArn }) => roleArn);
  return [
    pass("PassFunctionRoles", "The functions' own roles, to Lambda alone.", "lambda", ofFunctions),
    pass("PassForwarderRoles", "The roles by which rules forward, to EventBridge alone.", "events", [
      forwarderRoleArn,
      watchForwarderRoleArn(),
    ]),
    pass("PassScheduleRole", "The role by which the sweep is started, to EventBridge Scheduler alone.", "scheduler", [scheduleRoleArn]),
  ];
}

function named(place: Place): string[] {
  const { bus, findingsRule, watchBus, watchRule, table, schedule, scanSchedule } = roadNames;
  const arn = (service: string, resource: string) => `arn:${place.partition}:${service}:*:${place.account}:${resource}`;
  return [
    arn("cloudwatch", "alarm:access-analyzer-org-*"),
    arn("dynamodb", `table/${table}`),
    arn("events", `event-bus/${bus}`),
    arn("events", `rule/${findingsRule}`),
    arn("events", `rule/${bus}/*`),
    arn("events", `event-bus/${watchBus}`),
    arn("events", `rule/${watchRule}`),
    arn("events", `rule/${watchBus}/*`),
    ourFunctions(place),
    arn("lambda", "event-source-mapping:*"),
    arn("logs", "log-group:/aws/lambda/access-analyzer-org-*"),
    arn("scheduler", `schedule/default/${schedule}`),
    arn("scheduler", `schedule/default/${scanSchedule}`),
    arn("sns", "access-analyzer-org-*"),
    arn("sqs", "access-analyzer-org-*"),
  ];
}

function ourFunctions({ partition, account }: Place): string {
  return `arn:${partition}:lambda:*:${account}:function:access-analyzer-org-*`;
}
