import { GetTopicAttributesCommand, SetTopicAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
import { crud } from "../crud";
import { sns } from "../services";
import { requiredText, text } from "../values";

/** aws.sns.TopicPolicy: the topic's attribute Policy. Its id is the topic's ARN. A topic has a policy always: deleted, it is AWS's own again. */
export const topicPolicy = crud({
  token: "aws:sns/topicPolicy:TopicPolicy",
  scope: "regional",
  title: "SNS Topic Policy",
  service: sns,
  inputs: { arn: { required: true, forceNew: true }, policy: { required: true, kind: "policy" } },
  outputs: ["owner"],
  id: { of: ["arn"] },
  gone: ["NotFoundException"],
  create: (client, inputs) => put(client, requiredText(inputs, "arn"), requiredText(inputs, "policy")),
  read: async (client, { id }) => {
    const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: id }));
    return { arn: id, owner: Attributes["Owner"], policy: Attributes["Policy"] };
  },
  update: [{ of: ["policy"], call: (client, { id }, change) => put(client, id, requiredText(change.new, "policy")) }],
  delete: (client, { id }, { owner }) => put(client, id, usual(id, text(owner) ?? id.split(":")[4] ?? "")),
});

function put(client: SNSClient, TopicArn: string, AttributeValue: string): Promise<unknown> {
  return client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
}

function usual(arn: string, owner: string): string {
  const actions = ["GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic", "Subscribe"];
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        ...{ Sid: "__default_statement_ID", Effect: "Allow", Principal: { AWS: "*" } },
        Action: [...actions, "ListSubscriptionsByTopic", "Publish", "Receive"].map((action) => `SNS:${action}`),
        ...{ Resource: arn, Condition: { StringEquals: { "AWS:SourceOwner": owner } } },
      },
    ],
  });
}
