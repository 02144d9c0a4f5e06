import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  UpdateScheduleCommand,
  type FlexibleTimeWindowMode,
  type ScheduleState,
} from "@aws-sdk/client-scheduler";
import { crud } from "../crud";
import { scheduler } from "../services";
import { numeric, object, requiredText, text, type Properties } from "../values";

/** aws.scheduler.Schedule. Its id is its group and name. */
export const schedule = crud({
  token: "aws:scheduler/schedule:Schedule",
  scope: "regional",
  title: "EventBridge Scheduler Schedule",
  service: scheduler,
  inputs: {
    actionAfterCompletion: { computed: true, oneOf: ["NONE", "DELETE"] },
    description: {},
    endDate: {},
    flexibleTimeWindow: { required: true },
    groupName: { default: "default", forceNew: true },
    kmsKeyArn: {},
    name: { forceNew: true, autoName: { maxLength: 64 } },
    scheduleExpression: { required: true },
    scheduleExpressionTimezone: { default: "UTC" },
    startDate: {},
    state: { default: "ENABLED", oneOf: ["ENABLED", "DISABLED"] },
    target: { required: true },
  },
  outputs: ["arn"],
  id: { of: ["groupName", "name"], between: "/" },
  gone: ["ResourceNotFoundException"],
  // The role may have been made a moment before.
  retry: { on: /must allow AWS EventBridge Scheduler to assume the role/, milliseconds: 2 * 60_000 },
  create: (client, inputs) =>
    client.send(new CreateScheduleCommand({ ...configuration(inputs), Name: text(inputs["name"]), GroupName: text(inputs["groupName"]) })),
  read: async (client, { name, groupName }, state) => {
    const found = await client.send(new GetScheduleCommand({ Name: name, GroupName: groupName }));
    const { Arn, RoleArn, Input, DeadLetterConfig, RetryPolicy } = found.Target ?? {};
    const given = object(object(state["target"])["retryPolicy"]);
    const retryPolicy = RetryPolicy && {
      maximumEventAgeInSeconds: RetryPolicy.MaximumEventAgeInSeconds ?? numeric(given["maximumEventAgeInSeconds"]) ?? 86_400,
      maximumRetryAttempts: RetryPolicy.MaximumRetryAttempts ?? numeric(given["maximumRetryAttempts"]) ?? 185,
    };
    return {
      ...{ arn: found.Arn, name: found.Name, groupName: found.GroupName, description: text(found.Description), state: found.State },
      ...{ scheduleExpression: found.ScheduleExpression, scheduleExpressionTimezone: found.ScheduleExpressionTimezone },
      ...{ startDate: found.StartDate?.toISOString(), endDate: found.EndDate?.toISOString(), kmsKeyArn: found.KmsKeyArn },
      actionAfterCompletion: found.ActionAfterCompletion,
      flexibleTimeWindow: { mode: found.FlexibleTimeWindow?.Mode ?? "OFF" },
      target: {
        ...{ arn: Arn ?? "", roleArn: RoleArn ?? "" },
        ...(Input === undefined ? {} : { input: Input }),
        ...(DeadLetterConfig?.Arn === undefined ? {} : { deadLetterConfig: { arn: DeadLetterConfig.Arn } }),
        ...(retryPolicy === undefined ? {} : { retryPolicy }),
      },
    };
  },
  update: [
    {
      of: [
        ...["actionAfterCompletion", "description", "endDate", "flexibleTimeWindow", "kmsKeyArn", "scheduleExpression"],
        ...["scheduleExpressionTimezone", "startDate", "state", "target"],
      ],
      call: (client, { name, groupName }, { new: inputs }) =>
        client.send(new UpdateScheduleCommand({ ...configuration(inputs), Name: name, GroupName: groupName })),
    },
  ],
  delete: (client, { name, groupName }) => client.send(new DeleteScheduleCommand({ Name: name, GroupName: groupName })),
});

function configuration(inputs: Properties) {
  const target = object(inputs["target"]);
  const retry = object(target["retryPolicy"]);
  const dead = text(object(target["deadLetterConfig"])["arn"]);
  const date = (name: string) => (text(inputs[name]) === undefined ? undefined : new Date(requiredText(inputs, name)));
  return {
    ActionAfterCompletion: text(inputs["actionAfterCompletion"]) as "NONE" | undefined, // Check allows its values only
    Description: text(inputs["description"]),
    ...{ StartDate: date("startDate"), EndDate: date("endDate"), KmsKeyArn: text(inputs["kmsKeyArn"]) },
    FlexibleTimeWindow: { Mode: requiredText(object(inputs["flexibleTimeWindow"]), "mode") as FlexibleTimeWindowMode }, // the Scheduler checks it
    ScheduleExpression: requiredText(inputs, "scheduleExpression"),
    ScheduleExpressionTimezone: text(inputs["scheduleExpressionTimezone"]),
    State: text(inputs["state"]) as ScheduleState | undefined, // Check allows its values only
    Target: {
      ...{ Arn: requiredText(target, "arn"), RoleArn: requiredText(target, "roleArn"), Input: text(target["input"]) },
      ...(dead === undefined ? {} : { DeadLetterConfig: { Arn: dead } }),
      ...(Object.keys(retry).length === 0
        ? {}
        : {
            RetryPolicy: {
              MaximumEventAgeInSeconds: numeric(retry["maximumEventAgeInSeconds"]),
              MaximumRetryAttempts: numeric(retry["maximumRetryAttempts"]),
            },
          }),
    },
  };
}
