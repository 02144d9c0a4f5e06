import * as scheduler from "@pulumi/aws/scheduler";
import * as pulumi from "@pulumi/pulumi";
import { sweepEvery } from "../../domain/findings/road";
import { transformed, type Transform } from "../transform";

export interface SweepScheduleArgs {
  scheduleName: pulumi.Input<string>;
  region: pulumi.Input<string>;
  description: string;
  /** ARN of what starts the sweep: a function, or a queue that one takes its messages from. */
  targetArn: pulumi.Input<string>;
  /** What it is sent. @default nothing but what the schedule says of itself */
  input?: object;
  /** ARN of the role by which the schedule reaches it. */
  roleArn: pulumi.Input<string>;
  /** @default "rate(1 hour)" */
  expression?: string;
  transform?: { schedule?: Transform<scheduler.ScheduleArgs> };
}

/**
 * Starts a sweep. A start that fails is not tried again for a day, as it would be by default: of the sweep of findings the next one comes within the
 * hour, and an alarm tells what is missing.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
export class SweepSchedule extends pulumi.ComponentResource {
  readonly nodes: { schedule: scheduler.Schedule };

  constructor(name: string, args: SweepScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:SweepSchedule", name, {}, opts);

    const scheduleArgs: scheduler.ScheduleArgs = {
      name: args.scheduleName,
      description: args.description,
      scheduleExpression: args.expression ?? sweepEvery.expression,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: args.targetArn,
        roleArn: args.roleArn,
        ...(args.input === undefined ? {} : { input: JSON.stringify(args.input) }),
        retryPolicy: { maximumEventAgeInSeconds: 1800, maximumRetryAttempts: 3 },
      },
      region: args.region,
    };
    const schedule = new scheduler.Schedule(...transformed(args.transform?.schedule, name, scheduleArgs, { parent: this }));
    this.nodes = { schedule };
    this.registerOutputs({});
  }
}
