import { AwsError } from "../../service";
import { putInInbox } from "../../world/inbox";
import type { World } from "../../world/world";
import { confirmLink, unsubscribeLink } from "./envelopes";
import type { Notification } from "./notification";
import { suspend, type Subscription } from "./subscriptions";

/**
 * Sends a notification as mail. More than ten a second suspend the subscription until it is confirmed again.
 *
 * @throws AwsError for the mail that is one too many
 * @see https://repost.aws/knowledge-center/sns-email-subscription-disabled
 */
export function mail(world: World, subscription: Subscription, notification: Notification): void {
  const now = world.clock.now();
  subscription.mailed = subscription.mailed.filter((time) => now.getTime() - time.getTime() < 1000);
  if (subscription.mailed.length >= 10) {
    suspend(world, subscription);
    askByMail(world, subscription, "AWS Notification - Subscription Suspended");
    throw new AwsError("Throttled", `More than ten mails a second to ${subscription.endpoint}: the subscription was suspended.`);
  }
  subscription.mailed.push(now);
  const { topicArn, endpoint } = subscription;
  const subject = notification.subject ?? "AWS Notification Message";
  const links = { unsubscribe: unsubscribeLink(subscription) };
  putInInbox(world, { kind: "email", to: endpoint, from: topicArn, subject, body: notification.textFor("email"), links });
}

/** Asks the mailbox's owner to confirm. */
export function askByMail(world: World, subscription: Subscription, subject = "AWS Notification - Subscription Confirmation"): void {
  const { topicArn, endpoint, token } = subscription;
  const confirm = confirmLink(subscription);
  const body = `You have chosen to subscribe to the topic:\n${topicArn}\n\nTo confirm this subscription, click or visit the link below:\n${confirm}\n`;
  putInInbox(world, { kind: "email", to: endpoint, from: topicArn, subject, body, links: { confirm }, token });
}
