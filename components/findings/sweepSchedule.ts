import * as scheduler from "@pulumi/aws/scheduler";
import * as pulumi from "@pulumi/pulumi";
import { sweepEvery } from "../../domain/findings/road";
import { transformed, type Transform } from "../transform";

export interface SweepScheduleArgs {
  scheduleName: pulumi.Input<string>;
  region: pulumi.Input<string>;
  /** ARN of the function that plans the sweep. */
  functionArn: pulumi.Input<string>;
  /** ARN of the role by which the schedule invokes it. */
  roleArn: pulumi.Input<string>;
  /** @default "rate(1 hour)" */
  expression?: string;
  transform?: { schedule?: Transform<scheduler.ScheduleArgs> };
}

/**
 * Starts the sweep. A start that fails is not tried again for a day, as it would be by default: the next one comes within the hour, and an alarm
 * tells what is missing.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
export class SweepSchedule extends pulumi.ComponentResource {
  readonly nodes: { schedule: scheduler.Schedule };

  constructor(name: string, args: SweepScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:SweepSchedule", name, {}, opts);

    const scheduleArgs: scheduler.ScheduleArgs = {
      name: args.scheduleName,
      description: "Starts the sweep of findings.",
      scheduleExpression: args.expression ?? sweepEvery.expression,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: args.functionArn,
        roleArn: args.roleArn,
        retryPolicy: { maximumEventAgeInSeconds: 1800, maximumRetryAttempts: 3 },
      },
      region: args.region,
    };
    const schedule = new scheduler.Schedule(...transformed(args.transform?.schedule, name, scheduleArgs, { parent: this }));
    this.nodes = { schedule };
    this.registerOutputs({});
  }
}
