import type { CreateScheduleInput } from "@aws-sdk/client-scheduler";
import { AwsError, type Given } from "../../service";
import { Storing } from "../storing/stored";

export interface Schedule extends Pick<Given<CreateScheduleInput>, "ScheduleExpression" | "Target" | "FlexibleTimeWindow"> {
  Description?: string;
  State: "ENABLED" | "DISABLED";
  StartDate?: Date;
  EndDate?: Date;
  KmsKeyArn?: string;
  ActionAfterCompletion: "NONE" | "DELETE";
  /** Ends the timer. */
  stop?: () => void;
}

/** Schedules of the default group, which is the only one. */
export const schedules = new Storing<Schedule, { Name: string; GroupName?: string }>({
  title: "scheduler schedule",
  arn: (name, { partition, account, region }) => `arn:${partition}:scheduler:${region}:${account}:schedule/default/${name}`,
  named({ Name, GroupName = "default" }) {
    if (GroupName !== "default") throw new AwsError("ResourceNotFoundException", `Schedule group ${GroupName} does not exist.`);
    return Name;
  },
  missing: (name) => new AwsError("ResourceNotFoundException", `Schedule ${name} does not exist.`),
  invalidTags: "ValidationException",
});
