import type * as sdk from "@aws-sdk/client-sns";
import { page } from "../../paging";
import { AwsError, type Call, type Operations } from "../../service";
import { putInInbox } from "../../world/inbox";
import { deliverToQueue } from "../sqs/deliver";
import { checkedEndpoint, hasToConfirm } from "./endpoints";
import { confirmationRequest } from "./envelopes";
import { count, onBehalfOf } from "./fanOut";
import { askByMail } from "./mailbox";
import {
  addSubscription,
  checkedAttributes,
  confirm,
  removeSubscription,
  subscriptionAt,
  subscriptionsOf,
  type Subscription,
} from "./subscriptions";
import { invalid, topics } from "./topics";

export const subscriptionOperations: Operations<typeof sdk> = {
  Subscribe: topics.on(
    (topic, { Protocol, Endpoint = "", Attributes = {}, ReturnSubscriptionArn }, { world, caller }) => {
      const protocol = checkedEndpoint(Protocol, Endpoint);
      const attributes = checkedAttributes(Attributes);
      const existing = subscriptionsOf(world, topic.arn).find((each) => each.protocol === protocol && each.endpoint === Endpoint);
      if (existing && Object.entries(attributes).some(([name, value]) => existing.attributes[name] !== value))
        throw invalid("Attributes Reason: Subscription already exists with different attributes");
      const isPending = hasToConfirm(protocol, Endpoint, caller.account);
      const by = { owner: caller.account, principal: caller.principalArn };
      const subscription =
        existing ?? addSubscription(world, { topicArn: topic.arn, protocol, endpoint: Endpoint, ...by, attributes, isPending });
      if (subscription.isPending && !isPending) confirm(world, topic.arn, subscription.token, { authenticated: true });
      else if (subscription.isPending) ask(world, subscription);
      return { SubscriptionArn: subscription.isPending && !ReturnSubscriptionArn ? "pending confirmation" : subscription.arn };
    },
    { context: ({ Protocol, Endpoint }) => ({ "sns:Protocol": Protocol, "sns:Endpoint": Endpoint }) },
  ),
  ConfirmSubscription: {
    // Whoever has the token may: the topic's own policy is not asked.
    authorize: ({ TopicArn }) => ({ resource: TopicArn }),
    handle({ TopicArn, Token, AuthenticateOnUnsubscribe = "false" }, { world }) {
      const authenticated = AuthenticateOnUnsubscribe.toLowerCase() === "true";
      return { SubscriptionArn: confirm(world, TopicArn, Token, { authenticated }).arn };
    },
  },
  Unsubscribe: {
    handle({ SubscriptionArn }, call) {
      const subscription = subscriptionsOf(call.world).find(({ arn }) => arn === SubscriptionArn);
      // To end what is not there is no failure.
      if (!subscription) return;
      const { owner, topicArn, isPending } = subscription;
      if (![owner, topicArn.split(":")[4]].includes(call.caller.account)) throw notYours("Unsubscribe", SubscriptionArn);
      if (isPending) throw invalid("SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation");
      removeSubscription(call.world, subscription);
    },
  },
  GetSubscriptionAttributes: {
    handle({ SubscriptionArn }, call) {
      const subscription = owned("GetSubscriptionAttributes", SubscriptionArn, call);
      const { arn, protocol, endpoint, topicArn, owner, principal, attributes, isPending, isAuthenticated } = subscription;
      return {
        Attributes: {
          ...{ SubscriptionArn: arn, Protocol: protocol, Endpoint: endpoint, TopicArn: topicArn, Owner: owner },
          ...{ SubscriptionPrincipal: principal, PendingConfirmation: String(isPending) },
          ...{ ConfirmationWasAuthenticated: String(isAuthenticated), RawMessageDelivery: "false" },
          ...(attributes["FilterPolicy"] === undefined ? {} : { FilterPolicyScope: "MessageAttributes" }),
          ...attributes,
        },
      };
    },
  },
  SetSubscriptionAttributes: {
    handle({ SubscriptionArn, AttributeName, AttributeValue = "" }, call) {
      const subscription = owned("SetSubscriptionAttributes", SubscriptionArn, call);
      const given = checkedAttributes({ [AttributeName]: AttributeValue });
      const all = Object.entries({ ...subscription.attributes, ...given });
      const isRemoved = (name: string, value: string) => value === "" || (name === "FilterPolicy" && value === "{}");
      subscription.attributes = Object.fromEntries(all.filter(([name, value]) => !isRemoved(name, value)));
    },
  },
  ListSubscriptions: {
    handle(input, call) {
      const own = subscriptionsOf(call.world).filter(
        ({ owner, topicArn }) => owner === call.caller.account && topicArn.split(":")[3] === call.region,
      );
      return listed(call, input, own);
    },
  },
  ListSubscriptionsByTopic: topics.on((topic, input, call) => listed(call, input, subscriptionsOf(call.world, topic.arn))),
};

/** The request to confirm goes to the endpoint itself. A queue that does not let SNS in never gets it. */
function ask(world: Call["world"], subscription: Subscription): void {
  const { protocol, endpoint, topicArn, token } = subscription;
  if (protocol === "email") return askByMail(world, subscription);
  const body = confirmationRequest(world, subscription);
  if (protocol === "http" || protocol === "https")
    return putInInbox(world, { kind: protocol, to: endpoint, from: topicArn, subject: "", body, links: {}, token });
  if (protocol !== "sqs") return;
  try {
    deliverToQueue(world, { queueArn: endpoint, body, by: onBehalfOf(topicArn) });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    count(world, topicArn, "NumberOfNotificationsFailed");
  }
}

/** @throws AwsError NotFound; AuthorizationError for another account's */
function owned(operation: string, arn: string, { world, caller }: Call): Subscription {
  const subscription = subscriptionAt(world, arn);
  if (subscription.owner !== caller.account) throw notYours(operation, arn);
  return subscription;
}

function notYours(operation: string, arn: string): AwsError {
  return new AwsError("AuthorizationError", `You are not authorized to perform: SNS:${operation} on resource: ${arn}`);
}

function listed(call: Call, input: { NextToken?: string }, subscriptions: readonly Subscription[]) {
  const { items, nextToken } = page(call, input, subscriptions, { badToken: () => invalid("NextToken") });
  const Subscriptions = items.map(({ arn, isPending, owner, protocol, endpoint, topicArn }) => ({
    ...{
      SubscriptionArn: isPending ? "PendingConfirmation" : arn,
      Owner: owner,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    },
  }));
  return { Subscriptions, NextToken: nextToken };
}
