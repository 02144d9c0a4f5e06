import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { filterPolicy, type Subscription } from "../../domain/findings/subscriptions";
import type { PolicyDocument } from "../../domain/policies/grant";
import { transformed, type Transform } from "../transform";

export interface EncryptedTopicArgs {
  topicName: pulumi.Input<string>;
  /** What a mail is from. @default nothing but the topic's name */
  displayName?: string;
  region: pulumi.Input<string>;
  /** Alias or id of the key. */
  key: pulumi.Input<string>;
  /** Who publishes. */
  policy: pulumi.Input<PolicyDocument>;
  /** Mailboxes, and queues of the topic's own account. @default none */
  subscriptions?: Subscription[];
  /** Whether each gets only messages with its own name among their attribute `destination`. @default false */
  filtered?: boolean;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { topic?: Transform<sns.TopicArgs>; subscription?: Transform<sns.TopicSubscriptionArgs> };
}

/**
 * An encrypted topic and its subscriptions. A mailbox gets nothing before somebody has confirmed it; one that is not confirmed within two days is
 * forgotten by SNS, and comes back with the next roll-out that reads it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
 */
export class EncryptedTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Destinations that nobody has confirmed yet, as AWS last said. */
  readonly pending: pulumi.Output<string[]>;
  /** `subscriptions` by destination. */
  readonly nodes: { topic: sns.Topic; policy: sns.TopicPolicy; subscriptions: Record<string, sns.TopicSubscription> };

  constructor(name: string, args: EncryptedTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:EncryptedTopic", name, {}, opts);

    const { region, transform, displayName } = args;
    const topicArgs: sns.TopicArgs = {
      name: args.topicName,
      kmsMasterKeyId: args.key,
      region,
      ...(displayName ? { displayName } : {}),
      ...(args.tags ? { tags: args.tags } : {}),
    };
    const topic = new sns.Topic(...transformed(transform?.topic, name, topicArgs, { parent: this }));
    const policy = new sns.TopicPolicy(
      `${name}-policy`,
      { arn: topic.arn, region, policy: pulumi.jsonStringify(args.policy) },
      { parent: this },
    );
    const subscriptions = (args.subscriptions ?? []).map((each) => [each.destination, subscribe(this, each)] as const);

    this.arn = topic.arn;
    this.pending = pulumi
      .all(
        subscriptions.map(([destination, { pendingConfirmation }]) => pendingConfirmation.apply((pending) => ({ destination, pending }))),
      )
      .apply((all) => all.flatMap(({ destination, pending }) => (pending ? [destination] : [])));
    this.nodes = { topic, policy, subscriptions: Object.fromEntries(subscriptions) };
    this.registerOutputs({ arn: this.arn });

    function subscribe(parent: pulumi.Resource, { destination, protocol, endpoint }: Subscription) {
      const subscriptionArgs: sns.TopicSubscriptionArgs = {
        topic: topic.arn,
        protocol,
        endpoint,
        region,
        ...(protocol === "sqs" ? { rawMessageDelivery: true } : {}),
        ...(args.filtered ? { filterPolicy: filterPolicy(destination) } : {}),
      };
      return new sns.TopicSubscription(...transformed(transform?.subscription, `${name}-${destination}`, subscriptionArgs, { parent }));
    }
  }
}
