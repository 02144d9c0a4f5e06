import { textOf, type CallSeen, type Fields } from "../callSeen";
import type { Named, PolicyRow } from "../row";
import { byAnswer, byParameter, where } from "./named";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-logging-using-cloudtrail.html */
export const queue: PolicyRow = {
  ...{ type: "AWS::SQS::Queue", eventSource: "sqs.amazonaws.com", source: "aws.sqs", scannedIn: "event" },
  changes: [
    {
      names: { AddPermission: "unconfirmed", RemovePermission: "unconfirmed" },
      ...{
        match: "exact",
        named: "`queueUrl`",
        shape: "confirmed",
        read: ({ parameters, ...call }) => queueOf(call, parameters, "requestParameters"),
      },
    },
    {
      names: { SetQueueAttributes: "confirmed" },
      ...{ match: "exact", named: "`queueUrl`, where `attributes` has a `Policy`", shape: "confirmed" },
      read: where(
        ({ parameters }) => !hasAttributes(parameters) || setsPolicy(parameters),
        ({ parameters, ...call }) => queueOf(call, parameters, "requestParameters"),
      ),
    },
    {
      names: { CreateQueue: "confirmed" },
      ...{ match: "exact", named: "`queueUrl` of the answer, where `attribute` or `attributes` has a `Policy`", shape: "unconfirmed" },
      read: where(
        ({ parameters }) => setsPolicy(parameters),
        ({ answer, ...call }) => queueOf(call, answer, "responseElements"),
      ),
    },
  ],
};

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-logging-using-cloudtrail.html */
export const topic: PolicyRow = {
  ...{ type: "AWS::SNS::Topic", eventSource: "sns.amazonaws.com", source: "aws.sns", scannedIn: "event" },
  changes: [
    {
      names: { AddPermission: "unconfirmed", RemovePermission: "unconfirmed" },
      ...{ match: "exact", named: "`topicArn`", shape: "unconfirmed", read: byParameter("topicArn", (_, name) => name) },
    },
    {
      names: { SetTopicAttributes: "unconfirmed" },
      ...{ match: "exact", named: "`topicArn`, where `attributeName` is `Policy`", shape: "unconfirmed" },
      read: where(
        ({ parameters }) => [undefined, "Policy"].includes(textOf(parameters, "attributeName")),
        byParameter("topicArn", (_, name) => name),
      ),
    },
    {
      names: { CreateTopic: "confirmed" },
      ...{ match: "exact", named: "`topicArn` of the answer, where `attributes` has a `Policy`", shape: "unconfirmed" },
      read: where(
        ({ parameters }) => setsPolicy(parameters),
        ({ answer }) => byAnswer(answer, "topicArn", "topicArn"),
      ),
    },
  ],
};

/** SQS writes `attribute` for CreateQueue, and `attributes` elsewhere. */
function attributesOf({ attributes, attribute }: Fields): unknown {
  return attributes ?? attribute;
}

function hasAttributes(parameters: Fields): boolean {
  return typeof attributesOf(parameters) === "object";
}

/** An empty policy takes one away. */
function setsPolicy(parameters: Fields): boolean {
  return JSON.stringify(attributesOf(parameters) ?? null).includes('"Policy"');
}

/** Hosts differ by age and partition; the path is `/<account>/<name>` in all. */
function queueOf({ partition, region }: Pick<CallSeen, "partition" | "region">, fields: Fields, of: string): Named {
  const [, owner, name] = /\/(\d{12})\/([A-Za-z0-9_-]+(?:\.fifo)?)\/?$/.exec(textOf(fields, "queueUrl") ?? "") ?? [];
  if (owner === undefined || name === undefined) return { missing: `${of}.queueUrl with account and name` };
  return { arn: `arn:${partition}:sqs:${region}:${owner}:${name}` };
}
