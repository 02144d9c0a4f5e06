import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchClient, DeleteAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DisableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateKeyCommand,
  KMSClient,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { rootFolder } from "../../dev/engine/location";
import { findRole } from "../../dev/sandbox/iam/roles";
import { findAnalyzers } from "../../dev/sandbox/services/accessanalyzer";
import { aliasesOf, keysOf } from "../../dev/sandbox/services/kms/keys";
import type { Audit } from "../../domain/audit/audit";
import { findingsRoad, roadNames, roadPlace } from "../../domain/findings/road";
import { provisionRoleName } from "../../domain/names";
import { ourTags } from "../../domain/policies/roles";
import { exportState } from "../../scripts/pulumi";
import { run } from "../support/commandLine";
import { requireEngine } from "../support/engineProject";
import { allowing } from "../support/findingActions";
import { withForgers } from "../support/forgers";
import { sessionIn } from "../support/sandboxClients";
import { management, organization, security } from "../support/stacksOrganization";
import { isChange, stacksWorld, type StacksWorld } from "../support/stacksWorld";

const [home, other] = ["eu-central-1", "eu-west-1"];
const small = { ...organization, accounts: organization.accounts.filter(({ id }) => id === management || id === security) };

interface Wanted {
  email?: string;
  isTelling?: boolean;
  homeRegion?: string;
  /** A Region without rules. */
  excluded?: string;
  /** In the delegated administrator. */
  hasScanner?: boolean;
}

/** No analyzer is tied to the home Region, so that another one is a change of the road alone. */
function yaml({ email = "security@example.com", isTelling = true, homeRegion = home, excluded, hasScanner = false }: Wanted = {}): string {
  const notifications = `notifications:
  destinations:
    soc: { sqs: "arn:aws:sqs:${home}:${security}:soc" }
    abroad: { sqs: "arn:aws:sqs:${home}:${management}:soc" }
    us: { email: ${email} }
    room: { chat: true }
  default: [soc, us]
overrides: [{ where: { account: "${security}" }, scanner: { enabled: ${hasScanner} } }]`;
  return `version: 1
organization: { management: "${management}", delegatedAdministrator: "${security}", homeRegion: ${homeRegion} }
access: { rolesRegion: ${home} }
rollout: { parallel: 2, settleSeconds: 1 }
${excluded === undefined ? "" : `regions: { forwarders: { exclude: [{ name: ${excluded}, reason: denied }] } }`}
${isTelling ? notifications : ""}`;
}

const onlyHere = ["--only", "security"];

