import assert from "node:assert/strict";
import { roadPattern } from "../../domain/findings/eventPattern";
import { findingsRoad, roadPlace } from "../../domain/findings/road";
import { region } from "../../domain/identifiers";
import { rollOut } from "../../stacks";
import { assertSoundGraph, waitsFor } from "../support/graph";
import { record, type Recording } from "../support/mockRecorder";
import { notifying } from "../support/notifying";
import { configuration, delegatedAdministrator } from "../support/organization";
import { projectOf } from "../support/project";

const road = findingsRoad(roadPlace(configuration()));
const home = "eu-central-1";
const regions = [home, "eu-west-1", "us-east-1"];
const types = {
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  bus: "aws:cloudwatch/eventBus:EventBus",
  busPolicy: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
  queue: "aws:sqs/queue:Queue",
  queuePolicy: "aws:sqs/queuePolicy:QueuePolicy",
  topic: "aws:sns/topic:Topic",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
  function: "aws:lambda/function:Function",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  key: "aws:kms/key:Key",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
};

const security = (yaml: string) => record(() => rollOut({ kind: "security" }, projectOf(yaml), { env: {} }), { stack: "security" });
/** Of the road alone, by logical name. */
const names = (recording: Recording) =>
  recording.resources.flatMap(({ custom, name }) => (custom && name.startsWith("findings-") ? [name] : [])).sort();

