import type { Configuration } from "../configuration/configuration";
import type { Region } from "../identifiers";

/** A destination that gets its messages from a topic. */
export interface Subscription {
  destination: string;
  protocol: "email" | "sqs";
  /** Address, or the queue's ARN. */
  endpoint: string;
}

export interface Subscriptions {
  /** By the topic's own account. */
  ours: Subscription[];
  /** Queues of other accounts, which those accounts subscribe: SNS takes nobody else's word for it. */
  foreign: Subscription[];
}

/** Who gets findings by the topic: mailboxes and queues. Sorted by name. */
export function findingSubscriptions(config: Configuration): Subscriptions {
  return subscriptionsOf(config, Object.keys(config.notifications?.destinations ?? {}));
}

/** Who gets the road's own alarms. A chat room is connected to their topic by hand. */
export function alarmSubscriptions(config: Configuration): Subscriptions {
  return subscriptionsOf(config, config.notifications?.alarms ?? config.notifications?.default ?? []);
}

function subscriptionsOf({ notifications, organization }: Configuration, names: readonly string[]): Subscriptions {
  const all = [...new Set(names)].sort().flatMap((destination): Subscription[] => {
    const to = notifications?.destinations[destination];
    if (to === undefined) return [];
    if ("email" in to) return [{ destination, protocol: "email", endpoint: to.email }];
    return "sqs" in to ? [{ destination, protocol: "sqs", endpoint: to.sqs }] : [];
  });
  const isOurs = ({ protocol, endpoint }: Subscription) =>
    protocol === "email" || endpoint.split(":")[4] === organization.delegatedAdministrator;
  return { ours: all.filter(isOurs), foreign: all.filter((each) => !isOurs(each)) };
}

/** What a subscription of the findings' topic lets through: messages for this destination alone. */
export function filterPolicy(destination: string): string {
  return JSON.stringify({ destination: [destination] });
}

/**
 * Confirms a mailbox with credentials of the topic's account, so that nobody who only has the mail can end the subscription: scanners of mail
 * follow every link in it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 */
export function confirmCommand(topicArn: string, region: Region): string {
  return `aws sns confirm-subscription --region ${region} --topic-arn ${topicArn} --authenticate-on-unsubscribe true --token TOKEN`;
}

/** Subscribes a queue of another account, with credentials of that account. @param filter absent where everything is wanted. */
export function subscribeCommand(topicArn: string, region: Region, queueArn: string, filter?: string): string {
  const attributes = { RawMessageDelivery: "true", ...(filter === undefined ? {} : { FilterPolicy: filter }) };
  return `aws sns subscribe --region ${region} --topic-arn ${topicArn} --protocol sqs --notification-endpoint ${queueArn} --attributes '${JSON.stringify(attributes)}'`;
}

/** The statement that a queue's policy needs, whoever's queue it is. */
export function queueStatement(topicArn: string, queueArn: string): object {
  return {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
  };
}
