import {
  DescribeEventBusCommand,
  PutPermissionCommand,
  RemovePermissionCommand,
  type EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { crud } from "../crud";
import { eventBridge } from "../services";
import { requiredText, type Properties } from "../values";

/** aws.cloudwatch.EventBusPolicy: the whole policy of a bus. Its id is the bus's name. */
export const eventBusPolicy = crud({
  token: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
  scope: "regional",
  title: "EventBridge Event Bus Policy",
  service: eventBridge,
  inputs: { eventBusName: { default: "default", forceNew: true }, policy: { required: true, kind: "policy" } },
  outputs: [],
  id: { of: ["eventBusName"] },
  gone: ["ResourceNotFoundException"],
  says: {
    create: ({ id }) => `creating EventBridge Event Bus (${id}) Policy`,
    delete: ({ id }) => `deleting EventBridge Event Bus Policy (${id})`,
  },
  create: put,
  read: async (client, { id }) => {
    const { Policy } = await client.send(new DescribeEventBusCommand({ Name: id }));
    return Policy === undefined ? undefined : { eventBusName: id, policy: Policy };
  },
  update: [{ of: ["policy"], call: (client, _key, change) => put(client, change.new) }],
  delete: (client, { id }) => client.send(new RemovePermissionCommand({ EventBusName: id, RemoveAllPermissions: true })),
});

function put(client: EventBridgeClient, inputs: Properties): Promise<unknown> {
  return client.send(
    new PutPermissionCommand({ EventBusName: requiredText(inputs, "eventBusName"), Policy: requiredText(inputs, "policy") }),
  );
}
