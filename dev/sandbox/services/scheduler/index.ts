import * as sdk from "@aws-sdk/client-scheduler";
import type { CreateScheduleInput } from "@aws-sdk/client-scheduler";
import { assertServiceMayAssume } from "../../iam/deliveringPrincipal";
import { page } from "../../paging";
import { AwsError, type Asked, type Call, type Given, type Operations, type Service } from "../../service";
import { only } from "../storing/only";
import { parseExpression } from "./expression";
import { keepSchedule, schedulerOf } from "./runs";
import { schedules, type Schedule } from "./schedules";

const settable = ["ScheduleExpression", "Target", "FlexibleTimeWindow", "Description", "State", "StartDate", "EndDate", "KmsKeyArn"];
const known = [...settable, "Name", "GroupName", "ScheduleExpressionTimezone", "ClientToken", "ActionAfterCompletion"];

const operations: Operations<typeof sdk> = {
  CreateSchedule: {
    ...schedules.creates({
      also: ({ Target }: Given<CreateScheduleInput>) => [passing(Target.RoleArn)],
      taken({ name }) {
        throw new AwsError("ConflictException", `Schedule ${name} already exists.`);
      },
      settings: scheduleIn,
      answer(made, { world }) {
        keepSchedule(world, made);
        return { ScheduleArn: made.arn };
      },
    }),
  },
  GetSchedule: schedules.on(({ name, arn, createdAt, changedAt, settings: { stop: _stop, ...given } }) => ({
    ...{ Name: name, GroupName: "default", Arn: arn, CreationDate: createdAt, LastModificationDate: changedAt },
    ...{ ScheduleExpressionTimezone: "UTC", ...given },
  })),
  UpdateSchedule: schedules.changes(
    (schedule, input, call) => {
      const settings = scheduleIn(input, call);
      schedule.settings.stop?.();
      schedule.settings = settings;
      keepSchedule(call.world, schedule);
      return { ScheduleArn: schedule.arn };
    },
    { also: ({ Target }) => [passing(Target.RoleArn)] },
  ),
  DeleteSchedule: schedules.on((schedule, _input, call) => {
    schedule.settings.stop?.();
    schedules.remove(schedule, call);
    return {};
  }),
  ListSchedules: {
    handle(input, call) {
      const { NamePrefix = "", State, GroupName = "default", NextToken, MaxResults } = input;
      const found = schedules
        .all(call)
        .filter(
          ({ name, settings }) => GroupName === "default" && name.startsWith(NamePrefix) && (State ?? settings.State) === settings.State,
        );
      const { items, nextToken } = page(call, { NextToken, MaxResults }, found, { badToken: () => invalid("Invalid NextToken.") });
      return {
        Schedules: items.map(({ name, arn, createdAt, changedAt, settings: { State: state, Target } }) => ({
          ...{ Name: name, GroupName: "default", Arn: arn, State: state, Target: { Arn: Target.Arn } },
          ...{ CreationDate: createdAt, LastModificationDate: changedAt },
        })),
        NextToken: nextToken,
      };
    },
  },
};

function scheduleIn(input: Given<CreateScheduleInput>, { world, caller, region }: Call): Schedule {
  only(input, known);
  only(input.Target, ["Arn", "RoleArn", "DeadLetterConfig", "RetryPolicy", "Input"]);
  const { Name, ScheduleExpression, Target, FlexibleTimeWindow, Description, StartDate, EndDate, KmsKeyArn } = input;
  if (!/^[\w.-]{1,64}$/.test(Name)) throw invalid(`Name ${Name} is not valid.`);
  if ((input.ScheduleExpressionTimezone ?? "UTC") !== "UTC" || FlexibleTimeWindow.Mode !== "OFF")
    throw new AwsError("NotImplemented", "The sandbox organization has schedules in UTC without a flexible window only.");
  if (!/^arn:[^:]+:(lambda|sqs):/.test(Target.Arn))
    throw new AwsError("NotImplemented", `The sandbox organization has schedules for functions and queues only, not for ${Target.Arn}.`);
  parseExpression(ScheduleExpression, world.clock.now());
  try {
    assertServiceMayAssume(world, schedulerOf(world, { account: caller.account, region }), Target.RoleArn, region);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
  }
  return {
    ...{ ScheduleExpression, Target, FlexibleTimeWindow, Description, StartDate, EndDate, KmsKeyArn },
    ...{ State: input.State ?? "ENABLED", ActionAfterCompletion: input.ActionAfterCompletion ?? "NONE" },
  };
}

function passing(role: string): Asked {
  return { action: "iam:PassRole", resource: role, context: { "iam:PassedToService": "scheduler.amazonaws.com" } };
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** Amazon EventBridge Scheduler: schedules of the default group. */
export const service: Service = {
  signingName: "scheduler",
  protocol: "restJson",
  namespace: "com.amazonaws.scheduler",
  sdk,
  scope: "regional",
  operations,
};
