import assert from "node:assert/strict";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateEventSourceMappingCommand, CreateFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { zip } from "../../dev/aws-provider/zip";
import { linesOf } from "../../dev/sandbox/services/lambda/processes/functionLog";
import { makeLogGroup } from "../../dev/sandbox/services/logs/groups";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { metricDimensions } from "../../domain/findings/metrics";
import { roadNames, type RoadFunction } from "../../domain/findings/road";
import { policyDocument, type Grant } from "../../domain/policies/grant";
import { notifierGrants, sweepPlannerGrants, sweepWorkerGrants } from "../../domain/policies/findingsRoad/functionGrants";
import { bundleFunction, type FunctionFolder } from "../../lambdas/bundle";
import { administrator, home } from "../support/findingActions";
import { roadInSandbox, type RoadInSandbox } from "../support/findingsRoad";
import { refusals, unusedGrants } from "../support/grantUse";
import { configuration } from "../support/organization";

describe("the deployed functions", function () {
  this.timeout(90_000);
  const config = configuration(`
notifications:
  destinations: { soc: { sqs: "arn:aws:sqs:${home}:222222222222:soc" }, us: { email: security@example.com } }
  default: [soc, us]
  start: at-once
`);
  const clock = new HeldClock(new Date());
  let on: RoadInSandbox;
  let lambda: LambdaClient;
  let running: NodeJS.Timeout;
  before(async () => {
    on = await roadInSandbox(clock);
    lambda = new LambdaClient({ endpoint: on.sandbox.url, region: home, credentials: on.credentials });
    const { functions, intake, sweep } = on.road;
    await deploy("notifier", functions.notifier, notifierGrants(config), intake.arn);
    await deploy("sweep-worker", functions.sweepWorker, sweepWorkerGrants(config), sweep.arn);
    await deploy("sweep-planner", functions.sweepPlanner, sweepPlannerGrants(config));
    // At the pace of the functions' own clock.
    running = setInterval(() => clock.advance(20), 20);
  });
  after(async () => {
    clearInterval(running);
    await on.close();
  });

  async function deploy(folder: FunctionFolder, { name, roleArn, logGroup }: RoadFunction, grants: Grant[], queue?: string): Promise<void> {
    const { iam } = on.admin;
    makeLogGroup(on.sandbox.world, { account: administrator, region: home }, logGroup);
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
    const PolicyDocument = JSON.stringify(policyDocument(grants));
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "own", PolicyDocument }));
    const ZipFile = zip([
      ["index.mjs", Buffer.from(bundleFunction(folder))],
      ["settings.json", Buffer.from(JSON.stringify(on.settings))],
    ]);
    const made = { FunctionName: name, Runtime: "nodejs24.x", Handler: "index.handler", Timeout: 60, Role: roleArn } as const;
    await lambda.send(new CreateFunctionCommand({ ...made, Code: { ZipFile } }));
    if (queue === undefined) return;
    const FunctionResponseTypes = ["ReportBatchItemFailures" as const];
    await lambda.send(new CreateEventSourceMappingCommand({ FunctionName: name, EventSourceArn: queue, FunctionResponseTypes }));
  }

  const told: string[] = [];
  async function untilTold(...kinds: string[]): Promise<void> {
    const until = Date.now() + 40_000;
    while (told.length < kinds.length) {
      assert.ok(Date.now() < until, `only ${told.join()} was told:\n${allLines().join("\n")}`);
      told.push(...(await on.soc()).map(({ kind }) => String(kind)));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.deepEqual(told.splice(0).sort(), kinds);
  }
  const lines = ({ arn }: RoadFunction) => linesOf(on.sandbox.world, arn);
  const allLines = () => Object.values(on.road.functions).flatMap(lines);

  it("tell what an event brings, and what only the sweep finds", async () => {
    const [first, second] = [await on.createKey(), await on.createKey()];
    await on.share(first, "*");
    await on.toIntake(...(await on.events()));
    await untilTold("opened");
    await on.share(second, "*");
    await on.share(first);
    await on.events();
    await lambda.send(new InvokeCommand({ FunctionName: on.road.functions.sweepPlanner.name, Payload: Buffer.from("{}") }));
    await untilTold("opened", "resolved");
  });

  it("write metrics that CloudWatch takes out of their logs", () => {
    const metrics = allLines()
      .filter((line) => line.includes('"_aws"'))
      .map((line) => JSON.parse(line.slice(line.indexOf("{"))) as Record<string, unknown>);
    const names = new Set(metrics.flatMap((metric) => Object.keys(metric)));
    for (const name of ["SweepPlanned", "SweepCompleted", "NotificationsSent", "DeadLetters"]) assert.ok(names.has(name), name);
    for (const metric of metrics) {
      assert.equal(metric["service"], metricDimensions.service);
      assert.match(JSON.stringify(metric["_aws"]), new RegExp(`"Namespace":"${roadNames.metrics}"`));
    }
  });

  it("are refused nothing, and may do nothing that they never do", () => {
    const { functions } = on.road;
    const grantsOf = { notifier: notifierGrants, sweepPlanner: sweepPlannerGrants, sweepWorker: sweepWorkerGrants };
    for (const name of ["notifier", "sweepPlanner", "sweepWorker"] as const) {
      const holders = [functions[name].roleArn];
      assert.deepEqual(refusals(holders, on.sandbox.calls), []);
      // Topics here are not encrypted.
      const unused = unusedGrants({ name, grants: grantsOf[name](config), holders }, on.sandbox.calls).filter(
        (one) => !one.includes(" kms:"),
      );
      assert.deepEqual(unused, []);
    }
  });
});
