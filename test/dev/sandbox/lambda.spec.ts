import assert from "node:assert/strict";
import { DeleteRolePolicyCommand, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { zip } from "../../../dev/aws-provider/zip";
import { invokeFunction } from "../../../dev/sandbox/services/lambda/deliver";
import { linesOf } from "../../../dev/sandbox/services/lambda/processes/functionLog";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { descendants, survivors } from "../../support/processes";
import { clients, eventually, sessionIn, type Keys } from "../../support/sandboxClients";
import { deployFunction } from "../../support/sandboxFunction";

const member = "444444444444";
const named = (name: string) => ({ name });

describe("Lambda functions that run", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let keys: Keys;
  let lambda: LambdaClient;
  before(async () => {
    sandbox = await startSandbox({ settings: { functionRetryMilliseconds: 1 } });
    keys = await sessionIn(sandbox, member);
    lambda = new LambdaClient({ endpoint: sandbox.url, region: "eu-central-1", credentials: keys, maxAttempts: 1 });
  });
  after(() => sandbox?.close());

  const invoke = async (FunctionName: string, event: unknown = {}, more: object = {}) => {
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)), ...more }));
    const text = answer.Payload?.transformToString();
    return { ...answer, value: text ? (JSON.parse(text) as Record<string, unknown>) : undefined };
  };

  it("run the deployed code with the role's keys and the function's environment alone", async () => {
    process.env["OF_THE_SANDBOX"] = "1";
    const arn = await deployFunction(
      sandbox,
      keys,
      "echo",
      `let calls = 0;
       export async function handler(event, context) {
         const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...environment } = process.env;
         const { url, headers } = { url: process.env.AWS_ENDPOINT_URL, headers: {
           authorization: "AWS4-HMAC-SHA256 Credential=" + AWS_ACCESS_KEY_ID + "/20260101/eu-central-1/sts/aws4_request",
           "x-amz-security-token": AWS_SESSION_TOKEN, "content-type": "application/x-www-form-urlencoded" } };
         const me = await (await fetch(url, { method: "POST", headers, body: "Action=GetCallerIdentity" })).text();
         return { event, calls: ++calls, arn: /<Arn>(.*)<.Arn>/.exec(me)[1], environment, pid: process.pid,
           context: [context.functionName, context.awsRequestId.length, context.getRemainingTimeInMillis() > 0] };
       }`,
      { Environment: { Variables: { STAGE: "prod" } } },
    );
    delete process.env["OF_THE_SANDBOX"];
    const { value, StatusCode, FunctionError } = await invoke("echo", { a: 1 });
    assert.deepEqual([StatusCode, FunctionError, value?.["event"], value?.["calls"]], [200, undefined, { a: 1 }, 1]);
    assert.equal(value?.["arn"], `arn:aws:sts::${member}:assumed-role/echo/echo`);
    assert.deepEqual(value?.["context"], ["echo", 36, true]);
    const environment = value?.["environment"] as Record<string, string>;
    assert.equal(environment["AWS_ENDPOINT_URL"], sandbox.url);
    assert.equal(environment["AWS_EXECUTION_ENV"], "AWS_Lambda_nodejs24.x");
    assert.deepEqual(
      Object.keys(environment).filter((name) => !/^(AWS_|_HANDLER$|PATH$|LANG$|TZ$)/.test(name)),
      ["STAGE"],
    );
    // The process is kept for the next event, and ended by a change.
    const { value: second } = await invoke(arn);
    assert.deepEqual([second?.["calls"], second?.["pid"]], [2, value?.["pid"]]);
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "echo", Description: "changed" }));
    assert.equal((await invoke("echo")).value?.["calls"], 1);
    const ZipFile = zip([["index.mjs", Buffer.from("export const handler = async () => ({ version: 2 });")]]);
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "echo", ZipFile }));
    assert.deepEqual((await invoke("echo")).value, { version: 2 });
  });

  it("answer with their errors, and with what ended them", async () => {
    const code = `export const handler = async ({ how }) => {
      if (how === "throw") throw new TypeError("no such account");
      if (how === "exit") process.exit(3);
      for (;;) ;
    };`;
    await deployFunction(sandbox, keys, "failing", code, { Timeout: 1 });
    const failed = async (how: string) => {
      const { FunctionError, value } = await invoke("failing", { how });
      return [FunctionError, value?.["errorType"], value?.["errorMessage"]];
    };
    assert.deepEqual(await failed("throw"), ["Unhandled", "TypeError", "no such account"]);
    assert.deepEqual(await failed("exit"), ["Unhandled", "Runtime.ExitError", "Error: Runtime exited with error: exit status 3"]);
    assert.match(String((await failed("hang"))[2]), /Task timed out after 1\.00 seconds$/);
    await deployFunction(sandbox, keys, "broken", "export const other = 1;");
    assert.equal((await invoke("broken")).value?.["errorType"], "Runtime.HandlerNotFound");
  });

  it("do not run under a role that does not trust Lambda any more", async () => {
    await deployFunction(sandbox, keys, "distrusted", "export const handler = async () => 1;");
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    await clients(sandbox, keys).iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "distrusted", PolicyDocument }));
    await assert.rejects(invoke("distrusted"), named("AccessDeniedException"));
  });

  it("run two events at once, and as many as the reserved concurrency lets them", async () => {
    const code = `export const handler = async ({ wait }) => { await new Promise((done) => setTimeout(done, wait)); return process.pid; };`;
    await deployFunction(sandbox, keys, "slow", code);
    const pids = await Promise.all([300, 300, 300].map(async (wait) => (await invoke("slow", { wait })).value));
    assert.equal(new Set(pids).size, 2);
    const reserve = (ReservedConcurrentExecutions: number) =>
      lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "slow", ReservedConcurrentExecutions }));
    await reserve(1);
    const [first, second] = await Promise.allSettled([invoke("slow", { wait: 300 }), invoke("slow", { wait: 300 })]);
    assert.deepEqual([first.status, second.status].sort(), ["fulfilled", "rejected"]);
    await reserve(0);
    await assert.rejects(invoke("slow", { wait: 0 }), named("TooManyRequestsException"));
    assert.equal((await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: "slow" }))).ReservedConcurrentExecutions, 0);
    assert.deepEqual((await lambda.send(new GetFunctionCommand({ FunctionName: "slow" }))).Concurrency, {
      ReservedConcurrentExecutions: 0,
    });
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "slow" }));
    assert.ok((await invoke("slow", { wait: 0 })).value);
  });

  it("are tried again twice where nobody waits, and refused to whom their policy does not name", async () => {
    const functionArn = await deployFunction(
      sandbox,
      keys,
      "flaky",
      `export const handler = async (event, { awsRequestId }) => { console.log("tried"); throw new Error("again"); };`,
    );
    assert.equal((await invoke("flaky", {}, { InvocationType: "Event" })).StatusCode, 202);
    const tried = () => linesOf(sandbox.world, functionArn).filter((line) => line === "tried").length;
    await eventually(tried, (times) => times === 3);
    const by = { service: "events.amazonaws.com", sourceArn: `arn:aws:events:eu-central-1:${member}:rule/r`, sourceAccount: member };
    await assert.rejects(invokeFunction(sandbox.world, { functionArn, payload: {}, by }), named("AccessDeniedException"));
    assert.equal(tried(), 3);
  });

  it("write to their log group what their role may write, and lose the rest", async () => {
    const code = `export const handler = async () => { console.log("out"); console.error("err"); };`;
    const arn = await deployFunction(sandbox, keys, "logging", code);
    const { LogResult = "" } = await invoke("logging", {}, { LogType: "Tail" });
    assert.match(Buffer.from(LogResult, "base64").toString(), /^START [^\n]*\nout\nerr\nEND [^\n]*\nREPORT [^\n]*$/);
    assert.equal(linesOf(sandbox.world, arn).filter((line) => line === "out").length, 1);
    const asked = () => sandbox.calls.filter(({ service }) => service === "logs").map(({ operation, outcome }) => [operation, outcome]);
    assert.deepEqual(asked().at(-1), ["CreateLogGroup", "AccessDeniedException"]);

    const { iam } = clients(sandbox, keys);
    const group = `arn:aws:logs:eu-central-1:${member}:log-group:/aws/lambda/logging:*`;
    const Statement = [{ Effect: "Allow", Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: group }];
    const policy = { RoleName: "logging", PolicyName: "logs" };
    await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }) }));
    await invoke("logging");
    assert.deepEqual(asked().slice(-3), [
      ["CreateLogGroup", "OK"],
      ["CreateLogStream", "OK"],
      ["PutLogEvents", "OK"],
    ]);
    await iam.send(new DeleteRolePolicyCommand(policy));
  });

  it("leave no process behind when the sandbox closes", async () => {
    const own = await startSandbox();
    const ownKeys = await sessionIn(own, member);
    await deployFunction(own, ownKeys, "kept", "export const handler = async () => process.pid;");
    const client = new LambdaClient({ endpoint: own.url, region: "eu-central-1", credentials: ownKeys });
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: "kept" }));
    const pid = Number(Payload?.transformToString());
    assert.ok(descendants(process.pid).some((each) => each.pid === pid));
    await own.close();
    assert.deepEqual(await survivors([pid], 0), []);
  });
});