/** Each test goes on where the one before ended. */
describe("The findings road, rolled out", function () {
  this.timeout(600_000);
  this.bail(true);
  let world: StacksWorld;
  let clientOf: <Client>(Class: new (options: object) => Client, region?: string) => Client;

  before(async function () {
    const engine = await requireEngine(this);
    world = await stacksWorld(engine, yaml(), small);
    const credentials = await sessionIn(world.sandbox, security);
    clientOf = (Class, region = home) => new Class({ endpoint: world.sandbox.url, region, credentials, maxAttempts: 1 });
    const Policy = allowing({ Service: "sns.amazonaws.com" }, "sqs:SendMessage", `arn:aws:sqs:${home}:${security}:soc`);
    await clientOf(SQSClient).send(new CreateQueueCommand({ QueueName: "soc", Attributes: { Policy } }));
    const { code, stderr } = await world.inventory();
    assert.equal(code, 0, stderr);
  });
  after(() => world?.close());

  /** What was changed meanwhile by our own role, as `sns Subscribe`. */
  const deploy = async (args: string[] = []) => {
    const since = world.sandbox.calls.length;
    const { code, told, stacks, report } = await world.deploy(args);
    assert.equal(code, 0, told);
    // What our own program makes is decided, in a first preview too.
    const notes = report?.stacks.flatMap(({ violations = [] }) => violations).filter(({ policy }) => policy.startsWith("findings-road"));
    assert.deepEqual(notes ?? [], []);
    // The functions are at work meanwhile.
    const ours = world.sandbox.calls.slice(since).filter((call) => isChange(call) && call.principalArn?.endsWith(`/${provisionRoleName}`));
    return { stacks, changes: [...new Set(ours.map(({ service, operation }) => `${service} ${operation}`))].sort() };
  };
  const resources = async () => (await exportState(world.project, "security")).resources;
  const ofRoad = async () => (await resources()).filter(({ urn }) => urn.includes("::findings-"));
  const output = async () => (await resources()).find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs["findingsRoad"];
  const rulesIn = async (region: string) =>
    (await clientOf(EventBridgeClient, region).send(new ListRulesCommand({}))).Rules?.map(({ Name }) => Name);
  const queuesIn = async (region: string) =>
    ((await clientOf(SQSClient, region).send(new ListQueuesCommand({}))).QueueUrls ?? []).map((url) => url.split("/").at(-1)).sort();
  /** Of the road, as the audit says. */
  const notAsPlanned = async () => {
    const { stdout, stderr } = await run(["audit", "--json"], rootFolder, world.env);
    assert.ok(stdout.startsWith("{"), stderr);
    const { road } = JSON.parse(stdout) as Audit; // what the command documents
    return road.flatMap(({ kind, name, region, state }) => (state === "asPlanned" ? [] : [`${kind} ${name} ${region} ${state}`])).sort();
  };
  const roles = () =>
    [
      ...Object.values(roadNames.functions),
      ...[roadNames.forwarderRole, roadNames.watchForwarderRole, roadNames.scheduleRole, roadNames.redriveRole],
    ].filter((name) => findRole(world.sandbox.world, security, name));
  const analyzers = () => findAnalyzers(world.sandbox.world, { account: security }).map(({ arn }) => arn);
  const aliases = () => [...aliasesOf(world.sandbox.world).values()].map(({ name }) => name).sort();

  /** What is told in queue `soc` of findings, as soon as there is something. What was done to the road is told there too. */
  const firstFindings = async () => {
    const asked = { QueueUrl: `${world.sandbox.url}/${security}/soc`, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 };
    const until = Date.now() + 60_000;
    for (;;) {
      const { Messages = [] } = await clientOf(SQSClient).send(new ReceiveMessageCommand(asked));
      const told = Messages.map(({ Body = "" }) => JSON.parse(Body) as Record<string, unknown>);
      const findings = told
        .filter(({ AlarmName, kind }) => AlarmName === undefined && kind !== "tampering")
        .map(({ kind, resource }) => [kind, resource]);
      if (findings.length > 0 || Date.now() > until) return findings;
    }
  };

  it("is made with its roles, and tells a person what to do by hand", async () => {
    await deploy();
    assert.equal(roles().length, 8);
    for (const region of [home, other])
      assert.deepEqual(await rulesIn(region), ["access-analyzer-org-findings", "access-analyzer-org-watch"], region);
    assert.deepEqual(await queuesIn(other), ["access-analyzer-org-dead-letters"]);
    assert.equal((await queuesIn(home)).length, 8);
    const told = JSON.stringify(await output());
    const topic = `arn:aws:sns:${home}:${security}:access-analyzer-org-notifications`;
    assert.match(told, new RegExp(`confirm-subscription --region ${home} --topic-arn ${topic} --authenticate-on-unsubscribe true`));
    assert.match(
      told,
      new RegExp(
        `sns subscribe --region ${home} --topic-arn ${topic} --protocol sqs --notification-endpoint arn:aws:sqs:${home}:${management}`,
      ),
    );
    assert.match(told, /"room":"arn:aws:sns:[^"]+:access-analyzer-org-chat-room"/);
  });

  it("then there is nothing to do", async () => {
    const { stacks, changes } = await deploy(onlyHere);
    assert.deepEqual([stacks["security"], changes], ["unchanged", []]);
  });

  it("what somebody changed or took away is put right by a deploy, as the audit advises", async () => {
    const road = findingsRoad(roadPlace(world.configuration()));
    const before = await notAsPlanned();
    // A person confirms mailboxes, and another account subscribes its queue.
    assert.ok(
      before.every((part) => /^(subscription|heartbeat) /.test(part)),
      before.join("\n"),
    );
    const [lambda, sqs] = [clientOf(LambdaClient), clientOf(SQSClient)];
    await clientOf(EventBridgeClient, other).send(new DisableRuleCommand({ Name: road.bus.name }));
    await clientOf(EventBridgeClient).send(new RemoveTargetsCommand({ Rule: road.bus.name, Ids: ["bus"] }));
    const Attributes = { Policy: allowing("*", "sqs:SendMessage", road.intake.arn), MessageRetentionPeriod: "60" };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: road.intake.url, Attributes }));
    await clientOf(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: ["access-analyzer-org-dead-letters"] }));
    const FunctionName = road.functions.notifier.name;
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, Enabled: false }));
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: road.functions.sweepWorker.name, Timeout: 3 }));
    const key = { AttributeName: "KmsMasterKeyId", AttributeValue: "" };
    await clientOf(SNSClient).send(new SetTopicAttributesCommand({ TopicArn: road.notifications.arn, ...key }));
    const tampered = (await notAsPlanned()).filter((part) => !before.includes(part));
    assert.deepEqual(tampered.map((part) => part.split(" ").slice(0, 2).join(" ")).sort(), [
      ...["alarm access-analyzer-org-dead-letters", "function access-analyzer-org-notifier", "function access-analyzer-org-sweep-worker"],
      ...["queue access-analyzer-org-intake", "rule access-analyzer-org-findings", "rule access-analyzer-org-findings"],
      "topic access-analyzer-org-notifications",
    ]);
    await deploy(onlyHere);
    assert.deepEqual(await notAsPlanned(), before);
  });

  it("takes nothing from anybody but our own functions and rules, and tells what is genuine", async () => {
    const { bus, intake } = findingsRoad(roadPlace(world.configuration()));
    const denied = { name: "AccessDeniedException" };
    const forwarder = { path: world.configuration().access.rolePath, name: roadNames.forwarderRole };
    await withForgers(world.sandbox, security, forwarder, async (forgers) => {
      for (const [who, credentials] of Object.entries(forgers)) {
        const as = { endpoint: world.sandbox.url, region: home, credentials, maxAttempts: 1, useQueueUrlAsEndpoint: false };
        const Detail = JSON.stringify({ status: "RESOLVED" });
        for (const Source of ["aws.access-analyzer", "access-analyzer-org"]) {
          const Entries = [{ EventBusName: bus.arn, Source, DetailType: "Access Analyzer Finding", Detail }];
          await assert.rejects(new EventBridgeClient(as).send(new PutEventsCommand({ Entries })), denied, `${who}, ${Source}`);
        }
        await assert.rejects(new SQSClient(as).send(new SendMessageCommand({ QueueUrl: intake.url, MessageBody: Detail })), denied, who);
      }
    });
    const kms = clientOf(KMSClient);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const owner = { Effect: "Allow", Principal: { AWS: security }, Action: "kms:*", Resource: "*" };
    const everybody = { Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [owner, everybody] });
    await kms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, Policy }));
    assert.deepEqual(await firstFindings(), [["opened", KeyMetadata?.Arn]]);
  });

  it("another mailbox is another subscription, and what the functions are told", async () => {
    world.writeConfiguration(yaml({ email: "elsewhere@example.com" }));
    assert.deepEqual((await deploy(onlyHere)).changes, ["lambda UpdateFunctionCode", "sns Subscribe"]);
  });

  it("another home Region gets a road of its own, with the scanner from now on, and the old one goes", async () => {
    world.writeConfiguration(yaml({ homeRegion: other, hasScanner: true }));
    await deploy();
    assert.deepEqual(await queuesIn(home), ["access-analyzer-org-dead-letters", "soc"]);
    assert.equal((await queuesIn(other)).length, 9);
    const rules = [roadNames.findingsRule, roadNames.scanRule, roadNames.watchRule];
    for (const region of [home, other]) assert.deepEqual(await rulesIn(region), rules, region);
    assert.deepEqual((await deploy(onlyHere)).changes, []);
  });

  it("switched off, all of it goes but the keys, the scanner with it; coverage is untouched", async () => {
    const before = analyzers();
    world.writeConfiguration(yaml({ isTelling: false, homeRegion: other }));
    await deploy();
    assert.deepEqual(await ofRoad(), []);
    for (const region of [home, other]) assert.deepEqual(await rulesIn(region), [], region);
    assert.deepEqual([await queuesIn(home), await queuesIn(other), roles(), aliases()], [["soc"], [], [], []]);
    assert.equal(keysOf(world.sandbox.world).filter(({ tags }) => tags.size > 0).length, 4);
    assert.deepEqual(analyzers(), before);
  });

  it("the keys that stayed are found and deleted by their account as docs/findings-road.md says", async () => {
    const page = readFileSync(join(rootFolder, "docs", "findings-road.md"), "utf8");
    for (const command of ["list-keys", "list-resource-tags", "schedule-key-deletion"])
      assert.ok(page.includes(`aws kms ${command} `), command);
    for (const region of [home, other]) {
      const kms = clientOf(KMSClient, region);
      const { Keys = [] } = await kms.send(new ListKeysCommand({ Limit: 100 }));
      const tagged = await Promise.all(
        Keys.map(async ({ KeyId }) => ({ KeyId, ...(await kms.send(new ListResourceTagsCommand({ KeyId }))) })),
      );
      const [ours] = Object.entries(ourTags(world.configuration()));
      const left = tagged.filter(({ Tags = [] }) => Tags.some(({ TagKey, TagValue }) => TagKey === ours?.[0] && TagValue === ours?.[1]));
      assert.equal(left.length, 2, region);
      for (const { KeyId } of left) await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    }
  });

  it("switched on again where a policy denies a Region, that is told with the way out, which works", async () => {
    const Condition = { StringEquals: { "aws:RequestedRegion": home } };
    const content = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: ["events:*", "sqs:*"], Resource: "*", Condition }],
    });
    const policy = { id: "p-noevents", name: "no-events", description: "", content, targets: new Set([security]) };
    world.sandbox.world.organization.policies.set(policy.id, policy);
    world.writeConfiguration(yaml({ homeRegion: other }));
    const { code, told } = await world.deploy();
    assert.equal(code, 2, told);
    assert.match(told, new RegExp(`:${home}:\\d+:access-analyzer-org-dead-letters with an explicit deny in a service control policy`));
    assert.match(told, /Name the Region in regions\.forwarders\.exclude/);
    world.writeConfiguration(yaml({ homeRegion: other, excluded: home }));
    await deploy();
    assert.deepEqual(await rulesIn(other), ["access-analyzer-org-findings", "access-analyzer-org-watch"]);
    assert.equal((await queuesIn(other)).length, 7);
    assert.equal(roles().length, 8);
    assert.deepEqual(aliases(), [roadNames.alarmsKey, roadNames.findingsKey]);
  });
});
