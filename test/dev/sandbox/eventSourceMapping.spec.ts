import assert from "node:assert/strict";
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { linesOf } from "../../../dev/sandbox/services/lambda/processes/functionLog";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { eventually, sessionIn, type Keys } from "../../support/sandboxClients";
import { deployFunction, type Allowed } from "../../support/sandboxFunction";

const member = "444444444444";
const consuming: Allowed = [[["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]]];
const named = (name: string, message: RegExp = /./) => ({ name, message });

describe("Lambda's event source mappings", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let keys: Keys;
  let lambda: LambdaClient;
  let sqs: SQSClient;
  before(async () => {
    sandbox = await startSandbox();
    keys = await sessionIn(sandbox, member);
    const options = { endpoint: sandbox.url, region: "eu-central-1", credentials: keys, maxAttempts: 1 };
    lambda = new LambdaClient(options);
    sqs = new SQSClient(options);
  });
  after(() => sandbox?.close());

  const queue = async (QueueName: string, VisibilityTimeout = "4") => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout } }));
    const left = async () => {
      const AttributeNames = ["ApproximateNumberOfMessages" as const, "ApproximateNumberOfMessagesNotVisible" as const];
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      return Object.values(Attributes).map(Number);
    };
    const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    return { EventSourceArn: `arn:aws:sqs:eu-central-1:${member}:${QueueName}`, send, left };
  };
  const map = (input: object) => lambda.send(new CreateEventSourceMappingCommand({ FunctionName: "", ...input }));

  it("bring messages to the function, and delete what it has handled", async () => {
    const { EventSourceArn, send, left } = await queue("orders");
    const arn = await deployFunction(
      sandbox,
      keys,
      "handler",
      "export const handler = async ({ Records }) => Records.forEach((each) => console.log(each.body, each.eventSourceARN));",
      { allowed: consuming },
    );
    const made = await map({ FunctionName: "handler", EventSourceArn });
    assert.deepEqual([made.State, made.BatchSize, made.FunctionArn], ["Enabled", 10, arn]);
    await assert.rejects(map({ FunctionName: "handler", EventSourceArn }), named("ResourceConflictException"));
    await send("first");
    await send("second");
    await eventually(left, ([visible, hidden]) => visible === 0 && hidden === 0);
    const printed = linesOf(sandbox.world, arn).filter((line) => line.endsWith(EventSourceArn));
    assert.deepEqual(printed.map((line) => line.split(" ")[0]).sort(), ["first", "second"]);
    const asked = sandbox.calls.filter(({ service, principalArn }) => service === "sqs" && principalArn?.endsWith("role/handler"));
    assert.deepEqual([...new Set(asked.map(({ operation }) => operation))].sort(), [
      "DeleteMessage",
      "GetQueueAttributes",
      "ReceiveMessage",
    ]);
  });

  it("bring back what the function reports as failed, when its visibility timeout is over", async () => {
    const { EventSourceArn, send, left } = await queue("partly", "1");
    const code = `export const handler = async ({ Records }) => ({
      batchItemFailures: Records.filter((each) => each.body === "bad" && each.attributes.ApproximateReceiveCount === "1")
        .map((each) => (console.log("failed"), { itemIdentifier: each.messageId })),
    });`;
    const arn = await deployFunction(sandbox, keys, "partly", code, { allowed: consuming, Timeout: 1 });
    await map({ FunctionName: arn, EventSourceArn, FunctionResponseTypes: ["ReportBatchItemFailures"] });
    await Promise.all([send("good"), send("bad")]);
    await eventually(left, ([visible, hidden]) => visible === 0 && hidden === 0);
    assert.equal(linesOf(sandbox.world, arn).filter((line) => line === "failed").length, 1);
  });

  it("work on two batches at once", async () => {
    const { EventSourceArn, send } = await queue("parallel");
    const code = `export const handler = async () => { console.log("in"); await new Promise((done) => setTimeout(done, 500)); console.log("out"); };`;
    const arn = await deployFunction(sandbox, keys, "parallel", code, { allowed: consuming });
    await map({ FunctionName: arn, EventSourceArn, BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    await Promise.all(["a", "b", "c"].map(send));
    const printed = await eventually(
      () => linesOf(sandbox.world, arn).filter((line) => line.startsWith("START ") || line.startsWith("END ")),
      (lines) => lines.length === 6,
    );
    assert.deepEqual(
      printed.slice(0, 2).map((line) => line.split(" ")[0]),
      ["START", "START"],
    );
  });

  it("bring a batch again whose function was killed in its middle", async () => {
    const { EventSourceArn, send, left } = await queue("killed", "1");
    // Two calls to AWS for each batch, by the name that a fault can tell apart.
    const code = `
      const url = process.env.AWS_ENDPOINT_URL;
      const headers = { authorization: "AWS4-HMAC-SHA256 Credential=" + process.env.AWS_ACCESS_KEY_ID + "/20260101/eu-central-1/sts/aws4_request",
        "x-amz-security-token": process.env.AWS_SESSION_TOKEN, "content-type": "application/x-www-form-urlencoded" };
      export const handler = async () => {
        for (const step of ["claimed", "recorded"]) {
          await fetch(url, { method: "POST", headers, body: "Action=GetCallerIdentity" });
          console.log(step);
        }
      };`;
    const arn = await deployFunction(sandbox, keys, "killed", code, { allowed: consuming, Timeout: 1 });
    sandbox.world.faults.add({ match: { service: "sts", function: "killed" }, effect: { kind: "killFunction" }, skip: 1, times: 1 });
    await map({ FunctionName: arn, EventSourceArn });
    await send("fact");
    await eventually(left, ([visible, hidden]) => visible === 0 && hidden === 0);
    const printed = linesOf(sandbox.world, arn).filter((line) => /^(claimed|recorded|.*signal: SIGKILL)$/.test(line));
    assert.deepEqual(
      printed.map((line) => line.replace(/^.*: /, "")),
      ["claimed", "SIGKILL", "claimed", "recorded"],
    );
  });

  it("are refused where they could not work", async () => {
    const { EventSourceArn } = await queue("refused");
    await deployFunction(sandbox, keys, "powerless", "export const handler = async () => 1;");
    await assert.rejects(
      map({ FunctionName: "powerless", EventSourceArn }),
      named("InvalidParameterValueException", /call ReceiveMessage on SQS/),
    );
    await deployFunction(sandbox, keys, "long", "export const handler = async () => 1;", { allowed: consuming, Timeout: 60 });
    await assert.rejects(
      map({ FunctionName: "long", EventSourceArn }),
      named("InvalidParameterValueException", /visibility timeout: 4 seconds/),
    );
    const single = { FunctionName: "handler", EventSourceArn, ScalingConfig: { MaximumConcurrency: 1 } };
    await assert.rejects(map(single), named("InvalidParameterValueException", /between 2 and 1000/));
    await assert.rejects(map({ FunctionName: "none", EventSourceArn }), named("ResourceNotFoundException"));
  });

  it("rest while they are disabled, and go", async () => {
    const { EventSourceArn, send, left } = await queue("resting");
    const arn = await deployFunction(sandbox, keys, "resting", "export const handler = async () => 1;", { allowed: consuming });
    const { UUID = "" } = await map({ FunctionName: arn, EventSourceArn, Enabled: false });
    await send("waits");
    assert.deepEqual(await left(), [1, 0]);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true, BatchSize: 5 }));
    await eventually(left, ([visible, hidden]) => visible === 0 && hidden === 0);
    const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({ EventSourceArn }));
    assert.deepEqual(
      EventSourceMappings?.map(({ BatchSize, State }) => [BatchSize, State]),
      [[5, "Enabled"]],
    );
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    await assert.rejects(lambda.send(new GetEventSourceMappingCommand({ UUID })), named("ResourceNotFoundException"));
    await send("stays");
    assert.deepEqual(await left(), [1, 0]);
  });
});
