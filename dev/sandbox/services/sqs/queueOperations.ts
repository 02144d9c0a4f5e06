import type * as sdk from "@aws-sdk/client-sqs";
import { page } from "../../paging";
import { AwsError, type Call, type Operations } from "../../service";
import { withoutStatement, withStatement } from "../storing/labelledStatement";
import type { Stored } from "../storing/stored";
import { changed, defaults, policyIn, settable, type Attributes } from "./attributes";
import { messagesOf } from "./messages";
import { queues, type Queue } from "./queues";
import { assertRedrivable } from "./redrive";

/** These no queue policy can let another account do. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-overview-of-managing-access.html */
const own = { own: true } as const;

export const queueOperations: Operations<typeof sdk> = {
  CreateQueue: queues.creates({
    tags: ({ tags }) => tags,
    settings({ QueueName, Attributes }, { world, caller, region }) {
      const attributes = changed({}, settable(Attributes));
      assertName(QueueName, attributes);
      assertRedrivable(world, queues.kind.arn(QueueName, { partition: world.partition, account: caller.account, region }), attributes);
      return { attributes, messages: [] };
    },
    policy: ({ Attributes }) => policyIn(Attributes),
    taken(existing, { Attributes }, call) {
      const has = attributesOf(existing, call);
      const asked = { ...settable(Attributes), ...(Attributes?.Policy ? { Policy: Attributes.Policy } : {}) };
      if (Object.entries(asked).every(([name, value]) => has[name] === value)) return urlOf(existing, call);
      throw new AwsError("QueueNameExists", "A queue already exists with the same name and a different value for attribute");
    },
    answer: urlOf,
  }),
  GetQueueUrl: queues.on((queue, _input, call) => urlOf(queue, call)),
  GetQueueAttributes: queues.on((queue, { AttributeNames = [] }, call) => {
    const wanted = Object.entries(attributesOf(queue, call)).filter(
      ([name]) => AttributeNames.includes("All") || (AttributeNames as readonly string[]).includes(name),
    );
    return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
  }),
  SetQueueAttributes: queues.changes((queue, { Attributes }, { world }) => {
    const attributes = changed(queue.settings.attributes, settable(Attributes));
    assertRedrivable(world, queue.arn, settable(Attributes));
    const policy = policyIn(Attributes);
    queue.settings.attributes = attributes;
    if ("Policy" in Attributes) queue.policy = policy;
  }, own),
  AddPermission: queues.changes((queue, { Label, AWSAccountIds, Actions }, { world: { partition } }) => {
    const taken = invalidLabel(Label, "Already exists.");
    const given = { label: Label, accounts: AWSAccountIds, actions: Actions.map((action) => `SQS:${action}`), arn: queue.arn };
    queue.policy = policyIn({ Policy: withStatement(queue.policy, given, { partition, taken }) });
  }, own),
  RemovePermission: queues.changes((queue, { Label }) => {
    queue.policy = withoutStatement(queue.policy, Label, invalidLabel(Label, "can't find label on existing policy."));
  }, own),
  DeleteQueue: queues.removes(own),
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
  TagQueue: queues.tags(({ Tags }) => Tags, own),
  UntagQueue: queues.untags(({ TagKeys }) => TagKeys, own),
  ListQueueTags: queues.on(({ tags }) => (tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) }), own),
};

/** @throws AwsError InvalidParameterValue */
function assertName(name: string, attributes: Attributes): void {
  const isFifo = attributes["FifoQueue"] === "true";
  if (/^[\w-]{1,80}$/.test(name.replace(/\.fifo$/, "")) && name.length <= 80 && name.endsWith(".fifo") === isFifo) return;
  const rule = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
  throw new AwsError(
    "InvalidParameterValue",
    isFifo || name.endsWith(".fifo") ? "The name of a FIFO queue can only include alphanumeric characters and end with .fifo" : rule,
  );
}

function attributesOf(queue: Stored<Queue>, { world }: Call): Attributes {
  const { arn, policy, settings, createdAt, changedAt } = queue;
  const now = world.clock.now();
  const hidden = messagesOf(world, queue).filter(({ visibleAt }) => visibleAt > now);
  const delayed = hidden.filter(({ receives }) => receives === 0);
  return {
    ...{ QueueArn: arn, ...defaults, ...settings.attributes, ...(policy === undefined ? {} : { Policy: policy }) },
    ...{ CreatedTimestamp: seconds(createdAt), LastModifiedTimestamp: seconds(changedAt) },
    ApproximateNumberOfMessages: String(settings.messages.length - hidden.length),
    ApproximateNumberOfMessagesDelayed: String(delayed.length),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length - delayed.length),
  };
}

function seconds(date: Date): string {
  return String(Math.floor(date.getTime() / 1000));
}

function invalidLabel(label: string, reason: string): AwsError {
  return new AwsError("InvalidParameterValue", `Value ${label} for parameter Label is invalid. Reason: ${reason}`);
}

function urlOf({ account, name }: Stored<Queue>, { origin }: Call) {
  return { QueueUrl: `${origin}/${account}/${name}` };
}
