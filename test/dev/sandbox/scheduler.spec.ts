import assert from "node:assert/strict";
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { linesOf } from "../../../dev/sandbox/services/lambda/processes/functionLog";
import { parseExpression } from "../../../dev/sandbox/services/scheduler/expression";
import { runSchedule } from "../../../dev/sandbox/services/scheduler/runs";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { sessionIn, type Keys } from "../../support/sandboxClients";
import { deployFunction, serviceRole } from "../../support/sandboxFunction";

const member = "444444444444";
const service = "scheduler.amazonaws.com";
const arnOf = (queue: string) => `arn:aws:sqs:eu-central-1:${member}:${queue}`;
const named = (name: string, message: RegExp = /./) => ({ name, message });

describe("EventBridge Scheduler", function () {
  this.timeout(20_000);
  const clock = new HeldClock(new Date("2026-03-02T05:59:30Z"));
  let sandbox: Sandbox;
  let keys: Keys;
  let scheduler: SchedulerClient;
  let sqs: SQSClient;
  let RoleArn: string;
  before(async () => {
    sandbox = await startSandbox({ clock });
    keys = await sessionIn(sandbox, member);
    const options = { endpoint: sandbox.url, region: "eu-central-1", credentials: keys, maxAttempts: 1 };
    scheduler = new SchedulerClient(options);
    sqs = new SQSClient(options);
    for (const QueueName of ["ticks", "dead"]) await sqs.send(new CreateQueueCommand({ QueueName }));
    RoleArn = await serviceRole(sandbox, keys, "schedules", [[["sqs:SendMessage"], arnOf("*")]], service);
  });
  after(() => sandbox?.close());

  const create = (Name: string, ScheduleExpression: string, target: object = {}, more: object = {}) =>
    scheduler.send(
      new CreateScheduleCommand({
        ...{ Name, ScheduleExpression, FlexibleTimeWindow: { Mode: "OFF" } },
        ...{ Target: { Arn: arnOf("ticks"), RoleArn, Input: Name, ...target }, ...more },
      }),
    );
  const received = async (queue: string) => {
    const QueueUrl = `${sandbox.url}/${member}/${queue}`;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
    );
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return Messages.map(({ Body, MessageAttributes }) => [Body, MessageAttributes?.["ERROR_CODE"]?.StringValue].filter(Boolean).join(" "));
  };
  const minutes = (number: number) => clock.advance(number * 60_000);

  it("runs at the times of rate() and cron()", async () => {
    await create("rate", "rate(5 minutes)");
    await create("cron", "cron(0 6 ? * MON-FRI *)");
    minutes(1);
    assert.deepEqual(await received("ticks"), ["cron"]);
    minutes(4);
    assert.deepEqual(await received("ticks"), ["rate"]);
    await scheduler.send(new DeleteScheduleCommand({ Name: "rate" }));
    minutes(30);
    assert.deepEqual(await received("ticks"), []);
    // The weekend is left out.
    minutes(6 * 1440);
    const found: string[] = [];
    for (let batch = await received("ticks"); batch.length > 0; batch = await received("ticks")) found.push(...batch);
    assert.equal(found.length, 4);
    await scheduler.send(new DeleteScheduleCommand({ Name: "cron" }));
  });

  it("reads the expressions that AWS has, and refuses the rest by name", () => {
    const next = (expression: string, from: string) => parseExpression(expression, new Date(from))(new Date(from))?.toISOString();
    for (const [expression, from, expected] of [
      ["rate(1 hour)", "2026-01-01T00:10:00Z", "2026-01-01T01:10:00.000Z"],
      ["cron(0/15 * * * ? *)", "2026-01-01T00:10:00Z", "2026-01-01T00:15:00.000Z"],
      ["cron(30 2 1 JAN,JUL ? *)", "2026-01-01T02:30:00Z", "2026-07-01T02:30:00.000Z"],
      ["cron(0 0 29 2 ? *)", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00.000Z"],
      ["cron(0 0 ? * 1 2027)", "2026-01-01T00:00:00Z", "2027-01-03T00:00:00.000Z"],
      ["cron(0 0 1 1 ? 2020)", "2026-01-01T00:00:00Z", undefined],
    ] as const)
      assert.equal(next(expression, from), expected, expression);
    for (const wrong of [
      "rate(0 minutes)",
      "rate(5 weeks)",
      "cron(0 0 * * *)",
      "cron(0 0 1 * MON *)",
      "cron(60 0 * * ? *)",
      "cron(0 0 L * ? *)",
      "daily",
    ])
      assert.throws(() => parseExpression(wrong, new Date()), named("ValidationException"), wrong);
  });

  it("calls a function with its role's permission, and keeps what is refused", async () => {
    const Arn = await deployFunction(sandbox, keys, "swept", "export const handler = async (event) => console.log(JSON.stringify(event));");
    const Input = '{"at":"<aws.scheduler.scheduled-time>"}';
    await create("sweep", "rate(1 day)", { Arn, Input, DeadLetterConfig: { Arn: arnOf("dead") } });
    assert.deepEqual(await runSchedule(sandbox.world, "sweep"), ["AccessDeniedException"]);
    const [dead = ""] = await received("dead");
    assert.match(dead, /^\{"at":"2026-.*Z"\} AccessDeniedException$/);
    const allowed = await serviceRole(sandbox, keys, "invokes", [[["lambda:InvokeFunction"], Arn]], service);
    const changed = { Name: "sweep", ScheduleExpression: "rate(1 day)", FlexibleTimeWindow: { Mode: "OFF" as const } };
    await scheduler.send(new UpdateScheduleCommand({ ...changed, Target: { Arn, RoleArn: allowed, Input } }));
    assert.deepEqual(await runSchedule(sandbox.world, "sweep"), ["OK"]);
    assert.ok(linesOf(sandbox.world, Arn).some((line) => line.startsWith('{"at":"2026-')));
    const used = sandbox.calls.filter(({ principalArn }) => principalArn === allowed).flatMap(({ authorizations }) => authorizations);
    assert.deepEqual(used, [{ action: "lambda:InvokeFunction", resource: Arn, allowed: true }]);
  });

  it("rests while it is disabled, and shows what it was given", async () => {
    await create("resting", "rate(1 minute)", {}, { State: "DISABLED", Description: "not now" });
    minutes(3);
    assert.deepEqual(await received("ticks"), []);
    const { Arn, State, Description, Target } = await scheduler.send(new GetScheduleCommand({ Name: "resting" }));
    assert.deepEqual(
      [Arn, State, Description],
      [`arn:aws:scheduler:eu-central-1:${member}:schedule/default/resting`, "DISABLED", "not now"],
    );
    assert.equal(Target?.Input, "resting");
    const { Schedules } = await scheduler.send(new ListSchedulesCommand({ State: "DISABLED" }));
    assert.deepEqual(
      Schedules?.map(({ Name }) => Name),
      ["resting"],
    );
    await assert.rejects(create("resting", "rate(1 minute)"), named("ConflictException"));
    const distrusting = await serviceRole(sandbox, keys, "distrusting", [], "ec2.amazonaws.com");
    await assert.rejects(
      create("x", "rate(1 minute)", { RoleArn: distrusting }),
      named("ValidationException", /must allow AWS EventBridge Scheduler/),
    );
    await assert.rejects(scheduler.send(new GetScheduleCommand({ Name: "none" })), named("ResourceNotFoundException"));
  });
});
