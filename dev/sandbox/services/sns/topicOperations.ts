import type * as sdk from "@aws-sdk/client-sns";
import { page } from "../../paging";
import type { Operations } from "../../service";
import { withoutStatement, withStatement } from "../storing/labelledStatement";
import type { Stored } from "../storing/stored";
import { removeSubscriptionsOf, subscriptionsOf } from "./subscriptions";
import { defaultPolicy, invalid, policyIn, settableAttributes, topics, type Topic } from "./topics";

export const topicOperations: Operations<typeof sdk> = {
  CreateTopic: topics.creates({
    tags: ({ Tags }) => tagMap(Tags),
    settings({ Name, Attributes }) {
      if (!/^[\w-]{1,256}$/.test(Name)) throw invalid("Topic Name");
      return kept({}, settableAttributes(Attributes));
    },
    policy: ({ Attributes }) => policyIn(Attributes),
    taken(existing, { Attributes = {}, Tags }) {
      const given: Record<string, string> = { ...existing.settings, Policy: existing.policy ?? defaultPolicy(existing) };
      if (Object.entries(Attributes).some(([name, value]) => (given[name] ?? "") !== value))
        throw invalid("Attributes Reason: Topic already exists with different attributes");
      if (Object.entries(tagMap(Tags)).some(([name, value]) => existing.tags.get(name) !== value))
        throw invalid("Tags Reason: Topic already exists with different tags");
      return { TopicArn: existing.arn };
    },
    answer: ({ arn }) => ({ TopicArn: arn }),
  }),
  GetTopicAttributes: topics.on((topic, _input, { world }) => {
    const subscriptions = subscriptionsOf(world, topic.arn);
    const pending = subscriptions.filter(({ isPending }) => isPending).length;
    return {
      Attributes: {
        ...{ TopicArn: topic.arn, Owner: topic.account, DisplayName: "", ...topic.settings },
        ...{ Policy: topic.policy ?? defaultPolicy(topic), EffectiveDeliveryPolicy: deliveryPolicyOf(topic) },
        ...{ SubscriptionsConfirmed: String(subscriptions.length - pending), SubscriptionsPending: String(pending) },
        SubscriptionsDeleted: "0",
      },
    };
  }),
  SetTopicAttributes: topics.changes((topic, { AttributeName, AttributeValue = "" }) => {
    const given = { [AttributeName]: AttributeValue };
    const settings = settableAttributes(given);
    if (AttributeName === "Policy") topic.policy = policyIn(given);
    else topic.settings = kept(topic.settings, settings);
  }),
  AddPermission: topics.changes((topic, { Label, AWSAccountId, ActionName }, { world: { partition } }) => {
    const taken = invalid("Statement already exists");
    const given = { label: Label, accounts: AWSAccountId, actions: ActionName.map((action) => `SNS:${action}`), arn: topic.arn };
    topic.policy = policyIn({ Policy: withStatement(topic.policy ?? defaultPolicy(topic), given, { partition, taken }) });
  }),
  RemovePermission: topics.changes((topic, { Label }) => {
    topic.policy = withoutStatement(topic.policy ?? defaultPolicy(topic), Label, invalid("Statement does not exist"));
  }),
  DeleteTopic: {
    // Deleting what is not there is no failure.
    authorize: (input, call) => topics.removes<{ TopicArn: string }>().authorize(input, call),
    handle(input, call) {
      const topic = topics.named(input, call);
      if (!topic) return;
      topics.remove(topic, call);
      removeSubscriptionsOf(call.world, topic.arn);
    },
  },
  ListTopics: {
    handle(input, call) {
      const badToken = () => invalid("NextToken");
      const { items, nextToken } = page(call, input, topics.all(call), { badToken });
      return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
    },
  },
  TagResource: topics.tags(({ Tags }) => tagMap(Tags)),
  UntagResource: topics.untags(({ TagKeys }) => TagKeys),
  ListTagsForResource: topics.on(({ tags }) => ({ Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) })),
};

/** An empty value takes an attribute away. */
function kept(settings: Topic, given: Topic): Topic {
  return Object.fromEntries(Object.entries({ ...settings, ...given }).filter(([, value]) => value !== ""));
}

function deliveryPolicyOf({ settings }: Stored<Topic>): string {
  const retries = { minDelayTarget: 20, maxDelayTarget: 20, numRetries: 3, numMaxDelayRetries: 0, numNoDelayRetries: 0 };
  const usual = {
    http: {
      defaultHealthyRetryPolicy: { ...retries, numMinDelayRetries: 0, backoffFunction: "linear" },
      disableSubscriptionOverrides: false,
    },
  };
  return settings["DeliveryPolicy"] ?? JSON.stringify(usual);
}

function tagMap(tags: readonly { Key: string; Value: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
