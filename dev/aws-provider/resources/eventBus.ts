import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeEventBusCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventBusCommand,
  type EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { crud, type Crud } from "../crud";
import { eventBridge } from "../services";
import { requiredText, text } from "../values";

/** Tags of buses and rules, which EventBridge tells and takes by ARN. */
export const tagsByArn: NonNullable<Crud<EventBridgeClient>["tags"]> = {
  set: (client, _key, tags, state) => client.send(new TagResourceCommand({ ResourceARN: requiredText(state, "arn"), Tags: tagList(tags) })),
  remove: (client, _key, TagKeys, state) => client.send(new UntagResourceCommand({ ResourceARN: requiredText(state, "arn"), TagKeys })),
};

export function tagList(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export async function tagsOf(client: EventBridgeClient, arn: string): Promise<Record<string, string>> {
  const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** aws.cloudwatch.EventBus: a classic event bus. Its id is its name. */
export const eventBus = crud({
  token: "aws:cloudwatch/eventBus:EventBus",
  scope: "regional",
  title: "EventBridge Event Bus",
  service: eventBridge,
  inputs: { name: { forceNew: true, autoName: { maxLength: 256 } }, description: {}, tags: {} },
  outputs: ["arn"],
  id: { of: ["name"] },
  gone: ["ResourceNotFoundException"],
  create: (client, inputs, { tagsAll }) =>
    client.send(
      new CreateEventBusCommand({ Name: requiredText(inputs, "name"), Description: text(inputs["description"]), Tags: tagList(tagsAll) }),
    ),
  read: async (client, { name }) => {
    const { Name, Arn = "", Description } = await client.send(new DescribeEventBusCommand({ Name: name }));
    return { name: Name, arn: Arn, description: text(Description), tags: await tagsOf(client, Arn) };
  },
  update: [
    {
      of: ["description"],
      // A description is taken away by an empty one.
      call: (client, { name }, { new: inputs }) =>
        client.send(new UpdateEventBusCommand({ Name: name, Description: text(inputs["description"]) ?? "" })),
    },
  ],
  tags: tagsByArn,
  delete: (client, { name }) => client.send(new DeleteEventBusCommand({ Name: name })),
});
