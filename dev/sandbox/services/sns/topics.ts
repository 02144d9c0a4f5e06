import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { policyText } from "../storing/policyText";
import { arnOrName, Storing, type Stored } from "../storing/stored";

/** Attributes as they were given, but for the policy. */
export type Topic = Record<string, string>;

export const topics = new Storing<Topic, { TopicArn: string } | { Name: string } | { ResourceArn: string }>({
  title: "sns topic",
  arn: (name, { partition, account, region }) => `arn:${partition}:sns:${region}:${account}:${name}`,
  named: (input) => ("Name" in input ? input.Name : ofArn("TopicArn" in input ? input.TopicArn : input.ResourceArn)),
  missing: () => missing(),
  invalidTags: "InvalidParameter",
});

/** @throws AwsError NotFound */
export function topicAt(world: World, arn: string): Stored<Topic> {
  const found = topics.find(world, ofArn(arn));
  if (!found) throw missing();
  return found;
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${message}`);
}

const settable = ["DisplayName", "DeliveryPolicy", "KmsMasterKeyId", "SignatureVersion", "TracingConfig"];
const feedback = /^(Application|Firehose|HTTP|Lambda|SQS)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)$/;
const ofFifo = ["ArchivePolicy", "ContentBasedDeduplication", "FifoThroughputScope", "FifoTopic"];

/** @throws AwsError for an attribute that nobody can set, or that the sandbox does not have */
export function settableAttributes({ Policy: _policy, ...given }: Record<string, string> = {}): Topic {
  for (const [name, value] of Object.entries(given)) {
    if (settable.includes(name) || feedback.test(name) || (ofFifo.includes(name) && value === "false")) continue;
    if (!ofFifo.includes(name)) throw invalid("AttributeName");
    throw new AwsError("NotImplemented", `The sandbox organization does not implement ${name} of a topic.`);
  }
  return given;
}

export function policyIn({ Policy }: Record<string, string> = {}): string | undefined {
  return Policy ? policyText(Policy, "InvalidParameter") : undefined;
}

/** AWS's own, where none was given. Whom it lets in, the account's own policies let in anyway: AWS:SourceOwner is the topic's account. */
export function defaultPolicy({ arn, account }: Stored<Topic>): string {
  const actions = ["GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic", "Subscribe"];
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        ...{ Sid: "__default_statement_ID", Effect: "Allow", Principal: { AWS: "*" } },
        Action: [...actions, "ListSubscriptionsByTopic", "Publish"].map((action) => `SNS:${action}`),
        ...{ Resource: arn, Condition: { StringEquals: { "AWS:SourceOwner": account } } },
      },
    ],
  });
}

function ofArn(arn: string) {
  if (!/^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+/.test(arn)) throw invalid("TopicArn Reason: An ARN must have at least 6 elements");
  return arnOrName(arn.split(":").slice(0, 6).join(":"));
}

function missing(): AwsError {
  return new AwsError("NotFound", "Topic does not exist");
}
