/** What a call takes away, in the words of the message. */
export type Harm = "findings" | "analyzers" | "roles" | "road" | "trails" | "organization";

export interface WatchedService {
  /** As EventBridge has it: `aws.sqs`. */
  source: string;
  /** As CloudTrail has it: `sqs.amazonaws.com`. */
  eventSource: string;
  calls: Partial<Record<Harm, readonly string[]>>;
  /** CloudTrail puts a date behind the names of its calls: `DeleteFunction20150331`. */
  isDated?: true;
}

/**
 * Every call that makes findings, or what tells of them, less than they were. Where a call may concern anything, only what is ours counts:
 * see `tampering.ts`.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
 */
export const watchedServices: readonly WatchedService[] = [
  {
    source: "aws.access-analyzer",
    eventSource: "access-analyzer.amazonaws.com",
    calls: {
      findings: ["ApplyArchiveRule", "CreateArchiveRule", "DeleteArchiveRule", "UpdateArchiveRule", "UpdateFindings"],
      analyzers: ["DeleteAnalyzer", "UntagResource", "UpdateAnalyzer"],
    },
  },
  {
    source: "aws.iam",
    eventSource: "iam.amazonaws.com",
    calls: {
      roles: [
        ...["AttachRolePolicy", "CreateRole", "DeleteRole", "DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DetachRolePolicy"],
        ...["PutRolePermissionsBoundary", "PutRolePolicy", "UntagRole", "UpdateAssumeRolePolicy"],
      ],
    },
  },
  {
    source: "aws.cloudformation",
    eventSource: "cloudformation.amazonaws.com",
    calls: { roles: ["DeleteStackInstances", "DeleteStackSet", "UpdateStackSet"] },
  },
  {
    source: "aws.events",
    eventSource: "events.amazonaws.com",
    calls: {
      road: ["DeleteEventBus", "DeleteRule", "DisableRule", "PutPermission", "PutRule", "PutTargets", "RemovePermission", "RemoveTargets"],
    },
  },
  {
    source: "aws.sqs",
    eventSource: "sqs.amazonaws.com",
    calls: { road: ["AddPermission", "DeleteQueue", "PurgeQueue", "RemovePermission", "SetQueueAttributes"] },
  },
  {
    source: "aws.sns",
    eventSource: "sns.amazonaws.com",
    calls: { road: ["AddPermission", "DeleteTopic", "RemovePermission", "SetSubscriptionAttributes", "SetTopicAttributes", "Unsubscribe"] },
  },
  {
    source: "aws.kms",
    eventSource: "kms.amazonaws.com",
    calls: { road: ["DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion"] },
  },
  {
    source: "aws.lambda",
    eventSource: "lambda.amazonaws.com",
    calls: {
      road: [
        ...["DeleteEventSourceMapping", "DeleteFunction", "PutFunctionConcurrency", "UpdateEventSourceMapping"],
        ...["UpdateFunctionCode", "UpdateFunctionConfiguration"],
      ],
    },
    isDated: true,
  },
  { source: "aws.dynamodb", eventSource: "dynamodb.amazonaws.com", calls: { road: ["DeleteTable", "PutResourcePolicy"] } },
  { source: "aws.scheduler", eventSource: "scheduler.amazonaws.com", calls: { road: ["DeleteSchedule", "UpdateSchedule"] } },
  {
    source: "aws.monitoring",
    eventSource: "monitoring.amazonaws.com",
    calls: { road: ["DeleteAlarms", "DisableAlarmActions", "PutMetricAlarm"] },
  },
  {
    source: "aws.cloudtrail",
    eventSource: "cloudtrail.amazonaws.com",
    calls: { trails: ["DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"] },
  },
  {
    source: "aws.organizations",
    eventSource: "organizations.amazonaws.com",
    calls: { organization: ["DeregisterDelegatedAdministrator", "DisableAWSServiceAccess", "RegisterDelegatedAdministrator"] },
  },
];
