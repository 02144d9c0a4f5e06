import { AwsError } from "../../service";
import { putInInbox } from "../../world/inbox";
import type { World } from "../../world/world";
import { recordMetrics } from "../cloudwatch/record";
import { invokeFunction } from "../lambda/deliver";
import { deliverToQueue } from "../sqs/deliver";
import type { Stored } from "../storing/stored";
import { envelope, functionEvent, unsubscribeLink } from "./envelopes";
import { filterIn, matches } from "./filterPolicy";
import { mail } from "./mailbox";
import type { Notification } from "./notification";
import { deadLetterQueueIn, subscriptionsOf, type Subscription } from "./subscriptions";
import type { Topic } from "./topics";

/** SNS itself, as the policies of queues, keys and functions name it. */
export function onBehalfOf(topicArn: string) {
  return { service: "sns.amazonaws.com", sourceArn: topicArn, sourceAccount: topicArn.split(":")[4] ?? "" };
}

/** Brings a notification to every confirmed subscription whose filter it passes. */
export function fanOut(world: World, topic: Stored<Topic>, notification: Notification): void {
  for (const subscription of subscriptionsOf(world, topic.arn)) {
    const { isPending, attributes } = subscription;
    if (isPending || !matches(filterIn(attributes["FilterPolicy"] ?? ""), notification.attributes)) continue;
    void bring(world, subscription, notification).catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
      giveUp(world, subscription, notification, error);
    });
  }
}

async function bring(world: World, subscription: Subscription, notification: Notification): Promise<void> {
  const { protocol, endpoint, attributes, topicArn } = subscription;
  const by = onBehalfOf(topicArn);
  switch (protocol) {
    case "sqs":
      return deliverToQueue(world, { queueArn: endpoint, by, ...asMessage(subscription, notification) });
    case "lambda":
      return void (await invokeFunction(world, { functionArn: endpoint, payload: functionEvent(subscription, notification), by }));
    case "email":
      return mail(world, subscription, notification);
    default: {
      const { subject = "" } = notification;
      const isRaw = attributes["RawMessageDelivery"] === "true";
      const body = isRaw ? notification.textFor(protocol) : envelope(subscription, notification);
      putInInbox(world, {
        kind: protocol,
        to: endpoint,
        from: topicArn,
        subject,
        body,
        links: { unsubscribe: unsubscribeLink(subscription) },
      });
    }
  }
}

/** A queue gets the bare message with its attributes, or JSON around both. */
function asMessage(subscription: Subscription, notification: Notification) {
  if (subscription.attributes["RawMessageDelivery"] !== "true") return { body: envelope(subscription, notification) };
  return { body: notification.textFor(subscription.protocol), attributes: notification.attributes };
}

/** To the subscription's dead-letter queue, if it has one. Either way a metric counts it. */
function giveUp(world: World, subscription: Subscription, notification: Notification, { code, message }: AwsError): void {
  const { topicArn, attributes } = subscription;
  count(world, topicArn, "NumberOfNotificationsFailed");
  const queueArn = deadLetterQueueIn(attributes["RedrivePolicy"]);
  if (queueArn === undefined) return;
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  const why = { RequestID: text(notification.id), ErrorCode: text(code), ErrorMessage: text(message) };
  try {
    deliverToQueue(world, { queueArn, by: onBehalfOf(topicArn), body: asMessage(subscription, notification).body, attributes: why });
    count(world, topicArn, "NumberOfNotificationsRedrivenToDlq");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    count(world, topicArn, "NumberOfNotificationsFailedToRedriveToDlq");
  }
}

/** One more of what went wrong, in the topic's account and Region. */
export function count(world: World, topicArn: string, name: string): void {
  const [, , , region = "", account = "", TopicName = ""] = topicArn.split(":");
  recordMetrics(world, { account, region }, [{ namespace: "AWS/SNS", name, dimensions: { TopicName }, value: 1, unit: "Count" }]);
}
