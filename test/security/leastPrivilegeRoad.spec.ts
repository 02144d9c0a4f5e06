import assert from "node:assert/strict";
import { DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient, UpdateAliasCommand } from "@aws-sdk/client-kms";
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { DeleteScheduleCommand, GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import { ListSubscriptionsByTopicCommand, SetSubscriptionAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Audit } from "../../domain/audit/audit";
import { findingsRoad, roadNames, roadPlace } from "../../domain/findings/road";
import { deleteRole, findRole } from "../../dev/sandbox/iam/roles";
import { run } from "../support/commandLine";
import { requireEngine } from "../support/engineProject";
import { refusals, repeatedGrants, unusedGrants, unusedResources, type HeldPolicy } from "../support/grantUse";
import { heldForRoad } from "../support/heldPolicies";
import { clients, sessionIn } from "../support/sandboxClients";
import { management, organization, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

const region = "eu-central-1";
const small = {
  ...organization,
  regions: { enabledByDefault: [region] },
  accounts: organization.accounts.filter(({ id }) => id === management || id === security),
};

function yaml(tags: string, isTelling = true): string {
  const notifications = `notifications:
  destinations: { soc: { sqs: "arn:aws:sqs:${region}:${security}:soc" }, us: { email: security@example.com }, room: { chat: true } }
  default: [soc, us]
scanner: { enabled: true }`;
  return `version: 1
organization: { management: "${management}", delegatedAdministrator: "${security}", homeRegion: ${region} }
rollout: { parallel: 2, settleSeconds: 1 }
tags: ${tags}
${isTelling ? notifications : ""}`;
}

/** One findings road with its scanner from its first roll-out until it is switched off. The sandbox enforces our roles' policies, and writes down what IAM was asked. */
describe("Least privilege on the findings road: what our roles hold for it is sufficient, and grants nothing that is never used", function () {
  this.timeout(600_000);
  this.bail(true);
  let world: StacksWorld;
  let policies: HeldPolicy[];
  let clientOf: <Client>(Class: new (options: object) => Client) => Client;

  before(async function () {
    const engine = await requireEngine(this);
    world = await stacksWorld(engine, yaml(`{ team: one, goes: "yes", empty: "" }`), small);
    const credentials = await sessionIn(world.sandbox, security);
    clientOf = (Class) => new Class({ endpoint: world.sandbox.url, region, credentials, maxAttempts: 1 });
    await clientOf(SQSClient).send(new CreateQueueCommand({ QueueName: "soc" }));
    const { code, stderr } = await world.inventory();
    assert.equal(code, 0, stderr);
  });
  after(() => world?.close());

  const deploy = async (...args: string[]) => {
    const { code, told } = await world.deploy(args);
    assert.equal(code, 0, told);
  };

  it("the roll-out, and a preview by the audit role", async () => {
    await deploy();
    await deploy("--preview");
    // The management account's forwarder is looked for where it is gone, and made again.
    const { iam } = clients(world.sandbox);
    const RoleName = roadNames.watchForwarderRole;
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "findings-road" }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    await deploy("--only", "management", "--preview");
    await deploy("--only", "management");
    policies = heldForRoad(world.configuration());
  });

  it("the audit names the scanner's schedule and the role by which it enters accounts, where somebody deleted them", async () => {
    const road = findingsRoad(roadPlace(world.configuration()));
    await clientOf(SchedulerClient).send(new DeleteScheduleCommand({ Name: road.scanSchedule.name }));
    assert.ok(deleteRole(world.sandbox.world, security, roadNames.scanRole));
    const { code, stdout } = await run(["audit", "--json"], world.project.folder, world.env);
    assert.equal(code, 1, stdout);
    const told = JSON.parse(stdout) as Audit; // what --json prints
    const schedule = told.road.find(({ kind, name }) => kind === "schedule" && name === road.scanSchedule.name);
    assert.equal(schedule?.state, "missing");
    const roles = told.roles.find(({ account }) => account === security);
    assert.equal(roles?.state, "missing");
    assert.match(roles.details.join(), new RegExp(`${roadNames.scanRole}\\b`));
  });

  it("everything has other tags, and what somebody changed is put right", async () => {
    const road = findingsRoad(roadPlace(world.configuration()));
    const [lambda, sns, scheduler] = [clientOf(LambdaClient), clientOf(SNSClient), clientOf(SchedulerClient)];
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: road.functions.notifier.name, Timeout: 3 }));
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, BatchSize: 1 }));
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: road.notifications.arn }));
    const SubscriptionArn = Subscriptions.find(({ Protocol }) => Protocol === "sqs")?.SubscriptionArn;
    const attribute = { AttributeName: "FilterPolicy", AttributeValue: '{"destination":["nobody"]}' };
    await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, ...attribute }));
    const schedule = await scheduler.send(new GetScheduleCommand({ Name: road.schedule.name }));
    await scheduler.send(
      new UpdateScheduleCommand({
        ...schedule,
        Name: road.schedule.name,
        Target: schedule.Target,
        ScheduleExpression: "rate(7 days)",
        FlexibleTimeWindow: { Mode: "OFF" },
      }),
    );
    const kms = clientOf(KMSClient);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new UpdateAliasCommand({ AliasName: roadNames.findingsKey, TargetKeyId: KeyMetadata?.KeyId }));
    const { iam } = clients(world.sandbox);
    const RoleName = roadNames.watchForwarderRole;
    await iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 }));
    await iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: "another" }));
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    const other = { Version: "2012-10-17", Statement: [trust] };
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(other) }));
    await clientOf(DynamoDBClient).send(new UpdateTableCommand({ TableName: road.table.name, DeletionProtectionEnabled: true }));
    // The functions are told of another mailbox.
    world.writeConfiguration(yaml(`{ team: two, comes: "yes", empty: "" }`).replace("security@", "elsewhere@"));
    // As docs/findings-road.md has it.
    await deploy("--only", "management", "--yes");
    await deploy("--only", "security");
    const rate = async (Name: string) => (await scheduler.send(new GetScheduleCommand({ Name }))).ScheduleExpression;
    assert.deepEqual([await rate(road.schedule.name), await rate(road.scanSchedule.name)], ["rate(1 hour)", "rate(1 day)"]);
    assert.ok(findRole(world.sandbox.world, security, roadNames.scanRole));
  });

  it("switched off, it goes", async () => {
    world.writeConfiguration(yaml(`{ team: two, comes: "yes", empty: "" }`, false));
    await deploy();
  });

  it("none of it was refused: the policies are sufficient", () => {
    assert.deepEqual(
      refusals(
        policies.flatMap(({ holders }) => holders),
        world.sandbox.calls,
      ),
      [],
    );
  });

  it("every action was used, every resource was reached, and no statement repeats another one", () => {
    const { calls } = world.sandbox;
    assert.deepEqual(
      policies.flatMap((policy) => unusedGrants(policy, calls)),
      [],
    );
    assert.deepEqual(
      policies.flatMap((policy) => unusedResources(policy, calls)),
      [],
    );
    assert.deepEqual(
      policies.flatMap((policy) => repeatedGrants(policy, calls)),
      [],
    );
  });
});
