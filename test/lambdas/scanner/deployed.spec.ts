import assert from "node:assert/strict";
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { CreateSecretCommand, PutResourcePolicyCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { functionClient } from "../../../aws/findings/functionClients";
import { sendMessages } from "../../../aws/findings/queues";
import { seedAnalyzer } from "../../../dev/sandbox/services/accessanalyzer";
import { refuseResources } from "../../../dev/sandbox/services/accessanalyzer/findings/switches";
import { linesOf } from "../../../dev/sandbox/services/lambda/processes/functionLog";
import { runSchedule } from "../../../dev/sandbox/services/scheduler/runs";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { intakePattern } from "../../../domain/findings/eventPattern";
import { findingsRoad, roadNames, type Named, type Road, type RoadFunction, type RoadQueue } from "../../../domain/findings/road";
import { accountId, region } from "../../../domain/identifiers";
import { scannerPattern } from "../../../domain/policyChanges/pattern";
import { rowsOf } from "../../../domain/policyChanges/rows";
import { scannerFunctionGrants } from "../../../domain/policies/findingsRoad/functionGrants";
import { redriveGrants } from "../../../domain/policies/findingsRoad/redrive";
import * as policies from "../../../domain/policies/findingsRoad/resourcePolicies";
import { roadRoles, scanForwarderRole, scanRole } from "../../../domain/policies/findingsRoad/roles";
import { createRole, deployer } from "../../support/deployedFunction";
import { administrator, allowing, home, keysIn, member, stranger } from "../../support/findingActions";
import { roadInSandbox, type RoadInSandbox } from "../../support/findingsRoad";
import { refusals, unusedGrants } from "../../support/grantUse";
import { configuration } from "../../support/organization";
import { s3Control } from "../../support/s3Control";
import { clients, eventually, sessionIn, type Keys } from "../../support/sandboxClients";

/** Has an analyzer of the member's own, and none of the organization's. */
const other = "eu-west-1";
const globalRegion = "us-east-1";

/** From the calls that the sandbox records, by the rules, roles and policies that the stacks would create, to the reports on the bus. */
describe("the deployed scanner", function () {
  this.timeout(120_000);
  const config = configuration(`
notifications: { destinations: { soc: { sqs: "arn:aws:sqs:${home}:${administrator}:soc" } }, default: [soc] }
scanner: { enabled: true, resourceTypes: [AWS::KMS::Key, AWS::IAM::Role, AWS::S3::Bucket, AWS::SecretsManager::Secret] }
access: { rolePath: / }
`);
  const { resourceTypes } = config.scanner;
  const clock = new HeldClock(new Date());
  let on: RoadInSandbox;
  let road: Road;
  let scanner: RoadFunction;
  let running: NodeJS.Timeout;
  /** Milliseconds that the sandbox's clock is before the function's. */
  let ahead = 0;
  const keys: Record<string, Keys> = {};
  const options = (account: string, at = home) => ({ endpoint: on.sandbox.url, region: at, credentials: { ...keys[account] } as Keys });

  before(async () => {
    on = await roadInSandbox(clock);
    for (const account of [administrator, member]) keys[account] = keysIn(on.sandbox, account);
    const { world } = on.sandbox;
    // Only what is scanned is found; the second in which a call was made is over by then.
    Object.assign(world.settings, { analysisMilliseconds: 86_400_000, scanMilliseconds: 1500 });
    const own = [home, other].map((at) => {
      const { arn } = seedAnalyzer(world, { account: member, region: at, name: "account", type: "ACCOUNT" });
      return { arn, account: accountId(member), region: region(at), type: "ACCOUNT" as const };
    });
    const places = { [accountId(member)]: [region(home), region(other)], [accountId(administrator)]: [region(home)] };
    on.settings.scanner = { places, resourceTypes, analyzers: [on.planned, ...own] };
    road = findingsRoad(on.settings);
    scanner = road.functions.scanner ?? assert.fail("the scanner is not on");
    await createHome();
    for (const account of [member, administrator]) await createRules(account);
    await createRole(on.inMember.iam, scanRole(config, world.organization.id, { partition: "aws", account: member }));
    await deployer(on).deploy("scanner", scanner, scannerFunctionGrants(config, scanner), road.scan.arn);
    // At the pace of the function's own clock.
    running = setInterval(() => clock.advance(Math.max(0, Date.now() + ahead - clock.now().getTime())), 20);
  });
  after(async () => {
    clearInterval(running);
    await on.close();
  });

  async function createHome(): Promise<void> {
    const { bus, scan, scanDeadLetters, scanIntakeRule, intake, intakeRule, scanSchedule, scheduleRoleArn } = road;
    const events = new EventBridgeClient(options(administrator));
    await events.send(new CreateEventBusCommand({ Name: bus.name }));
    const Policy = JSON.stringify(policies.busPolicy(config, on.sandbox.world.organization.id));
    await events.send(new PutPermissionCommand({ EventBusName: bus.name, Policy }));
    await on.clients.sqs.send(new CreateQueueCommand({ QueueName: scanDeadLetters.name }));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: scanDeadLetters.arn, maxReceiveCount: 5 });
    const Attributes = { VisibilityTimeout: "360", RedrivePolicy, Policy: JSON.stringify(policies.scanPolicy(config)) };
    await on.clients.sqs.send(new CreateQueueCommand({ QueueName: scan.name, Attributes }));
    const fromRules = { Policy: allowing({ Service: "events.amazonaws.com" }, "sqs:SendMessage", intake.arn) };
    await on.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: intake.url, Attributes: fromRules }));
    const rule = async ({ name }: Named, pattern: object, queues: RoadQueue[]) => {
      await events.send(new PutRuleCommand({ Name: name, EventBusName: bus.name, EventPattern: JSON.stringify(pattern) }));
      const Targets = queues.map((queue) => ({ Id: queue.name, Arn: queue.arn }));
      await events.send(new PutTargetsCommand({ Rule: name, EventBusName: bus.name, Targets }));
    };
    await rule(intakeRule, intakePattern(on.settings), [intake]);
    // The calls too, to see what is recorded of them.
    await rule(scanIntakeRule, scannerPattern(rowsOf(resourceTypes), { hasIam: true }), [scan, intake]);
    const schedule = roadRoles(config).find(({ name }) => scheduleRoleArn.endsWith(`/${name}`));
    await createRole(on.admin.iam, schedule ?? assert.fail("there is no role for schedules"));
    await new SchedulerClient(options(administrator)).send(
      new CreateScheduleCommand({
        ...{ Name: scanSchedule.name, ScheduleExpression: "rate(1 day)", FlexibleTimeWindow: { Mode: "OFF" } },
        Target: { Arn: scan.arn, RoleArn: scheduleRoleArn, Input: '{"kind":"sweep"}' },
      }),
    );
  }
  async function createRules(account: string): Promise<void> {
    await createRole(clients(on.sandbox, keys[account]).iam, scanForwarderRole(config, account));
    for (const at of [home, globalRegion]) {
      const events = new EventBridgeClient(options(account, at));
      const { name } = road.scanRule(region(at), accountId(account));
      const EventPattern = JSON.stringify(scannerPattern(rowsOf(resourceTypes), { hasIam: at === globalRegion }));
      await events.send(new PutRuleCommand({ Name: name, EventPattern }));
      const target = { Id: "bus", Arn: road.bus.arn, RoleArn: road.scanForwarderRoleArn(accountId(account)) };
      await events.send(new PutTargetsCommand({ Rule: name, Targets: [target] }));
    }
  }

  interface Report {
    resource: string;
    outcome: string;
    analyzer: string;
    because: object;
    findings: unknown[];
  }
  const reports: Report[] = [];
  const calls: { detail: Record<string, unknown> }[] = [];
  async function take({ url: QueueUrl }: RoadQueue): Promise<void> {
    const { Messages = [] } = await on.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { Body = "", ReceiptHandle } of Messages) {
      const event = JSON.parse(Body) as { "detail-type": string; detail: Record<string, unknown> };
      if (event["detail-type"] === "Access Analyzer Resource Scan") reports.push(event.detail as unknown as Report);
      else calls.push(event);
      await on.clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  const lines = () => linesOf(on.sandbox.world, scanner.arn).join("\n");
  async function until(isThere: () => boolean): Promise<void> {
    const end = Date.now() + 60_000;
    while (!isThere()) {
      assert.ok(Date.now() < end, `${JSON.stringify(reports, undefined, 1)}\n${lines()}`);
      await take(road.intake);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  /** Whether it was scanned, and found open, by an analyzer of this account. */
  const scanned = (arn: string, by: string, { isSweep = false } = {}) =>
    reports.some(
      ({ resource, outcome, analyzer, because, findings }) =>
        resource === arn && outcome === "scanned" && findings.length > 0 && analyzer.split(":")[4] === by && "sweep" in because === isSweep,
    );

  const openKey = async (account: string, at = home): Promise<string> => {
    const kms = new KMSClient(options(account, at));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const own = { Effect: "Allow", Principal: { AWS: account }, Action: "kms:*", Resource: "*" };
    const Statement = [own, { ...own, Principal: { AWS: stranger } }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await kms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, Policy }));
    return KeyMetadata?.Arn ?? "";
  };
  const openRole = async (account: string): Promise<string> => {
    const { iam } = clients(on.sandbox, keys[account]);
    const trust = (of: string) => allowing({ AWS: of }, "sts:AssumeRole");
    const made = new CreateRoleCommand({ RoleName: "partner", Path: "/teams/", AssumeRolePolicyDocument: trust(account) });
    const { Role } = await iam.send(made);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "partner", PolicyDocument: trust(stranger) }));
    return Role?.Arn ?? "";
  };
  const openAccessPoint = async (account: string): Promise<string> => {
    const [Bucket, point] = [`shared-${account}`, "/accesspoint/partners"];
    const s3 = new S3Client({ ...options(account), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: home } }));
    const control = s3Control(options(account), account);
    await control.call("PUT", point, `<CreateAccessPointRequest><Bucket>${Bucket}</Bucket></CreateAccessPointRequest>`);
    const policy = allowing({ AWS: stranger }, "s3:GetObject", `arn:aws:s3:${home}:${account}:accesspoint/partners/object/*`);
    const put = `<PutAccessPointPolicyRequest><Policy>${policy.replaceAll('"', "&quot;")}</Policy></PutAccessPointPolicyRequest>`;
    await control.call("PUT", `${point}/policy`, put);
    return `arn:aws:s3:::${Bucket}`;
  };
  const openSecret = async (account: string): Promise<string> => {
    const secrets = new SecretsManagerClient(options(account));
    const { ARN = "", Name } = await secrets.send(new CreateSecretCommand({ Name: "shared", SecretString: "x" }));
    const ResourcePolicy = allowing({ AWS: stranger }, "secretsmanager:GetSecretValue", "*");
    await secrets.send(new PutResourcePolicyCommand({ SecretId: Name, ResourcePolicy }));
    return ARN;
  };

  it("scans what a call changed, by the organization's analyzer, or where that may not by the account's own", async () => {
    const atHome = await openKey(administrator);
    const inMember = await openKey(member);
    await until(() => scanned(atHome, administrator) && scanned(inMember, administrator));
    refuseResources(on.sandbox.world, { as: "AccessDeniedException", analyzerType: "ORGANIZATION", isOfMembers: true });
    const denied = await openKey(member);
    await until(() => scanned(denied, member));
    refuseResources(on.sandbox.world);
  });

  it("looks up in the account of the call what its event leaves out", async () => {
    const all: string[] = [];
    for (const account of [administrator, member]) all.push(await openRole(account), await openAccessPoint(account));
    await until(() => all.every((arn) => scanned(arn, administrator)));
  });

  it("looks a secret up by its name where the event has no answer, from dead letters too", async () => {
    await createRole(on.admin.iam, {
      name: roadNames.redriveRole,
      trust: JSON.parse(allowing({ AWS: administrator }, "sts:AssumeRole")) as ReturnType<typeof scanRole>["trust"],
      grants: redriveGrants(config),
    });
    const session = await sessionIn(on.sandbox, administrator, roadNames.redriveRole, keys[administrator]);
    const sqs = new SQSClient({ ...functionClient(home, () => Promise.resolve(session)), useQueueUrlAsEndpoint: false });
    const all = [await openSecret(administrator), await openSecret(member)];
    const isDone = () => all.every((arn) => scanned(arn, administrator));
    await until(isDone);
    const seen = calls.filter(({ detail }) => detail["eventName"] === "PutResourcePolicy");
    const since = new Date().toISOString();
    const letters = seen.map((call) => {
      const event = { ...call, detail: { ...call.detail, responseElements: null, resources: [] } };
      return { kind: "again", event, tries: 0, since };
    });
    assert.equal(letters.length, all.length);
    reports.length = 0;
    await sendMessages(sqs, road.scan, letters);
    await until(isDone);
  });

  it("sweeps what the analyzers list, in each Region by the analyzer that is there", async () => {
    const [atHome, elsewhere] = [await openKey(member), await openKey(member, other)];
    await until(() => scanned(atHome, administrator));
    on.sandbox.world.settings.analysisMilliseconds = 10;
    await openKey(member, other);
    clock.advance(1000);
    reports.length = 0;
    assert.deepEqual(await runSchedule(on.sandbox.world, road.scanSchedule.name), ["OK"]);
    await until(() => lines().includes("sweep of resources"));
    ahead = 900_000;
    await until(() => scanned(atHome, administrator, { isSweep: true }) && scanned(elsewhere, member, { isSweep: true }));
  });

  it("is refused nothing, and neither it nor the scan role may do what it never does", async () => {
    const own = { name: "scanner", grants: scannerFunctionGrants(config, scanner), holders: [scanner.roleArn] };
    const { name, grants } = scanRole(config, "", { partition: "aws", account: member });
    const scan = { name, grants, holders: [road.scanRoleArn(accountId(member))] };
    const unused = () => [own, scan].flatMap((each) => unusedGrants(each, on.sandbox.calls));
    // The notifier alone reads single findings there: ../deployed.spec.ts.
    const others = ["access-analyzer-org-scan: ReadFindings access-analyzer:GetFinding"];
    await eventually(unused, (left) => left.length === others.length);
    assert.deepEqual(unused(), others);
    // By the switch of the first test, and not by a policy of ours.
    const refused = [...new Set(refusals([...own.holders, ...scan.holders], on.sandbox.calls))];
    assert.deepEqual(refused, [`${scanner.roleArn} access-analyzer StartResourceScan ${home}: AccessDeniedException`]);
  });
});
