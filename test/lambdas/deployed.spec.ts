import assert from "node:assert/strict";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { linesOf } from "../../dev/sandbox/services/lambda/processes/functionLog";
import { sendMessages } from "../../aws/findings/queues";
import { seedAnalyzer } from "../../dev/sandbox/services/accessanalyzer";
import { inboxOf } from "../../dev/sandbox/world/inbox";
import { HeldClock } from "../../dev/sandbox/world/clock";
import { metricDimensions } from "../../domain/findings/metrics";
import { roadNames, type RoadFunction } from "../../domain/findings/road";
import { accountId, region } from "../../domain/identifiers";
import { notifierGrants, sweepPlannerGrants, sweepWorkerGrants, watcherGrants } from "../../domain/policies/findingsRoad/functionGrants";
import { scanRole } from "../../domain/policies/findingsRoad/roles";
import { createRole, deployer } from "../support/deployedFunction";
import { administrator, home, member } from "../support/findingActions";
import { roadInSandbox, type RoadInSandbox } from "../support/findingsRoad";
import { refusals, unusedGrants } from "../support/grantUse";
import { configuration } from "../support/organization";
import { eventually } from "../support/sandboxClients";

describe("the deployed functions", function () {
  this.timeout(90_000);
  const config = configuration(`
notifications:
  destinations: { soc: { sqs: "arn:aws:sqs:${home}:222222222222:soc" }, us: { email: security@example.com } }
  default: [soc, us]
  start: at-once
findings: { withinOrganization: notify }
access: { rolePath: / }
`);
  const clock = new HeldClock(new Date());
  let on: RoadInSandbox;
  let lambda: LambdaClient;
  let redeploy: ReturnType<typeof deployer>["redeploy"];
  let running: NodeJS.Timeout;
  before(async () => {
    on = await roadInSandbox(clock);
    const { deploy, ...rest } = deployer(on);
    ({ lambda, redeploy } = rest);
    on.settings.withinOrganization = "notify";
    const { functions, intake, sweep, watch } = on.road;
    await deploy("notifier", functions.notifier, notifierGrants(config), intake.arn);
    await deploy("sweep-worker", functions.sweepWorker, sweepWorkerGrants(config), sweep.arn);
    await deploy("watcher", functions.watcher, watcherGrants(config), watch.arn);
    await deploy("sweep-planner", functions.sweepPlanner, sweepPlannerGrants(config));
    // At the pace of the functions' own clock.
    running = setInterval(() => clock.advance(20), 20);
  });
  after(async () => {
    clearInterval(running);
    await on.close();
  });

  const told: Record<string, unknown>[] = [];
  /** Of this resource nothing else may have been told, ever. */
  async function untilTold({ arn }: { arn: string }, ...kinds: string[]): Promise<void> {
    const toldOf = () => told.filter(({ resource }) => resource === arn).map(({ kind }) => kind);
    const until = Date.now() + 40_000;
    while (toldOf().length < kinds.length) {
      assert.ok(Date.now() < until, `only ${toldOf().join()} was told:\n${allLines().join("\n")}`);
      told.push(...(await on.soc()));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.deepEqual(toldOf(), kinds);
  }
  const lines = ({ arn }: RoadFunction) => linesOf(on.sandbox.world, arn);
  const allLines = () => Object.values(on.road.functions).flatMap(lines);

  it("tell what an event brings, and what only the sweep finds", async () => {
    const [first, second] = [await on.createKey(), await on.createKey()];
    await on.share(first, "*");
    await on.toIntake(...(await on.events()));
    await untilTold(first, "opened");
    await on.share(second, "*");
    await on.share(first);
    await on.events();
    await sendMessages(on.clients.sqs, on.road.intakeDeadLetters, [{}]);
    await lambda.send(new InvokeCommand({ FunctionName: on.road.functions.sweepPlanner.name, Payload: Buffer.from("{}") }));
    await untilTold(first, "opened", "resolved");
    await untilTold(second, "opened");
  });

  it("read members' own analyzers by the role that is there for that", async () => {
    const { world } = on.sandbox;
    const account = seedAnalyzer(world, { account: member, region: home, name: "account", type: "ACCOUNT" });
    const { arn } = account;
    const role = scanRole(config, world.organization.id, { partition: "aws", account: member });
    await createRole(on.inMember.iam, role);
    on.settings.analyzers.push({ arn, account: accountId(member), region: region(home), type: "ACCOUNT" });
    const { functions } = on.road;
    await redeploy("notifier", functions.notifier);
    await redeploy("sweep-planner", functions.sweepPlanner);
    await redeploy("sweep-worker", functions.sweepWorker);
    const key = await on.createKey();
    const plan = () => lambda.send(new InvokeCommand({ FunctionName: functions.sweepPlanner.name, Payload: Buffer.from("{}") }));
    await on.share(key, { AWS: "arn:aws:iam::555555555555:root" });
    await plan();
    await untilTold(key, "opened");
    await on.share(key);
    await plan();
    await untilTold(key, "opened", "resolved");
    await on.toIntake({ kind: "reread", analyzer: arn, findingId: [...account.findings.all.keys()][0] ?? "" });
    const holders = [on.road.scanRoleArn(accountId(member))];
    await eventually(
      () => unusedGrants({ ...role, holders }, on.sandbox.calls),
      (unused) => unused.length === 0,
    );
  });

  it("read a finding again", async () => {
    const key = await on.createKey();
    await on.share(key, "*");
    await on.events();
    const finding = (await on.list()).find(({ resource }) => resource === key.arn);
    await on.toIntake({ kind: "reread", analyzer: on.arn, findingId: finding?.id ?? "" });
    await untilTold(key, "opened");
  });

  it("tell tampering with the road by the alarms' topic, and with the watch by the road", async () => {
    const detail = {
      ...{ eventTime: "2026-11-20T06:30:36Z", eventSource: "events.amazonaws.com", eventName: "DisableRule" },
      userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${administrator}:user/x` },
    };
    const event = (id: string, name: string) => ({
      ...{ id, "detail-type": "AWS API Call via CloudTrail", source: "aws.events", account: administrator, region: home },
      detail: { ...detail, eventID: id, requestParameters: { name } },
    });
    const [ofRoad, ofWatch] = [event("e1", "access-analyzer-org-findings"), event("e2", "access-analyzer-org-watch")];
    for (const queue of [on.road.watch, on.road.intake]) await sendMessages(on.clients.sqs, queue, [ofRoad, ofWatch]);
    const until = Date.now() + 30_000;
    const alarms = () => inboxOf(on.sandbox.world).filter(({ to, body }) => to === "alarms@example.com" && body.includes("Call:"));
    const ofRoadTold = () => told.filter(({ kind }) => kind === "tampering").map(({ id }) => id);
    while (alarms().length < 1 || ofRoadTold().length < 1) {
      assert.ok(Date.now() < until, allLines().join("\n"));
      told.push(...(await on.soc()));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.match(alarms()[0]?.body ?? "", /On: {7}name access-analyzer-org-findings/);
    assert.deepEqual(ofRoadTold(), ["e2"]);
    assert.equal(alarms().length, 1);
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

  it("are refused nothing, and may do nothing that they never do", async () => {
    const { functions } = on.road;
    const grantsOf = { notifier: notifierGrants, sweepPlanner: sweepPlannerGrants, sweepWorker: sweepWorkerGrants, watcher: watcherGrants };
    for (const name of Object.keys(grantsOf) as (keyof typeof grantsOf)[]) {
      const holders = [functions[name].roleArn];
      assert.deepEqual(refusals(holders, on.sandbox.calls), []);
      // Topics here are not encrypted. Lambda writes a log when the message is out already.
      const unused = () =>
        unusedGrants({ name, grants: grantsOf[name](config), holders }, on.sandbox.calls).filter((one) => !one.includes(" kms:"));
      await eventually(unused, (left) => left.length === 0);
      assert.deepEqual(unused(), []);
    }
  });
});
