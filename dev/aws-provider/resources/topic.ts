import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { crud } from "../crud";
import { PartlyCreated, type Input } from "../resourceType";
import { sns } from "../services";
import { fromTagList, tagList } from "../tags";
import { requiredText, text, type Properties } from "../values";
import { retrying } from "../waiting";

const attributes: Record<string, { name: string; input: Input }> = {
  deliveryPolicy: { name: "DeliveryPolicy", input: { kind: "template" } },
  displayName: { name: "DisplayName", input: {} },
  kmsMasterKeyId: { name: "KmsMasterKeyId", input: {} },
  policy: { name: "Policy", input: { kind: "policy", computed: true } },
  signatureVersion: { name: "SignatureVersion", input: { computed: true } },
  tracingConfig: { name: "TracingConfig", input: { computed: true, oneOf: ["Active", "PassThrough"] } },
};

/** aws.sns.Topic. Its id is its ARN; each attribute is a call of its own. */
export const topic = crud({
  token: "aws:sns/topic:Topic",
  scope: "regional",
  title: "SNS Topic",
  service: sns,
  inputs: {
    name: { forceNew: true, autoName: { maxLength: 256 } },
    ...Object.fromEntries(Object.entries(attributes).map(([property, { input }]) => [property, input])),
    contentBasedDeduplication: { default: false },
    fifoTopic: { default: false, forceNew: true },
    tags: {},
  },
  outputs: ["arn", "owner", "beginningArchiveTime"],
  gone: ["NotFoundException"],
  create: async (client, inputs, { tagsAll, cancelled }) => {
    const Attributes = inputs["fifoTopic"] === true ? { FifoTopic: "true" } : undefined;
    const { TopicArn = "" } = await client.send(
      new CreateTopicCommand({ Name: requiredText(inputs, "name"), Tags: tagList(tagsAll), Attributes }),
    );
    try {
      await put(
        client,
        TopicArn,
        inputs,
        Object.keys(attributes).filter((property) => inputs[property] !== undefined),
        cancelled,
      );
      return TopicArn;
    } catch (error) {
      throw new PartlyCreated(TopicArn, error);
    }
  },
  read: async (client, { id }) => {
    const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: id }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: id }));
    const read = Object.fromEntries(Object.entries(attributes).map(([property, { name }]) => [property, text(Attributes[name])]));
    const { signatureVersion } = read;
    return {
      ...{ ...read, ...(signatureVersion === undefined ? {} : { signatureVersion: Number(signatureVersion) }) },
      ...{ arn: id, name: id.slice(id.lastIndexOf(":") + 1), owner: Attributes["Owner"], tags: fromTagList(Tags) },
      ...{ fifoTopic: Attributes["FifoTopic"] === "true", contentBasedDeduplication: Attributes["ContentBasedDeduplication"] === "true" },
      beginningArchiveTime: text(Attributes["BeginningArchiveTime"]),
    };
  },
  update: [
    {
      of: Object.keys(attributes),
      call: (client, { id }, { new: inputs, of }, { cancelled }) =>
        put(
          client,
          id,
          inputs,
          Object.keys(attributes).filter((property) => of(property)),
          cancelled,
        ),
    },
  ],
  tags: {
    set: (client, { id }, tags) => client.send(new TagResourceCommand({ ResourceArn: id, Tags: tagList(tags) })),
    remove: (client, { id }, TagKeys) => client.send(new UntagResourceCommand({ ResourceArn: id, TagKeys })),
  },
  delete: (client, { id }) => client.send(new DeleteTopicCommand({ TopicArn: id })),
});

async function put(client: SNSClient, TopicArn: string, inputs: Properties, properties: string[], cancelled: AbortSignal): Promise<void> {
  for (const property of properties) {
    const AttributeValue = String(inputs[property] ?? "");
    const AttributeName = attributes[property]?.name;
    // There is no topic without a policy.
    if (AttributeName === "Policy" && AttributeValue === "") continue;
    // A principal of a policy that was just created is not seen at once.
    await retrying({ on: /InvalidParameter|is not authorized to perform/, milliseconds: 2 * 60_000 }, cancelled, () =>
      client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue })),
    );
  }
}
