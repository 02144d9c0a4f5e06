import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { crud } from "../crud";
import type { Input } from "../resourceType";
import { sqs } from "../services";
import { requiredText, type Properties, type Value } from "../values";

interface Attribute {
  /** The attribute, as SQS calls it. */
  name: string;
  is: "number" | "boolean" | "text";
  input: Input;
}

const attributes: Record<string, Attribute> = {
  contentBasedDeduplication: { name: "ContentBasedDeduplication", is: "boolean", input: { default: false } },
  delaySeconds: { name: "DelaySeconds", is: "number", input: { default: 0 } },
  fifoQueue: { name: "FifoQueue", is: "boolean", input: { default: false, forceNew: true } },
  kmsMasterKeyId: { name: "KmsMasterKeyId", is: "text", input: {} },
  maxMessageSize: { name: "MaximumMessageSize", is: "number", input: { default: 262_144 } },
  messageRetentionSeconds: { name: "MessageRetentionPeriod", is: "number", input: { default: 345_600 } },
  policy: { name: "Policy", is: "text", input: { kind: "policy", computed: true } },
  receiveWaitTimeSeconds: { name: "ReceiveMessageWaitTimeSeconds", is: "number", input: { default: 0 } },
  redriveAllowPolicy: { name: "RedriveAllowPolicy", is: "text", input: { kind: "template", computed: true } },
  redrivePolicy: { name: "RedrivePolicy", is: "text", input: { kind: "template" } },
  sqsManagedSseEnabled: { name: "SqsManagedSseEnabled", is: "boolean", input: { computed: true } },
  visibilityTimeoutSeconds: { name: "VisibilityTimeout", is: "number", input: { default: 30 } },
};

/** aws.sqs.Queue. Its id is its URL. */
export const queue = crud({
  token: "aws:sqs/queue:Queue",
  scope: "regional",
  title: "SQS Queue",
  service: sqs,
  inputs: {
    name: { forceNew: true, autoName: { maxLength: 80 } },
    ...Object.fromEntries(Object.entries(attributes).map(([property, { input }]) => [property, input])),
    tags: {},
  },
  outputs: ["arn", "url"],
  gone: ["QueueDoesNotExist"],
  create: async (client, inputs, { tagsAll }) => {
    const { fifoQueue, ...others } = inputs;
    // SQS refuses `false` for what only a FIFO queue has.
    const Attributes = toAws(fifoQueue === true ? inputs : { ...others, contentBasedDeduplication: undefined });
    return (await client.send(new CreateQueueCommand({ QueueName: requiredText(inputs, "name"), Attributes, tags: tagsAll }))).QueueUrl;
  },
  read: async (client, { id }) => {
    const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["All"] }));
    const { Tags = {} } = await client.send(new ListQueueTagsCommand({ QueueUrl: id }));
    return { ...fromAws(Attributes), arn: Attributes["QueueArn"], name: id.slice(id.lastIndexOf("/") + 1), url: id, tags: Tags };
  },
  update: [
    {
      of: Object.keys(attributes),
      call: (client, { id }, { new: inputs, of }) => {
        const changed = Object.entries(inputs).filter(([property]) => of(property));
        const removed = Object.keys(attributes).filter((property) => of(property) && inputs[property] === undefined);
        const Attributes = {
          ...toAws(Object.fromEntries(changed)),
          ...Object.fromEntries(removed.map((property) => [attributes[property]?.name ?? "", ""])),
        };
        return client.send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes }));
      },
    },
  ],
  tags: {
    set: (client, { id }, tags) => client.send(new TagQueueCommand({ QueueUrl: id, Tags: tags })),
    remove: (client, { id }, TagKeys) => client.send(new UntagQueueCommand({ QueueUrl: id, TagKeys })),
  },
  delete: (client, { id }) => client.send(new DeleteQueueCommand({ QueueUrl: id })),
});

function toAws(inputs: Properties): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([property, { name }]) => {
      const value = inputs[property];
      return value === undefined || value === null ? [] : [[name, String(value)]];
    }),
  );
}

function fromAws(found: Partial<Record<string, string>>): Properties {
  const read = ({ name, is }: Attribute): Value | undefined => {
    const value = found[name];
    if (is === "boolean") return value === "true";
    return is === "number" ? Number(value) : value;
  };
  return Object.fromEntries(Object.entries(attributes).map(([property, attribute]) => [property, read(attribute)]));
}
