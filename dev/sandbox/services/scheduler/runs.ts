import { randomUUID } from "node:crypto";
import { assertServiceMayAssume, type DeliveringPrincipal } from "../../iam/deliveringPrincipal";
import { AwsError } from "../../service";
import type { World } from "../../world/world";
import { invokeFunction } from "../lambda/deliver";
import { deliverToQueue } from "../sqs/deliver";
import type { Stored } from "../storing/stored";
import { parseExpression } from "./expression";
import { schedules, type Schedule } from "./schedules";

/** A timer of Node holds no longer than 24 days. */
const longestTimer = 86_400_000;

/** Sets the timer of a schedule's next run, or calls it off where there is none any more. */
export function keepSchedule(world: World, schedule: Stored<Schedule>): void {
  const { settings, createdAt } = schedule;
  settings.stop?.();
  settings.stop = undefined;
  if (settings.State === "DISABLED") return;
  const { StartDate = createdAt, EndDate } = settings;
  const now = world.clock.now();
  const next = parseExpression(settings.ScheduleExpression, StartDate)(now < StartDate ? StartDate : now);
  if (!next || (EndDate && next > EndDate)) return;
  const wait = () => {
    const left = next.getTime() - world.clock.now().getTime();
    settings.stop = world.clock.after(Math.min(left, longestTimer), () => {
      if (world.clock.now() < next) return wait();
      void run(world, schedule, next);
      keepSchedule(world, schedule);
    });
  };
  wait();
}

/**
 * Runs every schedule of this name now, whatever its times are: for tests and the demo.
 *
 * @returns what became of each, once it has: "OK", or the code of the error with which its target refused it.
 */
export function runSchedule(world: World, name: string): Promise<string[]> {
  const found = schedules.every(world).filter((each) => each.name === name);
  return Promise.all(found.map((each) => run(world, each, world.clock.now())));
}

/** What the target refuses goes to the dead-letter queue at once: nothing here would pass by itself. */
async function run(world: World, schedule: Stored<Schedule>, time: Date): Promise<string> {
  const { Target } = schedule.settings;
  const input = inputOf(schedule, time);
  const outcome = await outcomeOf(() => deliver(world, schedule, Target.Arn, input));
  log(world, schedule, Target.Arn, outcome);
  const queueArn = Target.DeadLetterConfig?.Arn;
  if (outcome !== "OK" && queueArn !== undefined)
    log(world, schedule, queueArn, await outcomeOf(() => deliver(world, schedule, queueArn, input, outcome)));
  return outcome;
}

async function deliver(world: World, schedule: Stored<Schedule>, arn: string, input: string, error?: string): Promise<void> {
  const { account, region } = schedule;
  const { RoleArn } = schedule.settings.Target;
  assertServiceMayAssume(world, schedulerOf(world, schedule), RoleArn, region);
  const by: DeliveringPrincipal = { roleArn: RoleArn };
  if (isQueue(arn)) {
    const attributes = error === undefined ? undefined : { ERROR_CODE: { DataType: "String", StringValue: error } };
    deliverToQueue(world, { queueArn: arn, body: input, by, attributes });
  } else if (arn.split(":")[4] === account) await invokeFunction(world, { functionArn: arn, payload: JSON.parse(input), by });
  else throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`);
}

/** The Scheduler, as trust policies know it: on behalf of the schedule's group. */
export function schedulerOf({ partition }: World, { account, region }: { account: string; region: string }) {
  const sourceArn = `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`;
  return { service: "scheduler.amazonaws.com", sourceArn, sourceAccount: account };
}

async function outcomeOf(act: () => Promise<void>): Promise<string> {
  try {
    await act();
    return "OK";
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
}

function inputOf({ arn, settings: { Target } }: Stored<Schedule>, time: Date): string {
  const values = {
    "schedule-arn": arn,
    "scheduled-time": time.toISOString().replace(/\.\d+/, ""),
    "execution-id": randomUUID(),
    "attempt-number": "1",
  };
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`<aws.scheduler.${name}>`, value), Target.Input ?? "{}");
}

function isQueue(arn: string): boolean {
  return arn.split(":")[2] === "sqs";
}

/** As a call of the schedule's role. */
function log(world: World, { account, region, settings: { Target } }: Stored<Schedule>, resource: string, outcome: string): void {
  const called = isQueue(resource)
    ? { service: "sqs", operation: "SendMessage", action: "sqs:SendMessage" }
    : { service: "lambda", operation: "Invoke", action: "lambda:InvokeFunction" };
  const { action, ...call } = called;
  const authorizations = [{ action, resource, allowed: outcome === "OK" }];
  world.calls.add({ time: world.clock.now(), ...call, region, account, principalArn: Target.RoleArn, authorizations, outcome });
}
