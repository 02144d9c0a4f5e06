import * as sdk from "@aws-sdk/client-sqs";
import type { QueueAttributeName } from "@aws-sdk/client-sqs";
import { page } from "../../paging";
import { AwsError, type Call, type Operations, type Service } from "../../service";
import { policyText } from "./policyText";
import { Storing, type Reference, type Stored } from "./stored";

/** Attributes but for the policy. */
type Attributes = Record<string, string>;

const queues = new Storing<Attributes, { QueueUrl: string } | { QueueName: string; QueueOwnerAWSAccountId?: string }>({
  title: "sqs queue",
  arn: (name, { partition, account, region }) => `arn:${partition}:sqs:${region}:${account}:${name}`,
  named: (input) => ("QueueUrl" in input ? ofUrl(input.QueueUrl) : { name: input.QueueName, account: input.QueueOwnerAWSAccountId }),
  missing: () => new AwsError("QueueDoesNotExist", "The specified queue does not exist."),
  invalidTags: "InvalidParameterValue",
});

const operations: Operations<typeof sdk> = {
  CreateQueue: queues.creates({
    tags: ({ tags }) => tags,
    settings: ({ QueueName, Attributes }) => validName(QueueName, settable(Attributes)),
    policy: ({ Attributes }) => policyIn(Attributes),
    taken(existing, { Attributes }, call) {
      const has = attributesOf(existing);
      const asked = { ...settable(Attributes), ...(Attributes?.Policy ? { Policy: Attributes.Policy } : {}) };
      if (Object.entries(asked).every(([name, value]) => has[name] === value)) return urlOf(existing, call);
      const message = "A queue already exists with the same name and a different value for attribute";
      throw new AwsError("QueueNameExists", message);
    },
    answer: urlOf,
  }),
  GetQueueUrl: queues.on((queue, _input, call) => urlOf(queue, call)),
  GetQueueAttributes: queues.on((queue, { AttributeNames = [] }) => {
    const wanted = Object.entries(attributesOf(queue)).filter(
      ([name]) => AttributeNames.includes("All") || (AttributeNames as readonly string[]).includes(name),
    );
    return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
  }),
  SetQueueAttributes: queues.changes((queue, { Attributes }) => {
    queue.settings = { ...queue.settings, ...settable(Attributes) };
    if ("Policy" in Attributes) queue.policy = policyIn(Attributes);
  }),
  DeleteQueue: queues.removes(),
  ListQueues: {
    handle(input, call) {
      const found = queues.all(call).filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ""));
      // Without MaxResults the answer is not paged, as AWS has it.
      if (input.MaxResults === undefined) return { QueueUrls: found.map((queue) => urlOf(queue, call).QueueUrl) };
      const badToken = () => new AwsError("InvalidAddress", "Invalid value for the parameter NextToken.");
      const { items, nextToken } = page(call, input, found, { badToken });
      return { QueueUrls: items.map((queue) => urlOf(queue, call).QueueUrl), NextToken: nextToken };
    },
  },
  TagQueue: queues.tags(({ Tags }) => Tags),
  UntagQueue: queues.untags(({ TagKeys }) => TagKeys),
  ListQueueTags: queues.on(({ tags }) => (tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) })),
};

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const defaults: Attributes = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};

const others: readonly QueueAttributeName[] = [
  ...(["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "RedrivePolicy", "RedriveAllowPolicy"] as const),
  ...(["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"] as const),
];

/** @throws AwsError for an attribute that nobody can set */
function settable({ Policy: _policy, ...given }: Attributes = {}): Attributes {
  const unknown = Object.keys(given).find((name) => !(name in defaults) && !(others as readonly string[]).includes(name));
  if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  return given;
}

function policyIn({ Policy }: Attributes = {}): string | undefined {
  return Policy ? policyText(Policy, "InvalidAttributeValue") : undefined;
}

function validName(name: string, attributes: Attributes): Attributes {
  const isFifo = attributes["FifoQueue"] === "true";
  if (/^[\w-]{1,80}$/.test(name.replace(/\.fifo$/, "")) && name.length <= 80 && name.endsWith(".fifo") === isFifo) return attributes;
  const rule = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
  throw new AwsError(
    "InvalidParameterValue",
    isFifo || name.endsWith(".fifo") ? "The name of a FIFO queue can only include alphanumeric characters and end with .fifo" : rule,
  );
}

function attributesOf({ arn, policy, settings, createdAt, changedAt }: Stored<Attributes>): Attributes {
  return {
    ...{ QueueArn: arn, ...defaults, ...settings, ...(policy === undefined ? {} : { Policy: policy }) },
    ...{ CreatedTimestamp: seconds(createdAt), LastModifiedTimestamp: seconds(changedAt) },
    ...{ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesDelayed: "0", ApproximateNumberOfMessagesNotVisible: "0" },
  };
}

function seconds(date: Date): string {
  return String(Math.floor(date.getTime() / 1000));
}

function urlOf({ account, name }: Stored<Attributes>, { origin }: Call) {
  return { QueueUrl: `${origin}/${account}/${name}` };
}

function ofUrl(url: string): Reference {
  const [account, name] = url.split("/").slice(-2);
  if (name === undefined || !/^\d{12}$/.test(account ?? ""))
    throw new AwsError("InvalidAddress", "The address is not valid for this endpoint.");
  return { name, account };
}

/** Amazon SQS: queues with their policies; no messages. */
export const sqs: Service = {
  signingName: "sqs",
  protocol: "json10",
  namespace: "com.amazonaws.sqs",
  sdk,
  scope: "regional",
  operations,
};
