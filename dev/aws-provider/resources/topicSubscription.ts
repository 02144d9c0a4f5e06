import {
  GetSubscriptionAttributesCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { crud } from "../crud";
import { CallFailed } from "../errors";
import { PartlyCreated, type Input } from "../resourceType";
import { sns } from "../services";
import { numeric, requiredText, text } from "../values";
import { pause } from "../waiting";

const attributes: Record<string, { name: string; input: Input }> = {
  deliveryPolicy: { name: "DeliveryPolicy", input: { kind: "template" } },
  filterPolicy: { name: "FilterPolicy", input: { kind: "template" } },
  filterPolicyScope: { name: "FilterPolicyScope", input: { computed: true, oneOf: ["MessageAttributes", "MessageBody"] } },
  rawMessageDelivery: { name: "RawMessageDelivery", input: { default: false } },
  redrivePolicy: { name: "RedrivePolicy", input: { kind: "template" } },
};

/** What takes an attribute away; nothing takes the others. */
const taken: Record<string, string | undefined> = { DeliveryPolicy: "", FilterPolicy: "{}" };

/**
 * aws.sns.TopicSubscription. Its id is its ARN. One that a person or a web server has to confirm is recorded as pending; it is gone when
 * nobody did for two days.
 */
export const topicSubscription = crud({
  token: "aws:sns/topicSubscription:TopicSubscription",
  scope: "regional",
  title: "SNS Topic Subscription",
  service: sns,
  inputs: {
    confirmationTimeoutInMinutes: { default: 1 },
    endpoint: { required: true, forceNew: true },
    endpointAutoConfirms: { default: false },
    protocol: {
      required: true,
      forceNew: true,
      oneOf: ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"],
    },
    topic: { required: true, forceNew: true },
    ...Object.fromEntries(Object.entries(attributes).map(([property, { input }]) => [property, input])),
  },
  outputs: ["arn", "confirmationWasAuthenticated", "ownerId", "pendingConfirmation"],
  notRead: ["confirmationTimeoutInMinutes", "endpointAutoConfirms"],
  gone: ["NotFoundException"],
  says: { create: () => "creating SNS Topic Subscription" },
  create: async (client, inputs, { cancelled }) => {
    const protocol = requiredText(inputs, "protocol");
    const given = Object.entries(attributes).flatMap(([property, { name }]) => {
      const value = inputs[property];
      return value === undefined || value === false ? [] : [[name, String(value)] as const];
    });
    const { SubscriptionArn = "" } = await client.send(
      new SubscribeCommand({
        ...{ TopicArn: requiredText(inputs, "topic"), Protocol: protocol, Endpoint: requiredText(inputs, "endpoint") },
        ...{ Attributes: Object.fromEntries(given), ReturnSubscriptionArn: true },
      }),
    );
    const isHttp = protocol.startsWith("http");
    if (protocol.startsWith("email") || (isHttp && inputs["endpointAutoConfirms"] !== true)) return SubscriptionArn;
    const minutes = isHttp ? (numeric(inputs["confirmationTimeoutInMinutes"]) ?? 1) : 2;
    try {
      await confirmed(client, SubscriptionArn, minutes * 60_000, cancelled);
      return SubscriptionArn;
    } catch (error) {
      throw new PartlyCreated(SubscriptionArn, error);
    }
  },
  read: async (client, { id }) => {
    const { Attributes = {} } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: id }));
    const read = Object.fromEntries(Object.entries(attributes).map(([property, { name }]) => [property, text(Attributes[name])]));
    return {
      ...{ ...read, rawMessageDelivery: Attributes["RawMessageDelivery"] === "true" },
      ...{ arn: id, endpoint: Attributes["Endpoint"], protocol: Attributes["Protocol"], topic: Attributes["TopicArn"] },
      ...{ ownerId: Attributes["Owner"], pendingConfirmation: Attributes["PendingConfirmation"] === "true" },
      confirmationWasAuthenticated: Attributes["ConfirmationWasAuthenticated"] === "true",
    };
  },
  update: [
    ...Object.entries(attributes).map(([property, { name }]) => ({
      of: [property],
      call: (client: SNSClient, { id }: { id: string }, { new: inputs }: { new: Record<string, unknown> }) => {
        const AttributeValue = inputs[property] === undefined ? taken[name] : String(inputs[property]);
        return client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn: id, AttributeName: name, AttributeValue }));
      },
    })),
    // AWS knows nothing of them.
    { of: ["confirmationTimeoutInMinutes", "endpointAutoConfirms"], call: async () => undefined },
  ],
  delete: async (client, { id }) => {
    try {
      await client.send(new UnsubscribeCommand({ SubscriptionArn: id }));
    } catch (error) {
      // SNS forgets it by itself.
      if (error instanceof CallFailed && error.message.includes("pending confirmation")) return;
      throw error;
    }
  },
});

async function confirmed(client: SNSClient, SubscriptionArn: string, timeout: number, cancelled: AbortSignal): Promise<void> {
  const interval = 500;
  for (let left = timeout; !cancelled.aborted; left -= interval) {
    const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    if (Attributes?.["PendingConfirmation"] === "false") return;
    if (left <= 0) {
      const state = `(last state: 'true', timeout: ${timeout / 60_000}m0s)`;
      throw new Error(
        `waiting for SNS Topic Subscription (${SubscriptionArn}) confirmation: timeout while waiting for state to become 'false' ${state}`,
      );
    }
    await pause(interval, cancelled);
  }
}
