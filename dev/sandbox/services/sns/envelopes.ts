import { randomUUID } from "node:crypto";
import type { World } from "../../world/world";
import type { Notification } from "./notification";
import type { Subscription } from "./subscriptions";

/**
 * The JSON around a message, as queues and web servers get it. Its signature is no signature: nobody holds AWS's key.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function envelope(subscription: Subscription, notification: Notification): string {
  const { MessageAttributes, ...fields } = fieldsOf(subscription, notification);
  const hasAttributes = Object.keys(MessageAttributes).length > 0;
  return JSON.stringify({
    ...{ Type: "Notification", ...fields, ...signature(subscription.topicArn), UnsubscribeURL: unsubscribeLink(subscription) },
    ...(hasAttributes && { MessageAttributes }),
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function functionEvent(subscription: Subscription, notification: Notification): object {
  const { arn, topicArn } = subscription;
  const { Subject = null, ...fields } = fieldsOf(subscription, notification);
  const Sns = { Type: "Notification", Subject, ...fields, ...signature(topicArn), UnsubscribeUrl: unsubscribeLink(subscription) };
  return { Records: [{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: arn, Sns }] };
}

/** What asks a queue's or web server's owner to confirm. */
export function confirmationRequest(world: World, subscription: Subscription): string {
  const { topicArn, token } = subscription;
  return JSON.stringify({
    ...{ Type: "SubscriptionConfirmation", MessageId: randomUUID(), Token: token, TopicArn: topicArn },
    Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    ...{ SubscribeURL: confirmLink(subscription), Timestamp: world.clock.now().toISOString(), ...signature(topicArn) },
  });
}

/** Opening it confirms, without a signature. */
export function confirmLink({ topicArn, token }: Subscription): string {
  return `${hostOf(topicArn)}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`;
}

/** Opening it unsubscribes, without a signature, where the confirmation had none either. */
export function unsubscribeLink({ arn, topicArn }: Subscription): string {
  return `${hostOf(topicArn)}/?Action=Unsubscribe&SubscriptionArn=${arn}`;
}

function fieldsOf({ protocol }: Subscription, { id, topicArn, subject, time, attributes, textFor }: Notification) {
  return {
    ...{ MessageId: id, TopicArn: topicArn, ...(subject === undefined ? {} : { Subject: subject }), Message: textFor(protocol) },
    Timestamp: time.toISOString(),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        { Type: DataType, Value: BinaryValue ? Buffer.from(BinaryValue).toString("base64") : StringValue },
      ]),
    ),
  };
}

function signature(topicArn: string) {
  return { SignatureVersion: "1", Signature: "", SigningCertURL: `${hostOf(topicArn)}/SimpleNotificationService.pem` };
}

function hostOf(topicArn: string): string {
  return `https://sns.${topicArn.split(":")[3]}.amazonaws.com`;
}
