import assert from "node:assert/strict";
import {
  CreateEventBusCommand,
  DisableRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { emitEvent } from "../../../dev/sandbox/services/events/emit";
import { eventWorld, home, member, security, type EventWorld } from "../../support/eventWorld";

const finding = {
  account: security,
  region: home,
  source: "aws.access-analyzer",
  detailType: "Access Analyzer Finding",
  detail: { id: "1" },
};
const pattern = { source: ["aws.access-analyzer"] };

describe("the sandbox's EventBridge", () => {
  let world: EventWorld;
  beforeEach(async () => void (world = await eventWorld()));
  afterEach(() => world.close());

  const soon = () => world.clock.advance(world.sandbox.world.settings.eventDeliveryMilliseconds);
  const put = (event: Partial<typeof finding> = {}) => emitEvent(world.sandbox.world, { ...finding, ...event });
  const ids = async (queue: string) => (await world.received(queue)).map(({ body }) => (body["detail"] as { id: string }).id);

  describe("brings an event of an AWS service", () => {
    it("to a queue, as it was", async () => {
      const queue = await world.queue("intake");
      await world.rule("findings", { pattern, targets: [{ Id: "intake", Arn: queue }] });
      emitEvent(world.sandbox.world, { ...finding, resources: ["arn:aws:s3:::data"], time: new Date("2026-01-02T03:04:05.678Z") });
      assert.deepEqual(await world.received(queue), [], "before its time");
      soon();
      const [message, ...others] = await world.received(queue);
      assert.deepEqual(others, []);
      const { id, ...body } = message?.body ?? {};
      assert.match(String(id), /^[0-9a-f-]{36}$/);
      assert.deepEqual(body, {
        ...{ version: "0", account: security, region: home, time: "2026-01-02T03:04:05Z" },
        ...{ source: "aws.access-analyzer", "detail-type": "Access Analyzer Finding", resources: ["arn:aws:s3:::data"] },
        detail: { id: "1" },
      });
    });

    it("in its own account and Region only, where a rule fits that is enabled", async () => {
      const queue = await world.queue("intake");
      await world.rule("findings", { pattern, targets: [{ Id: "intake", Arn: queue }] });
      put({ account: member });
      put({ region: "eu-west-1" });
      put({ source: "aws.s3" });
      put({ detail: { id: "right" } });
      soon();
      assert.deepEqual(await ids(queue), ["right"]);
      await world.events().send(new DisableRuleCommand({ Name: "findings" }));
      put();
      soon();
      assert.deepEqual(await ids(queue), []);
    });

    it("to a topic that lets EventBridge in", async () => {
      const queue = await world.queue("mailbox", { policy: "none" });
      const letting = (service: string, Action: string, Resource: string) =>
        JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: service }, Action, Resource }] });
      const QueueUrl = `${world.sandbox.url}/${security}/mailbox`;
      const Policy = letting("sns.amazonaws.com", "sqs:SendMessage", queue);
      await world.sqs().send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
      const { TopicArn = "" } = await world.sns().send(new CreateTopicCommand({ Name: "told" }));
      const Attributes = { RawMessageDelivery: "true" };
      await world.sns().send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queue, Attributes }));
      const DeadLetterConfig = { Arn: await world.queue("dead") };
      await world.rule("findings", { pattern, targets: [{ Id: "told", Arn: TopicArn, DeadLetterConfig }] });
      put({ detail: { id: "denied" } });
      world.clock.advance(1000);
      assert.deepEqual(await ids(DeadLetterConfig.Arn), ["denied"]);
      const AttributeValue = letting("events.amazonaws.com", "sns:Publish", TopicArn);
      await world.sns().send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
      put({ detail: { id: "told" } });
      world.clock.advance(1000);
      assert.deepEqual(await ids(queue), ["told"]);
    });

    it("with the target's constant input instead, where it has one", async () => {
      const queue = await world.queue("intake");
      await world.rule("findings", { pattern, targets: [{ Id: "intake", Arn: queue, Input: '{"sweep":true}' }] });
      put();
      soon();
      assert.deepEqual(
        (await world.received(queue)).map(({ body }) => body),
        [{ sweep: true }],
      );
    });
  });

  describe("of a target that fails", () => {
    const dead = async () => ({ DeadLetterConfig: { Arn: await world.queue("dead") } });
    const deadQueue = `arn:aws:sqs:${home}:${security}:dead`;
    const causes: [string, () => Promise<string>, string][] = [
      ["denies it", () => world.queue("intake", { policy: "none" }), "NO_PERMISSIONS"],
      ["is not there", async () => `arn:aws:sqs:${home}:${security}:gone`, "NO_RESOURCE"],
    ];
    for (const [what, queue, code] of causes) {
      it(`because it ${what}, writes a dead letter at once`, async () => {
        const Arn = await queue();
        await world.rule("findings", { pattern, targets: [{ Id: "intake", Arn, ...(await dead()) }] });
        put();
        soon();
        const [letter, ...others] = await world.received(deadQueue);
        assert.deepEqual(others, []);
        assert.deepEqual((letter?.body["detail"] as { id: string }).id, "1");
        const { ERROR_MESSAGE, ...attributes } = letter?.attributes ?? {};
        assert.ok(ERROR_MESSAGE);
        assert.deepEqual(attributes, {
          ...{ RULE_ARN: `arn:aws:events:${home}:${security}:rule/findings`, TARGET_ARN: Arn },
          ...{ ERROR_CODE: code, RETRY_ATTEMPTS: "0" },
        });
        world.clock.advance(600_000);
        assert.deepEqual(await world.received(deadQueue), []);
      });
    }

    it("writes its dead letter to a queue of another account too, if that lets the rule in", async () => {
      const Arn = await world.queue("dead", { account: member });
      await world.rule("findings", { pattern, targets: [{ Id: "intake", Arn: await causes[1]?.[1](), DeadLetterConfig: { Arn } }] });
      put();
      soon();
      assert.deepEqual(
        (await world.received(Arn)).map(({ attributes }) => attributes["ERROR_CODE"]),
        ["NO_RESOURCE"],
      );
      await world.queue("dead", {
        account: member,
        policy: {
          Version: "2012-10-17",
          Statement: [
            {
              ...{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: Arn },
              Condition: { StringEquals: { "aws:SourceAccount": member } },
            },
          ],
        },
      });
      put();
      soon();
      assert.deepEqual(await world.received(Arn), []);
    });

    it("for a while, tries again until it is taken", async () => {
      const queue = await world.queue("intake");
      await world.rule("findings", { pattern, targets: [{ Id: "intake", Arn: queue, ...(await dead()) }] });
      world.sandbox.world.faults.add({ match: { service: "sqs", operation: "SendMessage" }, effect: { kind: "throttle" }, times: 2 });
      put();
      soon();
      assert.deepEqual(await ids(queue), []);
      world.clock.advance(60_000);
      assert.deepEqual(await ids(queue), ["1"]);
      assert.deepEqual(await world.received(deadQueue), []);
    });

    it("writes a dead letter when its retries are used up, and when the event is too old", async () => {
      const queue = await world.queue("intake");
      world.sandbox.world.faults.add({ match: { service: "sqs", operation: "SendMessage" }, effect: { kind: "serverError" } });
      const told: (string | undefined)[] = [];
      for (const RetryPolicy of [{ MaximumRetryAttempts: 2 }, { MaximumEventAgeInSeconds: 60 }]) {
        await world.rule("findings", { pattern, targets: [{ Id: "intake", Arn: queue, ...(await dead()), RetryPolicy }] });
        put();
        world.clock.advance(120_000);
        const [letter] = await world.received(deadQueue);
        assert.equal(letter?.attributes["ERROR_CODE"], "ERROR_FROM_TARGET");
        told.push(letter?.attributes["EXHAUSTED_RETRY_CONDITION"]);
        if (told.length === 1) assert.equal(letter?.attributes["RETRY_ATTEMPTS"], "2");
      }
      assert.deepEqual(told, ["MaximumRetryAttempts", "MaximumEventAgeInSeconds"]);
    });

    it("loses the event if the dead-letter queue does not take it either", async () => {
      const Arn = await world.queue("dead", { policy: "none" });
      const missing = `arn:aws:sqs:${home}:${security}:gone`;
      await world.rule("findings", { pattern, targets: [{ Id: "intake", Arn: missing, DeadLetterConfig: { Arn } }] });
      put();
      soon();
      assert.deepEqual(await world.received(Arn), []);
    });
  });

  describe("to another bus", () => {
    const hub = `arn:aws:events:${home}:${security}:event-bus/hub`;
    const deadLetters = `arn:aws:sqs:${home}:${member}:dead`;
    let intake: string;
    let forwarder: string;
    beforeEach(async () => {
      await world.events().send(new CreateEventBusCommand({ Name: "hub" }));
      intake = await world.queue("intake");
      await world.rule("all", { bus: "hub", pattern: { source: [{ exists: true }] }, targets: [{ Id: "intake", Arn: intake }] });
      forwarder = world.role(member, "forwarder", { action: "events:PutEvents", resource: hub });
      const target = { Id: "hub", Arn: hub, RoleArn: forwarder, DeadLetterConfig: { Arn: await world.queue("dead", { account: member }) } };
      await world.rule("forward", { account: member, pattern, targets: [target] });
    });
    const lettingIn = (condition: object, effect = "Allow") =>
      world.events().send(
        new PutPermissionCommand({
          EventBusName: "hub",
          Policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: effect, Principal: { AWS: "*" }, Action: "events:PutEvents", Resource: hub, Condition: condition }],
          }),
        }),
      );
    const forwarded = async () => {
      put({ account: member });
      soon();
      soon();
      return { intake: await world.received(intake), dead: await world.received(deadLetters) };
    };

    it("keeps account, Region and id of the event", async () => {
      await lettingIn({ StringEquals: { "aws:PrincipalOrgID": world.sandbox.world.organization.id } });
      const {
        intake: [message, ...others],
        dead,
      } = await forwarded();
      assert.deepEqual([others, dead], [[], []]);
      assert.equal(message?.body["account"], member);
    });

    const conditions: [string, () => object, boolean][] = [
      ["a rule brings it", () => ({ Bool: { "events:eventBusInvocation": "true" } }), true],
      ["no rule brings it", () => ({ Bool: { "events:eventBusInvocation": "false" } }), false],
      ["its role's ARN fits", () => ({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/forwarder" } }), true],
      ["another role's ARN fits", () => ({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/other" } }), false],
      [
        "its source is named",
        () => ({ "ForAllValues:StringEquals": { "events:source": ["aws.access-analyzer"] }, Null: { "events:source": "false" } }),
        true,
      ],
      ["another source is named", () => ({ "ForAllValues:StringEquals": { "events:source": ["aws.s3"] } }), false],
      ["its detail type is named", () => ({ "ForAnyValue:StringLike": { "events:detail-type": "Access Analyzer *" } }), true],
    ];
    for (const [what, condition, isTaken] of conditions) {
      it(`is ${isTaken ? "taken" : "refused, without a retry,"} by a policy that asks whether ${what}`, async () => {
        await lettingIn(condition());
        const { intake: taken, dead } = await forwarded();
        assert.deepEqual([taken.length, dead.length], isTaken ? [1, 0] : [0, 1]);
        if (!isTaken) assert.equal(dead[0]?.attributes["ERROR_CODE"], "NO_PERMISSIONS");
      });
    }

    it("is refused without a policy, and to a role whose own policies do not allow it", async () => {
      assert.equal((await forwarded()).dead[0]?.attributes["ERROR_CODE"], "NO_PERMISSIONS");
      await lettingIn({ StringEquals: { "aws:PrincipalOrgID": world.sandbox.world.organization.id } });
      world.role(member, "forwarder", undefined);
      assert.equal((await forwarded()).dead[0]?.attributes["ERROR_CODE"], "NO_PERMISSIONS");
    });

    it("goes one hop only", async () => {
      await lettingIn({ StringEquals: { "aws:PrincipalOrgID": world.sandbox.world.organization.id } });
      const codes = [];
      for (const region of [home, "eu-west-1"]) {
        const third = `arn:aws:events:${region}:${security}:event-bus/default`;
        const RoleArn = world.role(security, "onward", { action: "events:PutEvents", resource: third });
        const DeadLetterConfig = { Arn: await world.queue("hub-dead") };
        await world.rule("onward", { bus: "hub", pattern, targets: [{ Id: "third", Arn: third, RoleArn, DeadLetterConfig }] });
        await forwarded();
        codes.push((await world.received(DeadLetterConfig.Arn))[0]?.attributes["ERROR_CODE"]);
      }
      assert.deepEqual(codes, ["THIRD_ACCOUNT_HOP_DETECTED", "THIRD_REGION_HOP_DETECTED"]);
    });

    it("from another Region of the bus's own account needs the role alone", async () => {
      const RoleArn = world.role(security, "regional", { action: "events:PutEvents", resource: hub });
      await world.rule("forward", { region: "eu-west-1", pattern, targets: [{ Id: "hub", Arn: hub, RoleArn }] });
      put({ region: "eu-west-1" });
      soon();
      soon();
      assert.deepEqual(
        (await world.received(intake)).map(({ body }) => body["region"]),
        ["eu-west-1"],
      );
    });

    it("is not brought by a role that does not trust EventBridge", async () => {
      await lettingIn({ StringEquals: { "aws:PrincipalOrgID": world.sandbox.world.organization.id } });
      await world.rule("forward", {
        account: member,
        pattern,
        targets: [
          {
            Id: "hub",
            Arn: hub,
            RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`,
            DeadLetterConfig: { Arn: deadLetters },
          },
        ],
      });
      assert.equal((await forwarded()).dead[0]?.attributes["ERROR_CODE"], "FAILED_TO_ASSUME_ROLE");
    });
  });

  describe("is best effort", () => {
    let queue: string;
    beforeEach(async () => {
      queue = await world.queue("intake");
      await world.rule("findings", { pattern, targets: [{ Id: "intake", Arn: queue }] });
    });
    const three = () => {
      for (const id of ["1", "2", "3"]) put({ detail: { id } });
      world.clock.advance(60_000);
      return ids(queue);
    };

    it("and drops what a fault says, up to all of it", async () => {
      const { id } = world.sandbox.world.faults.add({
        match: { service: "events", account: security },
        effect: { kind: "drop" },
        share: 0.5,
      });
      assert.deepEqual((await three()).sort(), ["1", "3"]);
      world.sandbox.world.faults.remove(id);
      world.sandbox.world.faults.add({ match: { service: "events" }, effect: { kind: "drop" } });
      assert.deepEqual(await three(), []);
    });

    it("and brings it more than once", async () => {
      world.sandbox.world.faults.add({ match: { service: "events" }, effect: { kind: "duplicate", copies: 2 }, times: 1 });
      assert.deepEqual((await three()).sort(), ["1", "1", "1", "2", "3"]);
    });

    it("and brings it late", async () => {
      world.sandbox.world.faults.add({ match: { service: "events" }, effect: { kind: "reorder" }, times: 1 });
      for (const id of ["1", "2"]) put({ detail: { id } });
      soon();
      assert.deepEqual(await ids(queue), ["2"]);
      world.clock.advance(60_000);
      assert.deepEqual(await ids(queue), ["1"]);
    });
  });

  it("runs a schedule, until its rule is disabled or deleted", async () => {
    const queue = await world.queue("intake");
    await world.events().send(new PutRuleCommand({ Name: "sweep", ScheduleExpression: "rate(5 minutes)" }));
    await world.events().send(new PutTargetsCommand({ Rule: "sweep", Targets: [{ Id: "intake", Arn: queue }] }));
    world.clock.advance(11 * 60_000);
    const [first, ...others] = await world.received(queue);
    assert.equal(others.length, 1);
    assert.equal(first?.body["detail-type"], "Scheduled Event");
    await world.events().send(new DisableRuleCommand({ Name: "sweep" }));
    world.clock.advance(30 * 60_000);
    assert.deepEqual(await world.received(queue), []);
  });

  it("takes own events by PutEvents, each by itself", async () => {
    const queue = await world.queue("intake");
    await world.rule("own", { pattern: { source: ["our.scanner"] }, targets: [{ Id: "intake", Arn: queue }] });
    const good = { Source: "our.scanner", DetailType: "Result", Detail: '{"id":"1"}' };
    const { Entries = [], FailedEntryCount } = await world.events().send(
      new PutEventsCommand({
        Entries: [
          good,
          { ...good, Source: "aws.s3" },
          { ...good, Detail: "[]" },
          { ...good, Detail: "{" },
          { ...good, DetailType: undefined },
          { ...good, EventBusName: "nobodys" },
        ],
      }),
    );
    assert.equal(FailedEntryCount, 5);
    assert.deepEqual(
      Entries.map(({ ErrorCode }) => ErrorCode),
      [undefined, "NotAuthorizedForSource", "MalformedDetail", "MalformedDetail", "InvalidArgument", "ResourceNotFoundException"],
    );
    soon();
    const [message] = await world.received(queue);
    assert.deepEqual([message?.body["account"], message?.body["id"]], [security, Entries[0]?.EventId]);
  });
});
