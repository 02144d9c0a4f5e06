import assert from "node:assert/strict";
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readFindingsRoad } from "../../aws/findingsRoad/readFindingsRoad";
import { deadLettersOf } from "../../aws/findings/deadLetters";
import { Calls } from "../../aws/calls";
import { defaultCallSettings } from "../../aws/clients";
import type { Session } from "../../aws/sessions";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { auditRoad } from "../../domain/audit/road/auditRoad";
import { roadPattern } from "../../domain/findings/eventPattern";
import { findingsRoad, kept, roadPlace } from "../../domain/findings/road";
import { busPolicy, intakePolicy, queueDeadLettersPolicy } from "../../domain/policies/findingsRoad/resourcePolicies";
import { keysIn } from "../support/findingActions";
import { inventory } from "../support/organization";
import { projectOf } from "../support/project";

const yaml = `
notifications:
  destinations: { us: { email: security@example.com } }
  default: [us]
`;

describe("The reader of the findings road", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  const environment = process.env["AWS_ENDPOINT_URL"];
  const { config, plan, inventory: live } = projectOf(yaml, inventory([], ["eu-central-1"]));
  const organization = live.organization.id;
  const road = findingsRoad(roadPlace(config));
  const home = config.organization.homeRegion;
  let session: Session;
  let sqs: SQSClient;
  let events: EventBridgeClient;

  before(async () => {
    sandbox = await startSandbox();
    process.env["AWS_ENDPOINT_URL"] = sandbox.url;
    const keys = keysIn(sandbox, config.organization.delegatedAdministrator);
    session = {
      ...{
        account: config.organization.delegatedAdministrator,
        partition: "aws",
        arn: "",
        homeRegion: home,
        settings: defaultCallSettings,
      },
      credentials: () => Promise.resolve(keys),
    };
    const options = { endpoint: sandbox.url, region: home, credentials: keys, maxAttempts: 1 };
    sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
    events = new EventBridgeClient(options);
  });
  after(async () => {
    if (environment === undefined) delete process.env["AWS_ENDPOINT_URL"];
    else process.env["AWS_ENDPOINT_URL"] = environment;
    await sandbox.close();
  });

  const audited = async () => {
    const found = await readFindingsRoad(config, plan, live, new Map([[session.account, { read: session }]]), new Calls(8));
    const parts = auditRoad(config, plan, live, found);
    return (kind: string, name: string) => {
      const one = parts.find((part) => part.kind === kind && part.name === name);
      return one === undefined ? "not audited" : [one.state, ...one.details].join(": ");
    };
  };

  it("says of what is not there that it is not", async () => {
    const stateOf = await audited();
    for (const [kind, name] of [
      ["bus", road.bus.name],
      ["rule", road.intakeRule.name],
      ["queue", road.intake.name],
      ["topic", road.notifications.name],
    ] as const)
      assert.equal(stateOf(kind, name), "missing", `${kind} ${name}`);
  });

  it("reads bus, rule and queues as they were made, and what was changed", async () => {
    const { name: EventBusName } = road.bus;
    await events.send(new CreateEventBusCommand({ Name: EventBusName }));
    await events.send(new PutPermissionCommand({ EventBusName, Policy: JSON.stringify(busPolicy(config, organization)) }));
    const rule = { Name: road.intakeRule.name, EventBusName, EventPattern: JSON.stringify(roadPattern) };
    await events.send(new PutRuleCommand(rule));
    const create = (QueueName: string, policy: object, more: Record<string, string> = {}) =>
      sqs.send(
        new CreateQueueCommand({ QueueName, Attributes: { SqsManagedSseEnabled: "true", Policy: JSON.stringify(policy), ...more } }),
      );
    const MessageRetentionPeriod = String(kept.deadLetters);
    await create(road.intakeDeadLetters.name, queueDeadLettersPolicy(road.intakeDeadLetters.arn), { MessageRetentionPeriod });
    const letters = JSON.stringify({ deadLetterTargetArn: road.intakeDeadLetters.arn, maxReceiveCount: 5 });
    await create(road.intake.name, intakePolicy(config), { RedrivePolicy: letters });
    await create(road.deadLetters(home).name, queueDeadLettersPolicy(road.deadLetters(home).arn));
    const target = { Id: "intake", Arn: road.intake.arn, DeadLetterConfig: { Arn: road.deadLetters(home).arn } };
    await events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName, Targets: [target] }));

    const stateOf = await audited();
    assert.equal(stateOf("bus", road.bus.name), "asPlanned");
    assert.equal(stateOf("rule", road.intakeRule.name), "asPlanned");
    assert.equal(stateOf("queue", road.intake.name), "asPlanned");
    assert.equal(stateOf("queue", road.intakeDeadLetters.name), "asPlanned");
    assert.equal(stateOf("dead letters", road.intakeDeadLetters.name), "asPlanned");

    await events.send(new PutRuleCommand({ ...rule, State: "DISABLED" }));
    assert.equal((await audited())("rule", road.intakeRule.name), "changed: its state is DISABLED, planned ENABLED");
  });

  it("counts dead letters, and gives each once", async () => {
    const queue = { ...road.deadLetters(home), name: "letters", url: road.intake.url.replace(road.intake.name, "letters") };
    await sqs.send(new CreateQueueCommand({ QueueName: queue.name }));
    for (const text of ["one", "two", "three"]) await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: text }));
    const bodies: string[] = [];
    for await (const letter of deadLettersOf(queue, session, new Calls(1))) {
      bodies.push(letter.body);
      if (letter.body === "two") await letter.delete();
    }
    assert.deepEqual(bodies.sort(), ["one", "three", "two"]);
  });

  it("says why nothing is known where the account was not entered", async () => {
    const found = await readFindingsRoad(config, plan, live, new Map(), new Calls(1));
    const states = new Set(auditRoad(config, plan, live, found).map(({ state }) => state));
    assert.deepEqual([...states], ["unreadable"]);
  });
});
