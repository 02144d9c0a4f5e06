import type { Configuration } from "../../configuration/configuration";
import { findingsRoad, roadNames, roadPlace } from "../../findings/road";
import type { Place } from "../arns";
import type { Grant } from "../grant";
import { hasRoad } from "./roles";

/**
 * What the provision role has in the delegated administrator for the findings road. Where the road is switched off it reads and deletes: what
 * was there goes with the next roll-out. Keys are in keys.ts.
 */
export function provisionRoadGrants(config: Configuration, place: Place): Grant[] {
  return [...(hasRoad(config) ? [...keeps(place), ...passRoles(config)] : []), ...deletes(place), ...readRoadGrants(place)];
}

/** What a roll-out and its preview read of the road: the audit role has it too. */
export function readRoadGrants(place: Place): Grant[] {
  const on = resourcesOf(place);
  return [
    {
      sid: "ReadRoad",
      why: "Everything on the findings road, read back by roll-outs and previews; also where it was switched off and is about to leave the stack.",
      actions: [
        "cloudwatch:DescribeAlarms",
        "cloudwatch:ListTagsForResource",
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTagsOfResource",
        "events:DescribeEventBus",
        "events:DescribeRule",
        "events:ListTagsForResource",
        "events:ListTargetsByRule",
        "lambda:GetFunction",
        "lambda:ListTags",
        "logs:ListTagsForResource",
        "scheduler:GetSchedule",
        "sns:GetTopicAttributes",
        "sns:ListTagsForResource",
        "sqs:GetQueueAttributes",
        "sqs:ListQueueTags",
      ],
      resources: [...on.alarms, ...on.table, ...on.events, ...on.functions, ...on.mappings, ...on.logs, ...on.schedule, ...on.topics, ...on.queues],
      wildcard: `${anywhere}; every name of ours`,
    },
    {
      sid: "ReadMappings",
      why: "By which queue a function of ours is invoked.",
      actions: ["lambda:GetEventSourceMapping"],
      resources: on.mappings,
      condition: ofOurFunctions(place),
      wildcard: "AWS chooses a mapping's id; the condition keeps it to those of our functions",
    },
    {
      sid: "ReadSubscriptionsAndLogGroups",
      why: "Whether a subscription is confirmed and what it filters; how long logs are kept.",
      actions: ["logs:DescribeLogGroups", "sns:GetSubscriptionAttributes"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for these actions",
    },
  ];
}

function deletes(place: Place): Grant[] {
  const on = resourcesOf(place);
  return [
    {
      sid: "DeleteRoad",
      why: "Whatever the road no longer has.",
      actions: [
        "cloudwatch:DeleteAlarms",
        "dynamodb:DeleteTable",
        "events:DeleteEventBus",
        "events:DeleteRule",
        "events:RemoveTargets",
        "lambda:DeleteFunction",
        "logs:DeleteLogGroup",
        "scheduler:DeleteSchedule",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sqs:DeleteQueue",
        "sqs:SetQueueAttributes",
      ],
      resources: [...on.alarms, ...on.table, ...on.events, ...on.functions, ...on.logs, ...on.schedule, ...on.topics, ...on.queues],
      wildcard: `${anywhere}; every name of ours`,
    },
    {
      sid: "DeleteMappings",
      why: "A function of ours that is no longer invoked by its queue.",
      actions: ["lambda:DeleteEventSourceMapping"],
      resources: on.mappings,
      condition: ofOurFunctions(place),
      wildcard: "AWS chooses a mapping's id; the condition keeps it to those of our functions",
    },
    {
      sid: "DeleteSubscriptionsAndBusPolicies",
      why: "Subscriptions that left organization.yaml, and the policy of a bus that goes.",
      actions: ["events:RemovePermission", "sns:Unsubscribe"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for these actions",
    },
  ];
}

function keeps(place: Place): Grant[] {
  const on = resourcesOf(place);
  return [
    {
      sid: "Road",
      why: "Creating and changing what is on the findings road.",
      actions: [
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
        "dynamodb:CreateTable",
        "dynamodb:TagResource",
        "dynamodb:UntagResource",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateTable",
        "dynamodb:UpdateTimeToLive",
        "events:CreateEventBus",
        "events:PutRule",
        "events:PutTargets",
        "events:TagResource",
        "events:UntagResource",
        "lambda:CreateFunction",
        "lambda:TagResource",
        "lambda:UntagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
        "logs:CreateLogGroup",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
        "scheduler:CreateSchedule",
        "scheduler:UpdateSchedule",
        "sns:CreateTopic",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:UntagResource",
        "sqs:CreateQueue",
        "sqs:TagQueue",
        "sqs:UntagQueue",
      ],
      resources: [...on.alarms, ...on.table, ...on.events, ...on.functions, ...on.mappings, ...on.logs, ...on.schedule, ...on.topics, ...on.queues],
      wildcard: `${anywhere}; every name of ours`,
    },
    {
      sid: "Mappings",
      why: "By which queue a function of ours is invoked, and how many at once.",
      actions: ["lambda:CreateEventSourceMapping", "lambda:UpdateEventSourceMapping"],
      resources: ["*"],
      condition: ofOurFunctions(place),
      wildcard: "a mapping has no ARN before it is there; the condition keeps it to our functions",
    },
    {
      sid: "SubscriptionsAndBusPolicies",
      why: "What a subscription filters, and who may put events on our bus.",
      actions: ["events:PutPermission", "sns:SetSubscriptionAttributes"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for these actions",
    },
  ];
}

/** Each role to its own service and to no other: who provisions gets no more by it than these roles have. */
function passRoles(config: Configuration): Grant[] {
  const { functions, forwarderRoleArn, scheduleRoleArn } = findingsRoad(roadPlace(config));
  const pass = (sid: string, why: string, service: string, resources: string[]): Grant => ({
    sid,
    why,
    actions: ["iam:PassRole"],
    resources,
    condition: { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } },
  });
  return [
    pass(
      "PassFunctionRoles",
      "The functions' own roles, to Lambda alone.",
      "lambda",
      Object.values(functions).map(({ roleArn }) => roleArn),
    ),
    pass("PassForwarderRole", "The role by which rules forward findings, to EventBridge alone.", "events", [forwarderRoleArn]),
    pass("PassScheduleRole", "The role by which the sweep is started, to EventBridge Scheduler alone.", "scheduler", [scheduleRoleArn]),
  ];
}

const anywhere = "the road is in every Region that has an analyzer, and the home Region may change";

function resourcesOf({ partition, account }: Place) {
  const { bus, findingsRule, table, schedule } = roadNames;
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:*:${account}:${resource}`;
  return {
    alarms: [arn("cloudwatch", "alarm:access-analyzer-org-*")],
    table: [arn("dynamodb", `table/${table}`)],
    events: [arn("events", `event-bus/${bus}`), arn("events", `rule/${findingsRule}`), arn("events", `rule/${bus}/*`)],
    functions: [arn("lambda", "function:access-analyzer-org-*")],
    mappings: [arn("lambda", "event-source-mapping:*")],
    logs: [arn("logs", "log-group:/aws/lambda/access-analyzer-org-*")],
    schedule: [arn("scheduler", `schedule/default/${schedule}`)],
    topics: [arn("sns", "access-analyzer-org-*")],
    queues: [arn("sqs", "access-analyzer-org-*")],
  };
}

function ofOurFunctions({ partition, account }: Place): Grant["condition"] {
  return { ArnLike: { "lambda:FunctionArn": `arn:${partition}:lambda:*:${account}:function:access-analyzer-org-*` } };
}
