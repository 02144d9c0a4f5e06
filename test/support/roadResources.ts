import type { StackResource } from "../../domain/stackResource";
import type { Inputs } from "./stackResources";

export const security = "222222222222";
export const organization = "o-exampleorg1";
const home = "eu-central-1";
const by = { urn: "urn:pulumi:security::p::pulumi:providers:aws::main", inputs: { region: home, allowedAccountIds: [security] } };

/** A resource of a component of ours. */
export function part(type: string, name: string, inputs: Inputs, chain = "access-analyzer-org:index:FindingsHub$"): StackResource {
  return { urn: `urn:pulumi:security::p::${chain}${type}::${name}`, type, name, inputs, outputs: inputs, provider: by };
}

export const arn = (service: string, rest: string, region = home) => `arn:aws:${service}:${region}:${security}:${rest}`;
export const roleArn = (name: string, account = security) => `arn:aws:iam::${account}:role/platform/${name}`;
const root = { AWS: `arn:aws:iam::${security}:root` };
const notifier = "access-analyzer-org-notifier";
const forwarder = "access-analyzer-org-forwarder";
const own = { "aws:PrincipalAccount": security };

/** Denies it to every identity of the account but these. */
export const fence = (action: string | string[], ...names: string[]) => ({
  Effect: "Deny",
  Principal: "*",
  Action: action,
  Resource: "*",
  Condition: { StringEquals: own, ArnNotLike: { "aws:PrincipalArn": names.map((name) => roleArn(name)) } },
});
const toOurs = (action: string | string[], ...names: string[]) => ({
  Effect: "Allow",
  Principal: root,
  Action: action,
  Resource: "*",
  Condition: { ArnLike: { "aws:PrincipalArn": names.map((name) => roleArn(name)) } },
});
export const document = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

export const fromMembers = {
  Effect: "Allow",
  Principal: "*",
  Action: "events:PutEvents",
  Resource: arn("events", "event-bus/access-analyzer-org-findings"),
  Condition: {
    StringEquals: { "aws:PrincipalOrgID": organization },
    ArnLike: { "aws:PrincipalArn": `arn:aws:iam::*:role/*/${forwarder}` },
    Bool: { "events:eventBusInvocation": "true" },
    "ForAllValues:StringEquals": { "events:source": ["aws.access-analyzer"] },
    Null: { "events:source": "false" },
  },
};
export const fromRule = (rule: string) => ({
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: "*",
  Condition: { ArnEquals: { "aws:SourceArn": arn("events", rule) } },
});
export const fromCloudWatch = {
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: ["sns:Publish"],
  Resource: "*",
  Condition: { StringEquals: { "aws:SourceAccount": security } },
};

const findings = JSON.stringify({
  source: ["aws.access-analyzer"],
  "detail-type": ["Access Analyzer Finding", "Internal Access Finding", "Unused Access Finding for IAM entities"],
});
const queueUrl = (name: string) => `https://sqs.${home}.amazonaws.com/${security}/${name}`;
const [bus, intake, rules] = ["access-analyzer-org-findings", "access-analyzer-org-intake", "access-analyzer-org-dead-letters"];
const lettersOfRules = { deadLetterConfig: { arn: arn("sqs", rules) } };