describe("the findings road of the security stack", function () {
  this.timeout(60_000);
  let recording: Recording;
  before(async () => {
    recording = await security(notifying);
  });

  it("is there only where there are notifications", async () => {
    assert.deepEqual(names(await security("")), []);
    assertSoundGraph(recording);
    assert.ok(names(recording).length > 40);
  });

  it("has a rule in every Region that has an analyzer, which waits for the bus and has dead letters of its own Region", () => {
    const busPolicy = recording.named(`findings-${home}-bus-policy`);
    const forwarders = recording.ofType(types.rule).filter(({ inputs }) => inputs.name === "access-analyzer-org-findings");
    assert.deepEqual(
      forwarders.map(({ inputs }) => inputs.region),
      regions,
    );
    for (const rule of forwarders) {
      assert.deepEqual(JSON.parse(String(rule.inputs.eventPattern)), roadPattern);
      assert.ok(waitsFor(recording, rule, busPolicy), rule.urn);
    }
    // What a program leaves out, no roll-out puts back.
    for (const { urn, inputs } of recording.ofType(types.rule)) assert.equal(inputs.state, "ENABLED", urn);
    for (const target of recording.ofType(types.target)) {
      const deadLetters = recording.named(`findings-${String(target.inputs.region)}-dead-letters`);
      assert.ok(waitsFor(recording, target, deadLetters), target.urn);
      assert.ok(target.inputs.deadLetterConfig, target.urn);
    }
    // Of findings and of tampering, each with a rule on its bus.
    assert.equal(recording.ofType(types.target).length, 2 * (regions.length + 1));
  });

  it("leaves Regions out where forwarders are not wanted: dead letters stay at home, where the bus is", async () => {
    const exclude = regions.slice(0, 2).map((name) => `{ name: ${name}, reason: an SCP }`);
    const fewer = await security(`${notifying}\nregions: { forwarders: { exclude: [${exclude.join(", ")}] } }`);
    const rules = fewer.ofType(types.rule).map(({ inputs }) => `${String(inputs.name)} ${String(inputs.region)}`);
    assert.deepEqual(rules.sort(), [
      ...["access-analyzer-org-findings us-east-1", `access-analyzer-org-intake ${home}`],
      ...["access-analyzer-org-watch us-east-1", `access-analyzer-org-watch-intake ${home}`],
    ]);
    const queues = fewer.ofType(types.queue).filter(({ inputs }) => inputs.name === "access-analyzer-org-dead-letters");
    assert.deepEqual(queues.map(({ inputs }) => inputs.region).sort(), [home, "us-east-1"]);
  });

  it("names everything as road.ts does", () => {
    const found = (type: string) => recording.ofType(type).map(({ inputs }) => inputs.name);
    assert.deepEqual(found(types.bus).sort(), [road.bus.name, road.watchBus.name]);
    assert.deepEqual(
      found(types.function).sort(),
      Object.values(road.functions)
        .map(({ name }) => name)
        .sort(),
    );
    assert.deepEqual(
      found(types.logGroup).sort(),
      Object.values(road.functions)
        .map(({ logGroup }) => logGroup)
        .sort(),
    );
    assert.deepEqual(found(types.topic).sort(), [road.alarms.name, road.chat("room").name, road.notifications.name].sort());
    const queues = [
      road.intake,
      road.intakeDeadLetters,
      road.sweep,
      road.sweepDeadLetters,
      road.watch,
      road.watchDeadLetters,
      ...regions.map((name) => road.deadLetters(region(name))),
    ];
    assert.deepEqual(found(types.queue).sort(), queues.map(({ name }) => name).sort());
  });

  it("encrypts every queue and topic, and restricts who sends", () => {
    for (const queue of recording.ofType(types.queue)) {
      assert.equal(queue.inputs.sqsManagedSseEnabled, true, queue.urn);
      assert.ok(
        recording.ofType(types.queuePolicy).some((policy) => waitsFor(recording, policy, queue)),
        queue.urn,
      );
    }
    for (const { urn, inputs } of recording.ofType(types.topic))
      assert.equal(inputs.kmsMasterKeyId, `alias/access-analyzer-org-${inputs.name === road.alarms.name ? "alarms" : "findings"}`, urn);
    for (const { urn, retainOnDelete, protect, inputs } of recording.ofType(types.key))
      assert.deepEqual([retainOnDelete, protect, inputs.enableKeyRotation], [true, false, true], urn);
  });

  it("takes messages two at once, gives each six times the function's time, and tries it five times", () => {
    for (const { inputs } of recording.ofType(types.mapping)) {
      assert.deepEqual(inputs.scalingConfig, { maximumConcurrency: 2 });
      assert.deepEqual(inputs.functionResponseTypes, ["ReportBatchItemFailures"]);
    }
    const taken = recording.ofType(types.queue).filter(({ inputs }) => inputs.redrivePolicy !== undefined);
    assert.equal(taken.length, 3);
    for (const { inputs } of taken) {
      assert.equal(inputs.visibilityTimeoutSeconds, 360);
      assert.equal(JSON.parse(String(inputs.redrivePolicy)).maxReceiveCount, 5);
    }
    for (const { inputs } of recording.ofType(types.function)) assert.ok(Number(inputs.timeout) <= 60);
  });

  it("subscribes mailboxes and own queues, each to its own messages; alarms go unfiltered to theirs", () => {
    const subscriptions = recording.ofType(types.subscription).map(({ name, inputs }) => [name, inputs.protocol, inputs.filterPolicy]);
    assert.deepEqual(subscriptions.sort(), [
      [`findings-${home}-alarms-topic-us`, "email", undefined],
      [`findings-${home}-notifications-soc`, "sqs", '{"destination":["soc"]}'],
      [`findings-${home}-notifications-us`, "email", '{"destination":["us"]}'],
    ]);
  });

  it("tells what is to be done by hand for a queue of another account, and which topics chat rooms are connected to", () => {
    const { findingsRoad: told } = recording.outputs as { findingsRoad: { foreignQueues: object[]; chatTopics: object } };
    assert.deepEqual(
      told.foreignQueues.map((each) => Reflect.get(each, "account")),
      ["666666666666"],
    );
    const [{ command, queuePolicyStatement }] = told.foreignQueues as [{ command: string; queuePolicyStatement: { Resource: string } }];
    assert.match(command, /^aws sns subscribe --region eu-central-1 --topic-arn \S+:access-analyzer-org-notifications --protocol sqs /);
    assert.ok(command.includes(`"FilterPolicy":"{\\"destination\\":[\\"abroad\\"]}"`));
    assert.equal(queuePolicyStatement.Resource, "arn:aws:sqs:eu-central-1:666666666666:soc");
    assert.deepEqual(Object.keys(told.chatTopics), ["room"]);
  });

  it("alarms are told by a topic and a key of their own, and silence of the planner is one", () => {
    const alarms = recording.ofType(types.alarm);
    assert.deepEqual(
      alarms.filter(({ inputs }) => inputs.treatMissingData === "breaching").map(({ inputs }) => inputs.metricName),
      ["SweepPlanned"],
    );
    for (const { inputs } of alarms) assert.match(String(inputs.name), /^access-analyzer-org-/);
    for (const metric of ["DeadLetters", "UntoldAgeSeconds", "GoneWithheld", "NewlyArchived", "Errors"])
      assert.ok(
        alarms.some(({ inputs }) => inputs.metricName === metric),
        metric,
      );
  });

  it("a changed subscription changes nothing else, and another home Region shares nothing with the old one but the other Regions' rules", async () => {
    const changed = await security(notifying.replace("security@example.com", "elsewhere@example.com"));
    assert.deepEqual(names(changed), names(recording));
    const differing = recording.resources.filter(
      ({ custom, name, inputs, type }) =>
        custom &&
        type !== types.function &&
        JSON.stringify(changed.resources.find((other) => other.custom && other.name === name && other.type === type)?.inputs) !==
          JSON.stringify(inputs),
    );
    assert.deepEqual(differing.map(({ name }) => name).sort(), [`findings-${home}-alarms-topic-us`, `findings-${home}-notifications-us`]);
    const moved = await record(
      () => {
        const project = projectOf(notifying);
        const organization = { ...project.config.organization, homeRegion: region("eu-west-1") };
        return rollOut({ kind: "security" }, { ...project, config: { ...project.config, organization } }, { env: {} });
      },
      { stack: "security" },
    );
    const common = names(moved).filter((name) => names(recording).includes(name));
    assert.deepEqual(
      [...new Set(common)].sort(),
      regions
        .flatMap((name) =>
          ["dead-letters", "dead-letters-policy", "rule", "rule-target", "watch-rule", "watch-rule-target"].map(
            (what) => `findings-${name}-${what}`,
          ),
        )
        .sort(),
    );
  });

  it("belongs to the delegated administrator: only policies, and what the functions are told, name other accounts", () => {
    for (const { inputs, urn } of recording.resources.filter(({ name }) => name.startsWith("findings-")))
      for (const [, account] of JSON.stringify({ ...inputs, policy: undefined, code: undefined }).matchAll(
        /arn:aws:[a-z]+:[a-z0-9-]+:(\d{12}):/g,
      ))
        assert.equal(account, delegatedAdministrator, urn);
  });
});
