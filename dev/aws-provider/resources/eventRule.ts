import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  PutRuleCommand,
  type EventBridgeClient,
  type RuleState,
} from "@aws-sdk/client-eventbridge";
import { crud } from "../crud";
import { eventBridge } from "../services";
import { flag, requiredText, text, type Properties } from "../values";
import { tagList, tagsByArn, tagsOf } from "./eventBus";

/** aws.cloudwatch.EventRule. Its id is its name, and `bus/name` on another bus than the default one. */
export const eventRule = crud({
  token: "aws:cloudwatch/eventRule:EventRule",
  scope: "regional",
  title: "EventBridge Rule",
  service: eventBridge,
  inputs: {
    name: { forceNew: true, autoName: { maxLength: 64 } },
    description: {},
    eventBusName: { default: "default", forceNew: true },
    eventPattern: { kind: "template" },
    forceDestroy: { default: false },
    isEnabled: { computed: true, conflictsWith: ["state"] },
    roleArn: {},
    scheduleExpression: {},
    state: { computed: true, conflictsWith: ["isEnabled"] },
    tags: {},
  },
  outputs: ["arn"],
  notRead: ["forceDestroy"],
  gone: ["ResourceNotFoundException"],
  create: async (client, inputs, { tagsAll }) => {
    await put(client, inputs, tagsAll);
    const bus = requiredText(inputs, "eventBusName");
    return bus === "default" ? requiredText(inputs, "name") : `${bus}/${requiredText(inputs, "name")}`;
  },
  read: async (client, { id }) => {
    const { Name, EventBusName } = placeOf(id);
    const found = await client.send(new DescribeRuleCommand({ Name, EventBusName }));
    return {
      ...{ name: found.Name, arn: found.Arn, eventBusName: EventBusName, description: text(found.Description) },
      ...{ eventPattern: found.EventPattern, scheduleExpression: found.ScheduleExpression, roleArn: found.RoleArn },
      ...{ state: found.State, isEnabled: found.State !== "DISABLED", tags: await tagsOf(client, found.Arn ?? "") },
    };
  },
  update: [
    {
      of: ["description", "eventPattern", "isEnabled", "roleArn", "scheduleExpression", "state"],
      call: (client, _key, { new: inputs }, { tagsAll }) => put(client, inputs, tagsAll),
    },
  ],
  tags: tagsByArn,
  delete: (client, { id }, { forceDestroy }) => client.send(new DeleteRuleCommand({ ...placeOf(id), Force: flag(forceDestroy) })),
});

function put(client: EventBridgeClient, inputs: Properties, tagsAll: Record<string, string>): Promise<unknown> {
  const isEnabled = flag(inputs["isEnabled"]);
  return client.send(
    new PutRuleCommand({
      ...{ Name: requiredText(inputs, "name"), EventBusName: requiredText(inputs, "eventBusName") },
      ...{ Description: text(inputs["description"]), EventPattern: text(inputs["eventPattern"]), RoleArn: text(inputs["roleArn"]) },
      ScheduleExpression: text(inputs["scheduleExpression"]),
      State: (text(inputs["state"]) as RuleState | undefined) ?? (isEnabled === undefined ? undefined : isEnabled ? "ENABLED" : "DISABLED"), // EventBridge checks the value
      Tags: tagList(tagsAll),
    }),
  );
}

/** A bus may be named by its ARN, which has a slash. */
function placeOf(id: string): { Name: string; EventBusName: string } {
  const slash = id.lastIndexOf("/");
  return { Name: id.slice(slash + 1), EventBusName: slash < 0 ? "default" : id.slice(0, slash) };
}
