import { randomBytes, randomUUID } from "node:crypto";
import { AwsError } from "../../service";
import type { StoreKey, World } from "../../world/world";
import type { Protocol } from "./endpoints";
import { filterIn } from "./filterPolicy";
import { invalid } from "./topics";

export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: Protocol;
  endpoint: string;
  /** The account that subscribed. */
  owner: string;
  principal: string;
  /** FilterPolicy, RawMessageDelivery and the like, as they were given. */
  attributes: Record<string, string>;
  isPending: boolean;
  /** Since when it is pending. */
  since: Date;
  token: string;
  /** Its confirmation was signed; then unsubscribing has to be as well. */
  isAuthenticated: boolean;
  /** When mails went to it, of the last second. */
  mailed: Date[];
}

const key: StoreKey<Map<string, Subscription>> = { name: "sns subscriptions", create: () => new Map() };

/** How long nobody has to confirm it until it is gone. @see https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html */
const pendingHours = 48;

/** All that are there, or those of one topic, oldest first. */
export function subscriptionsOf(world: World, topicArn?: string): Subscription[] {
  const subscriptions = world.store(key);
  const oldest = world.clock.now().getTime() - pendingHours * 3_600_000;
  for (const { arn, isPending, since } of subscriptions.values()) if (isPending && since.getTime() <= oldest) subscriptions.delete(arn);
  return [...subscriptions.values()].filter((each) => topicArn === undefined || each.topicArn === topicArn);
}

/** @throws AwsError NotFound */
export function subscriptionAt(world: World, arn: string): Subscription {
  const found = subscriptionsOf(world).find((each) => each.arn === arn);
  if (!found) throw new AwsError("NotFound", "Subscription does not exist");
  return found;
}

export function addSubscription(
  world: World,
  given: Pick<Subscription, "topicArn" | "protocol" | "endpoint" | "owner" | "principal" | "attributes" | "isPending">,
): Subscription {
  const added: Subscription = {
    ...given,
    ...{ arn: `${given.topicArn}:${randomUUID()}`, since: world.clock.now(), token: newToken() },
    ...{ isAuthenticated: !given.isPending, mailed: [] },
  };
  world.store(key).set(added.arn, added);
  return added;
}

/** A subscription that was confirmed is so no more: it has to be confirmed again, or is gone. */
export function suspend(world: World, subscription: Subscription): void {
  Object.assign(subscription, { isPending: true, isAuthenticated: false, since: world.clock.now(), token: newToken() });
}

/** @throws AwsError InvalidParameter for a token that is not, or no longer, good */
export function confirm(world: World, topicArn: string, token: string, { authenticated }: { authenticated: boolean }): Subscription {
  const subscription = subscriptionsOf(world, topicArn).find((each) => each.token === token);
  if (!subscription) throw invalid("Token");
  // What was confirmed with a signature is not opened by somebody who clicks on the link again.
  subscription.isAuthenticated ||= authenticated;
  subscription.isPending = false;
  return subscription;
}

export function removeSubscription(world: World, { arn }: Subscription): void {
  world.store(key).delete(arn);
}

export function removeSubscriptionsOf(world: World, topicArn: string): void {
  for (const subscription of subscriptionsOf(world, topicArn)) removeSubscription(world, subscription);
}

/** @throws AwsError InvalidParameter; NotImplemented for what the sandbox would forget */
export function checkedAttributes(given: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(given)) {
    if (["ReplayPolicy", "SubscriptionRoleArn"].includes(name) || (name === "FilterPolicyScope" && value === "MessageBody"))
      throw new AwsError("NotImplemented", `The sandbox organization does not implement ${name} ${value} of a subscription.`);
    if (!["DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy"].includes(name))
      throw invalid("AttributeName");
    if (name === "FilterPolicy") filterIn(value);
    if (name === "RawMessageDelivery" && !["true", "false"].includes(value)) throw invalid("RawMessageDelivery");
    if (name === "FilterPolicyScope" && value !== "MessageAttributes") throw invalid("FilterPolicyScope");
    if (name === "RedrivePolicy" && value !== "" && deadLetterQueueIn(value) === undefined)
      throw invalid("RedrivePolicy: must be valid JSON with a deadLetterTargetArn");
  }
  return given;
}

/** The queue that a redrive policy names. */
export function deadLetterQueueIn(redrivePolicy: string | undefined): string | undefined {
  if (redrivePolicy === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(redrivePolicy);
    const target =
      typeof parsed === "object" && parsed !== null && "deadLetterTargetArn" in parsed ? parsed.deadLetterTargetArn : undefined;
    return typeof target === "string" && /^arn:[^:]+:sqs:/.test(target) ? target : undefined;
  } catch {
    return undefined;
  }
}

function newToken(): string {
  return randomBytes(64).toString("hex");
}