/** A whole road in one Region, as the pack sees it when every id is known. By logical name. */
export const wholeRoad: Record<string, [type: string, inputs: Inputs]> = {
  bus: ["aws:cloudwatch/eventBus:EventBus", { name: bus }],
  busPolicy: [
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    { eventBusName: bus, policy: document(fromMembers, fence("events:PutEvents", forwarder)) },
  ],
  forward: ["aws:cloudwatch/eventRule:EventRule", { name: bus, eventPattern: findings }],
  forwardTarget: [
    "aws:cloudwatch/eventTarget:EventTarget",
    { rule: bus, arn: arn("events", `event-bus/${bus}`), roleArn: roleArn(forwarder), ...lettersOfRules },
  ],
  intakeRule: ["aws:cloudwatch/eventRule:EventRule", { name: intake, eventBusName: bus, eventPattern: findings }],
  intakeTarget: ["aws:cloudwatch/eventTarget:EventTarget", { rule: intake, eventBusName: bus, arn: arn("sqs", intake), ...lettersOfRules }],
  intake: [
    "aws:sqs/queue:Queue",
    {
      name: intake,
      sqsManagedSseEnabled: true,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("sqs", `${intake}-dead-letters`), maxReceiveCount: 5 }),
    },
  ],
  intakePolicy: [
    "aws:sqs/queuePolicy:QueuePolicy",
    { queueUrl: queueUrl(intake), policy: document(fromRule(`rule/${bus}/${intake}`), fence("sqs:SendMessage", notifier)) },
  ],
  intakeLetters: ["aws:sqs/queue:Queue", { name: `${intake}-dead-letters`, sqsManagedSseEnabled: true }],
  letters: ["aws:sqs/queue:Queue", { name: rules, sqsManagedSseEnabled: true }],
  lettersPolicy: [
    "aws:sqs/queuePolicy:QueuePolicy",
    { queueUrl: queueUrl(rules), policy: document(fromRule(`rule/${bus}`), fromRule(`rule/${bus}/${intake}`)) },
  ],
  notifier: ["aws:lambda/function:Function", { name: notifier, role: roleArn(notifier) }],
  mapping: ["aws:lambda/eventSourceMapping:EventSourceMapping", { eventSourceArn: arn("sqs", intake), functionName: notifier }],
  key: [
    "aws:kms/key:Key",
    {
      keyId: "11111111-2222-3333-4444-555555555555",
      policy: document(
        { Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" },
        toOurs(["kms:GenerateDataKey", "kms:Decrypt"], notifier),
        { ...fromCloudWatch, Action: ["kms:GenerateDataKey*", "kms:Decrypt"] },
        fence(["kms:GenerateDataKey*", "kms:Decrypt"], notifier),
      ),
    },
  ],
  alias: ["aws:kms/alias:Alias", { name: "alias/access-analyzer-org-findings", targetKeyId: "11111111-2222-3333-4444-555555555555" }],
  topic: ["aws:sns/topic:Topic", { name: "access-analyzer-org-notifications", kmsMasterKeyId: "alias/access-analyzer-org-findings" }],
  topicPolicy: [
    "aws:sns/topicPolicy:TopicPolicy",
    { arn: arn("sns", "access-analyzer-org-notifications"), policy: document(toOurs("sns:Publish", notifier)) },
  ],
  alarms: ["aws:sns/topic:Topic", { name: "access-analyzer-org-alarms", kmsMasterKeyId: "alias/access-analyzer-org-findings" }],
  alarmsPolicy: ["aws:sns/topicPolicy:TopicPolicy", { arn: arn("sns", "access-analyzer-org-alarms"), policy: document(fromCloudWatch) }],
  schedule: ["aws:scheduler/schedule:Schedule", { name: "access-analyzer-org-sweep" }],
  silence: [
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    {
      ...{ name: "access-analyzer-org-sweep", namespace: "AccessAnalyzerOrg", metricName: "SweepPlanned", treatMissingData: "breaching" },
      alarmActions: [arn("sns", "access-analyzer-org-alarms")],
    },
  ],
  deadLetters: [
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    {
      ...{ name: "access-analyzer-org-dead-letters", namespace: "AccessAnalyzerOrg", metricName: "DeadLetters" },
      alarmActions: [arn("sns", "access-analyzer-org-alarms")],
    },
  ],
};

/** The whole road with some parts' inputs changed, or parts taken away. */
export function road(changes: Record<string, Inputs | undefined> = {}): StackResource[] {
  return Object.entries(wholeRoad).flatMap(([name, [type, inputs]]) =>
    name in changes && changes[name] === undefined ? [] : [part(type, name, { ...inputs, ...changes[name] })],
  );
}
