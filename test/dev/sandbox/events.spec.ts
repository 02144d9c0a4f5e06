import assert from "node:assert/strict";
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
  UpdateEventBusCommand,
  type PutRuleCommandInput,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { putRole } from "../../../dev/sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { sessionIn, type Keys } from "../../support/sandboxClients";

const account = "222222222222";
const other = "444444444444";
const region = "eu-central-1";
const queue = `arn:aws:sqs:${region}:${account}:intake`;
const hub = `arn:aws:events:${region}:${account}:event-bus/hub`;
const onFindings = JSON.stringify({ source: ["aws.access-analyzer"] });

describe("the sandbox's event buses and rules", () => {
  let sandbox: Sandbox;
  let keys: Keys;
  let otherKeys: Keys;
  before(async () => void (sandbox = await startSandbox()));
  after(() => sandbox.close());
  beforeEach(async () => {
    keys = await sessionIn(sandbox, account);
    otherKeys = await sessionIn(sandbox, other);
  });

  const events = (credentials = keys, where = region) =>
    new EventBridgeClient({ endpoint: sandbox.url, region: where, credentials, maxAttempts: 1 });
  const putRule = (input: Partial<PutRuleCommandInput> = {}) =>
    events().send(new PutRuleCommand({ Name: "findings", EventPattern: onFindings, ...input }));
  const putTargets = (...Targets: Target[]) => events().send(new PutTargetsCommand({ Rule: "findings", Targets }));
  const invalid = { name: "ValidationException" };
  const notFound = { name: "ResourceNotFoundException" };

  describe("a bus", () => {
    it("by the name of default is there in every account and enabled Region, and stays", async () => {
      for (const [credentials, owner] of [
        [keys, account],
        [otherKeys, other],
      ] as const) {
        for (const where of [region, "us-east-1"]) {
          const { Arn } = await events(credentials, where).send(new DescribeEventBusCommand({}));
          assert.equal(Arn, `arn:aws:events:${where}:${owner}:event-bus/default`);
        }
      }
      await assert.rejects(events().send(new DeleteEventBusCommand({ Name: "default" })), invalid);
    });

    it("is made, described, listed, changed, tagged and deleted", async () => {
      const Tags = [{ Key: "owner", Value: "platform" }];
      const made = await events().send(new CreateEventBusCommand({ Name: "hub", Description: "findings", Tags }));
      assert.equal(made.EventBusArn, hub);
      await assert.rejects(events().send(new CreateEventBusCommand({ Name: "hub" })), { name: "ResourceAlreadyExistsException" });
      const { EventBuses = [] } = await events().send(new ListEventBusesCommand({}));
      assert.deepEqual(
        EventBuses.map(({ Name }) => Name),
        ["default", "hub"],
      );
      await events().send(new UpdateEventBusCommand({ Name: "hub", Description: "more" }));
      assert.equal((await events().send(new DescribeEventBusCommand({ Name: hub }))).Description, "more");
      await events().send(new TagResourceCommand({ ResourceARN: hub, Tags: [{ Key: "team", Value: "security" }] }));
      await events().send(new UntagResourceCommand({ ResourceARN: hub, TagKeys: ["owner"] }));
      const tags = await events().send(new ListTagsForResourceCommand({ ResourceARN: hub }));
      assert.deepEqual(tags.Tags, [{ Key: "team", Value: "security" }]);

      await putRule({ EventBusName: "hub", Name: "all" });
      await assert.rejects(events().send(new DeleteEventBusCommand({ Name: "hub" })), invalid);
      await events().send(new DeleteRuleCommand({ Name: "all", EventBusName: "hub" }));
      await events().send(new DeleteEventBusCommand({ Name: "hub" }));
      await events().send(new DeleteEventBusCommand({ Name: "hub" }));
      await assert.rejects(events().send(new DescribeEventBusCommand({ Name: "hub" })), notFound);
      await assert.rejects(events().send(new ListTagsForResourceCommand({ ResourceARN: hub })), notFound);
    });

    it("is refused with what the sandbox would forget", async () => {
      const asked = events().send(new CreateEventBusCommand({ Name: "hub", KmsKeyIdentifier: "alias/x" }));
      await assert.rejects(asked, /does not implement KmsKeyIdentifier/);
      await assert.rejects(events().send(new CreateEventBusCommand({ Name: "a b" })), invalid);
    });
  });

  describe("a bus's policy", () => {
    before(async () => void (await events(await sessionIn(sandbox, account)).send(new CreateEventBusCommand({ Name: "hub" }))));
    const policy = async () => (await events().send(new DescribeEventBusCommand({ Name: "hub" }))).Policy;
    const put = (statement: object) =>
      events().send(
        new PutPermissionCommand({ EventBusName: "hub", Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) }),
      );
    const send = (credentials = otherKeys, entry: object = {}) =>
      events(credentials).send(
        new PutEventsCommand({ Entries: [{ EventBusName: hub, Source: "our.scanner", DetailType: "Result", Detail: "{}", ...entry }] }),
      );
    const letting = (Condition?: object) => ({
      ...{ Effect: "Allow", Principal: { AWS: other }, Action: "events:PutEvents", Resource: hub },
      ...(Condition ? { Condition } : {}),
    });
    const denied = { name: "AccessDeniedException" };

    it("is given as a whole, replaced, and removed", async () => {
      await put({ Sid: "Other", ...letting() });
      assert.deepEqual((JSON.parse((await policy()) ?? "") as { Statement: object[] }).Statement, [{ Sid: "Other", ...letting() }]);
      await assert.rejects(put({ Effect: "Allow", Principal: { AWS: "somebody" }, Action: "*", Resource: "*" }), invalid);
      await assert.rejects(
        events().send(
          new PutPermissionCommand({ EventBusName: "hub", Policy: " ".repeat(10_241) + JSON.stringify({ Statement: letting() }) }),
        ),
        { name: "PolicyLengthExceededException" },
      );
      await events().send(new RemovePermissionCommand({ EventBusName: "hub", RemoveAllPermissions: true }));
      assert.equal(await policy(), undefined);
    });

    it("is built of statements, one for each id", async () => {
      const Action = "events:PutEvents";
      const add = (StatementId: string, more: object) =>
        events().send(new PutPermissionCommand({ EventBusName: "hub", Action, StatementId, ...more }));
      await add("one", { Principal: other });
      const Condition = { Type: "StringEquals", Key: "aws:PrincipalOrgID", Value: "o-demo000001" };
      await add("two", { Principal: "*", Condition });
      await add("one", { Principal: "555555555555" });
      const statements = (JSON.parse((await policy()) ?? "") as { Statement: { Sid: string; Principal: unknown }[] }).Statement;
      assert.deepEqual(
        statements.map(({ Sid, Principal }) => [Sid, Principal]),
        [
          ["two", "*"],
          ["one", { AWS: "arn:aws:iam::555555555555:root" }],
        ],
      );
      await assert.rejects(add("three", { Principal: other, Condition }), invalid);
      await assert.rejects(events().send(new RemovePermissionCommand({ EventBusName: "hub", StatementId: "three" })), notFound);
      for (const StatementId of ["one", "two"]) await events().send(new RemovePermissionCommand({ EventBusName: "hub", StatementId }));
      assert.equal(await policy(), undefined);
    });

    it("lets another account put events, under its conditions, and nothing else", async () => {
      await assert.rejects(send(), denied);
      await put(letting());
      assert.equal((await send()).FailedEntryCount, 0);
      await assert.rejects(events(otherKeys).send(new DescribeEventBusCommand({ Name: hub })), denied);
      for (const [condition, isTaken] of [
        [{ Bool: { "events:eventBusInvocation": "true" } }, false],
        [{ Bool: { "events:eventBusInvocation": "false" } }, true],
        [{ "ForAllValues:StringEquals": { "events:source": ["our.scanner"] } }, true],
        [{ "ForAllValues:StringEquals": { "events:source": ["aws.s3"] } }, false],
        [{ "ForAnyValue:StringEquals": { "events:detail-type": ["Result"] } }, true],
        [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/forwarder" } }, false],
      ] as const) {
        await put(letting(condition));
        if (isTaken) await send();
        else await assert.rejects(send(), denied, JSON.stringify(condition));
      }
    });

    it("denies callers of the bus's own account, who need no permission of it otherwise", async () => {
      await put(letting());
      await send(keys);
      await put({
        ...letting({ ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/scanner` } }),
        Effect: "Deny",
        Principal: "*",
      });
      await assert.rejects(send(keys), denied);
      putRole(sandbox.world, account, {
        name: "scanner",
        trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }] },
        inlinePolicies: { put: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "events:PutEvents", Resource: hub }] } },
      });
      await send(await sessionIn(sandbox, account, "scanner", keys));
    });
  });

  describe("a rule", () => {
    it("is put, described, changed, disabled, and deleted once it has no targets", async () => {
      const { RuleArn } = await putRule({ Description: "all", Tags: [{ Key: "owner", Value: "platform" }] });
      assert.equal(RuleArn, `arn:aws:events:${region}:${account}:rule/findings`);
      const described = () => events().send(new DescribeRuleCommand({ Name: "findings" }));
      const { $metadata, ...rule } = await described();
      assert.equal($metadata.httpStatusCode, 200);
      assert.deepEqual(rule, {
        ...{ Name: "findings", Arn: RuleArn, EventBusName: "default", EventPattern: onFindings, State: "ENABLED" },
        ...{ Description: "all", CreatedBy: account },
      });
      await putTargets({ Id: "intake", Arn: queue });
      await putRule({ State: "DISABLED" });
      assert.deepEqual([(await described()).State, (await described()).Description], ["DISABLED", undefined]);
      const tags = await events().send(new ListTagsForResourceCommand({ ResourceARN: RuleArn }));
      assert.deepEqual(tags.Tags, [{ Key: "owner", Value: "platform" }]);
      await events().send(new EnableRuleCommand({ Name: "findings" }));
      assert.equal((await described()).State, "ENABLED");
      await events().send(new DisableRuleCommand({ Name: "findings" }));
      assert.equal((await described()).State, "DISABLED");
      await assert.rejects(events().send(new DeleteRuleCommand({ Name: "findings" })), /can't be deleted since it has targets/);
      await events().send(new RemoveTargetsCommand({ Rule: "findings", Ids: ["intake"] }));
      await events().send(new DeleteRuleCommand({ Name: "findings" }));
      await events().send(new DeleteRuleCommand({ Name: "findings" }));
      await assert.rejects(described(), notFound);
      await assert.rejects(events().send(new EnableRuleCommand({ Name: "findings" })), notFound);
    });

    it("is listed in pages, and by its target", async () => {
      for (const Name of ["a1", "a2", "a3", "a4", "b1"]) await putRule({ Name });
      const first = await events().send(new ListRulesCommand({ NamePrefix: "a" }));
      const second = await events().send(new ListRulesCommand({ NamePrefix: "a", NextToken: first.NextToken }));
      assert.deepEqual(
        [first.Rules?.map(({ Name }) => Name), second.Rules?.map(({ Name }) => Name), second.NextToken],
        [["a1", "a2", "a3"], ["a4"], undefined],
      );
      await events().send(new PutTargetsCommand({ Rule: "b1", Targets: [{ Id: "q", Arn: queue }] }));
      assert.deepEqual((await events().send(new ListRuleNamesByTargetCommand({ TargetArn: queue }))).RuleNames, ["b1"]);
    });

    const bad: [string, Partial<PutRuleCommandInput>, object][] = [
      ["neither pattern nor schedule", { EventPattern: undefined }, invalid],
      ["a pattern that is none", { EventPattern: '{"source":"aws.s3"}' }, { name: "InvalidEventPatternException" }],
      ["a pattern of 2,049 characters", { EventPattern: `{"a":["${"x".repeat(2039)}"]}` }, { name: "InvalidEventPatternException" }],
      ["a schedule on a custom bus", { ScheduleExpression: "rate(1 day)", EventBusName: "hub" }, invalid],
      ["a schedule that is none", { ScheduleExpression: "rate(1 days)" }, invalid],
      ["a cron expression", { ScheduleExpression: "cron(0 4 * * ? *)" }, /does not implement cron/],
      ["a bus that is not there", { EventBusName: "nobodys" }, notFound],
      [
        "a bus of another account",
        { EventBusName: `arn:aws:events:${region}:${other}:event-bus/default` },
        { name: "AccessDeniedException" },
      ],
      ["a name with a space", { Name: "a b" }, invalid],
    ];
    for (const [what, input, why] of bad) it(`is refused with ${what}`, () => assert.rejects(putRule(input), why));

    it("is put with a pattern of 2,048 characters", () => putRule({ EventPattern: `{"a":["${"x".repeat(2038)}"]}` }));

    it("is tested without being put", async () => {
      const event = {
        id: "1",
        account,
        source: "aws.s3",
        time: "2026-01-01T00:00:00Z",
        region,
        resources: [],
        "detail-type": "x",
        detail: {},
      };
      const test = async (pattern: object, given: object) =>
        (await events().send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event: JSON.stringify(given) }))).Result;
      assert.equal(await test({ source: [{ prefix: "aws." }] }, event), true);
      assert.equal(await test({ source: [{ "anything-but": { prefix: "aws." } }] }, event), false);
      await assert.rejects(test({ source: ["x"] }, { source: "x" }), invalid);
    });

    it("asks IAM for the rule, for its tags, and for the sources that it names", async () => {
      const allow = (Condition: object) => {
        putRole(sandbox.world, account, {
          name: "deployer",
          trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }] },
          inlinePolicies: {
            own: {
              Version: "2012-10-17",
              Statement: [
                { Effect: "Allow", Action: "events:PutRule", Resource: `arn:aws:events:${region}:${account}:rule/findings`, Condition },
              ],
            },
          },
        });
      };
      const put = async (Name = "findings") =>
        events(await sessionIn(sandbox, account, "deployer", keys)).send(new PutRuleCommand({ Name, EventPattern: onFindings }));
      allow({ "ForAllValues:StringEquals": { "events:source": "aws.access-analyzer" }, Null: { "events:source": "false" } });
      await put();
      await assert.rejects(put("others"), { name: "AccessDeniedException" });
      allow({ StringEquals: { "events:source": "aws.s3" } });
      await assert.rejects(put(), { name: "AccessDeniedException" });
    });
  });

  describe("a target", () => {
    beforeEach(() => putRule());
    afterEach(async () => {
      const { Targets = [] } = await events().send(new ListTargetsByRuleCommand({ Rule: "findings" }));
      if (Targets.length > 0) await events().send(new RemoveTargetsCommand({ Rule: "findings", Ids: Targets.map(({ Id = "" }) => Id) }));
    });
    const bus = `arn:aws:events:eu-west-1:${account}:event-bus/default`;
    const RoleArn = `arn:aws:iam::${account}:role/forwarder`;

    it("is put, replaced, listed and removed", async () => {
      const full = {
        ...{ Id: "bus", Arn: bus, RoleArn, DeadLetterConfig: { Arn: `arn:aws:sqs:${region}:${other}:dead` } },
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
      };
      await putTargets({ Id: "intake", Arn: queue }, { Id: "bus", Arn: bus, RoleArn });
      await putTargets(full);
      assert.deepEqual((await events().send(new ListTargetsByRuleCommand({ Rule: "findings" }))).Targets, [
        { Id: "intake", Arn: queue },
        full,
      ]);
      const { FailedEntries = [] } = await events().send(new RemoveTargetsCommand({ Rule: "findings", Ids: ["bus", "gone"] }));
      assert.deepEqual(
        FailedEntries.map(({ TargetId }) => TargetId),
        ["gone"],
      );
    });

    const bad: [string, Partial<Target>, object][] = [
      ["a bus without a role", { Arn: bus }, /RoleArn is required/],
      ["a bus with an input", { Arn: bus, RoleArn, Input: "{}" }, /Input is not supported/],
      ["a bus with a part of the event", { Arn: bus, RoleArn, InputPath: "$.detail" }, /InputPath is not supported/],
      ["a bus with a transformer", { Arn: bus, RoleArn, InputTransformer: { InputTemplate: "<a>" } }, /InputTransformer is not supported/],
      ["the rule's own bus", { Arn: `arn:aws:events:${region}:${account}:event-bus/default`, RoleArn }, invalid],
      ["a queue of another Region", { Arn: `arn:aws:sqs:eu-west-1:${account}:intake` }, invalid],
      ["a queue of another account without a role", { Arn: `arn:aws:sqs:${region}:${other}:intake` }, /RoleArn is required/],
      ["a role of another account", { Arn: bus, RoleArn: `arn:aws:iam::${other}:role/forwarder` }, invalid],
      ["a dead-letter queue in another Region", { DeadLetterConfig: { Arn: `arn:aws:sqs:eu-west-1:${account}:dead` } }, invalid],
      ["a FIFO dead-letter queue", { DeadLetterConfig: { Arn: `arn:aws:sqs:${region}:${account}:dead.fifo` } }, invalid],
      ["an event age below a minute", { RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, invalid],
      ["an input that is no JSON", { Input: "{" }, invalid],
      ["a transformer", { InputTransformer: { InputTemplate: "<a>" } }, /does not implement InputTransformer/],
      ["a state machine", { Arn: `arn:aws:states:${region}:${account}:stateMachine:x`, RoleArn }, /does not implement .* as the target/],
      ["an id with a space", { Id: "a b" }, invalid],
    ];
    for (const [what, target, why] of bad)
      it(`is refused: ${what}`, () => assert.rejects(putTargets({ Id: "t", Arn: queue, ...target }), why));

    it("is no bus of another Region in China and GovCloud (US)", async () => {
      const china = await startSandbox({
        organization: {
          ...{ id: "o-china00001", rootId: "r-cn01", management: "111111111111", partition: "aws-cn", homeRegion: "cn-north-1" },
          regions: { enabledByDefault: ["cn-north-1", "cn-northwest-1"], optIn: [] },
          accounts: [{ id: "111111111111", name: "management" }],
        },
      });
      try {
        const client = new EventBridgeClient({
          ...{ endpoint: china.url, region: "cn-north-1", credentials: china.adminCredentials, maxAttempts: 1 },
        });
        await client.send(new PutRuleCommand({ Name: "findings", EventPattern: onFindings }));
        const put = (where: string) =>
          client.send(
            new PutTargetsCommand({
              Rule: "findings",
              Targets: [
                {
                  ...{ Id: "bus", Arn: `arn:aws-cn:events:${where}:111111111111:event-bus/hub` },
                  RoleArn: "arn:aws-cn:iam::111111111111:role/forwarder",
                },
              ],
            }),
          );
        await put("cn-north-1");
        await assert.rejects(put("cn-northwest-1"), /another Region than the rule/);
      } finally {
        await china.close();
      }
    });

    it("is one of five at most", async () => {
      await putTargets(...["1", "2", "3", "4", "5"].map((Id) => ({ Id, Arn: queue })));
      await assert.rejects(putTargets({ Id: "6", Arn: queue }), { name: "LimitExceededException" });
    });

    it("that takes on a role needs iam:PassRole for EventBridge", async () => {
      const allow = (service: string) =>
        putRole(sandbox.world, account, {
          name: "deployer",
          trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }] },
          inlinePolicies: {
            own: {
              Version: "2012-10-17",
              Statement: [
                { Effect: "Allow", Action: "events:PutTargets", Resource: "*" },
                {
                  Effect: "Allow",
                  Action: "iam:PassRole",
                  Resource: RoleArn,
                  Condition: { StringEquals: { "iam:PassedToService": service } },
                },
              ],
            },
          },
        });
      const put = async () =>
        events(await sessionIn(sandbox, account, "deployer", keys)).send(
          new PutTargetsCommand({ Rule: "findings", Targets: [{ Id: "bus", Arn: bus, RoleArn }] }),
        );
      allow("lambda.amazonaws.com");
      await assert.rejects(put(), /iam:PassRole/);
      allow("events.amazonaws.com");
      await put();
    });
  });
});
