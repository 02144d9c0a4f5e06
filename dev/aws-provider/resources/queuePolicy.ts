import { GetQueueAttributesCommand, SetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { crud } from "../crud";
import { sqs } from "../services";
import { requiredText } from "../values";

/** aws.sqs.QueuePolicy: the queue's attribute Policy. Its id is the queue's URL. */
export const queuePolicy = crud({
  token: "aws:sqs/queuePolicy:QueuePolicy",
  scope: "regional",
  title: "SQS Queue Policy",
  service: sqs,
  inputs: { policy: { required: true, kind: "policy" }, queueUrl: { required: true, forceNew: true } },
  outputs: [],
  id: { of: ["queueUrl"] },
  gone: ["QueueDoesNotExist"],
  create: (client, inputs) => put(client, requiredText(inputs, "queueUrl"), requiredText(inputs, "policy")),
  read: async (client, { id }) => {
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["Policy"] }));
    return Attributes?.Policy === undefined ? undefined : { queueUrl: id, policy: Attributes.Policy };
  },
  update: [{ of: ["policy"], call: (client, { id }, change) => put(client, id, requiredText(change.new, "policy")) }],
  delete: (client, { id }) => put(client, id, ""),
});

function put(client: SQSClient, QueueUrl: string, Policy: string): Promise<unknown> {
  return client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}
