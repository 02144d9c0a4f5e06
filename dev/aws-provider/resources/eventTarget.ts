import { randomUUID } from "node:crypto";
import {
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type EventBridgeClient,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { crud } from "../crud";
import { eventBridge } from "../services";
import { flag, isEmpty, numeric, object, requiredText, text, type Properties } from "../values";

/** aws.cloudwatch.EventTarget. Its id is `rule-target`, or `bus-rule-target`; an import names them with slashes. */
export const eventTarget = crud({
  token: "aws:cloudwatch/eventTarget:EventTarget",
  scope: "regional",
  title: "EventBridge Target",
  service: eventBridge,
  inputs: {
    arn: { required: true },
    deadLetterConfig: {},
    eventBusName: { default: "default", forceNew: true },
    forceDestroy: { default: false },
    input: { conflictsWith: ["inputPath"] },
    inputPath: { conflictsWith: ["input"] },
    retryPolicy: {},
    roleArn: {},
    rule: { required: true, forceNew: true },
    targetId: { computed: true, forceNew: true },
  },
  outputs: [],
  notRead: ["forceDestroy"],
  gone: ["ResourceNotFoundException"],
  says: { create: () => "creating EventBridge Target" },
  create: async (client, inputs) => {
    const targetId = text(inputs["targetId"]) ?? `terraform-${randomUUID().replaceAll("-", "").slice(0, 26)}`;
    await put(client, inputs, targetId);
    const bus = requiredText(inputs, "eventBusName");
    return [...(bus === "default" ? [] : [bus]), requiredText(inputs, "rule"), targetId].join("-");
  },
  read: async (client, { id }, state) => {
    const place = placeOf(id, state);
    const found = (await targetsOf(client, place)).find(({ Id }) => Id === place.targetId);
    if (!found) return undefined;
    const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = found.RetryPolicy ?? {};
    return {
      ...{ rule: place.Rule, eventBusName: place.EventBusName, targetId: found.Id, arn: found.Arn, roleArn: found.RoleArn },
      ...{ input: found.Input, inputPath: found.InputPath },
      ...(found.DeadLetterConfig && { deadLetterConfig: { arn: found.DeadLetterConfig.Arn ?? null } }),
      ...(found.RetryPolicy && {
        retryPolicy: { maximumEventAgeInSeconds: MaximumEventAgeInSeconds ?? null, maximumRetryAttempts: MaximumRetryAttempts ?? null },
      }),
    };
  },
  update: [
    {
      of: ["arn", "deadLetterConfig", "input", "inputPath", "retryPolicy", "roleArn"],
      call: (client, { id }, { old, new: inputs }) => put(client, inputs, placeOf(id, old).targetId),
    },
  ],
  delete: async (client, { id }, state) => {
    const { Rule, EventBusName, targetId } = placeOf(id, state);
    const { FailedEntries = [] } = await client.send(
      new RemoveTargetsCommand({ Rule, EventBusName, Ids: [targetId], Force: flag(state["forceDestroy"]) }),
    );
    refuse(FailedEntries.filter(({ ErrorCode }) => ErrorCode !== "ResourceNotFoundException"));
  },
});

async function put(client: EventBridgeClient, inputs: Properties, targetId: string): Promise<void> {
  const { deadLetterConfig, retryPolicy } = inputs;
  const target: Target = {
    ...{ Id: targetId, Arn: requiredText(inputs, "arn"), RoleArn: text(inputs["roleArn"]) },
    ...{ Input: text(inputs["input"]), InputPath: text(inputs["inputPath"]) },
    ...(isEmpty(deadLetterConfig) ? {} : { DeadLetterConfig: { Arn: text(object(deadLetterConfig)["arn"]) } }),
    ...(isEmpty(retryPolicy) ? {} : { RetryPolicy: retryPolicyOf(object(retryPolicy)) }),
  };
  const { FailedEntries } = await client.send(
    new PutTargetsCommand({ Rule: requiredText(inputs, "rule"), EventBusName: requiredText(inputs, "eventBusName"), Targets: [target] }),
  );
  refuse(FailedEntries);
}

/** What is left out of a policy that is given is nought, as terraform-provider-aws sends it: EventBridge then refuses an age below a minute. */
function retryPolicyOf({ maximumEventAgeInSeconds, maximumRetryAttempts }: Properties): Target["RetryPolicy"] {
  return { MaximumEventAgeInSeconds: numeric(maximumEventAgeInSeconds) ?? 0, MaximumRetryAttempts: numeric(maximumRetryAttempts) ?? 0 };
}

/** @throws Error for an entry that EventBridge did not take */
function refuse(failed: { TargetId?: string; ErrorCode?: string; ErrorMessage?: string }[] = []): void {
  const [first] = failed;
  if (first) throw new Error(`${first.TargetId}: ${first.ErrorCode}: ${first.ErrorMessage}`);
}

async function targetsOf(client: EventBridgeClient, { Rule, EventBusName }: { Rule: string; EventBusName: string }): Promise<Target[]> {
  const all: Target[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListTargetsByRuleCommand({ Rule, EventBusName, Limit: 100, NextToken }));
    all.push(...(page.Targets ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return all;
}

/** An import's id is taken apart at its slashes, a bus's ARN has one of its own; any other id needs what is known already. */
function placeOf(id: string, state: Properties): { Rule: string; EventBusName: string; targetId: string } {
  const rule = text(state["rule"]);
  if (rule === undefined) {
    const [targetId = "", Rule = "", ...bus] = id.split("/").reverse();
    if (targetId === "" || Rule === "")
      throw new Error(`unexpected format for ID (${id}), expected EVENTBUSNAME/RULENAME/TARGETID or RULENAME/TARGETID`);
    return { Rule, EventBusName: bus.length === 0 ? "default" : bus.reverse().join("/"), targetId };
  }
  const EventBusName = text(state["eventBusName"]) ?? "default";
  const before = [...(EventBusName === "default" ? [] : [EventBusName]), rule].join("-").length + 1;
  return { Rule: rule, EventBusName, targetId: text(state["targetId"]) ?? id.slice(before) };
}
