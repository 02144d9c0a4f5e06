import assert from "node:assert/strict";
import { UpdateFindingsCommand } from "@aws-sdk/client-accessanalyzer";
import { CreateEventBusCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { functionClient } from "../../../aws/findings/functionClients";
import { sendMessages } from "../../../aws/findings/queues";
import { hideFromScans } from "../../../dev/sandbox/services/accessanalyzer/findings/switches";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { intakePattern } from "../../../domain/findings/eventPattern";
import type { ScannerSettings } from "../../../domain/findings/settings";
import { accountId, region } from "../../../domain/identifiers";
import { policyRows } from "../../../domain/policyChanges/rows";
import { handleBatch } from "../../../lambdas/scanner/handleBatch";
import { scannerWork } from "../../../lambdas/scanner/scannerWork";
import { administrator, allowing, home, keysIn, member, stranger } from "../../support/findingActions";
import { roadInSandbox, type RoadInSandbox } from "../../support/findingsRoad";

describe("the scanner over the wire", function () {
  this.timeout(60_000);
  let clock: HeldClock;
  let on: RoadInSandbox;
  let batch: (records: SQSRecord[]) => ReturnType<typeof handleBatch>;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    on = await roadInSandbox(clock, { notifications: { start: "quiet" } });
    const { bus, intakeRule, intake, scan, scanDeadLetters } = on.road;
    const events = new EventBridgeClient(functionClient(home, on.credentials));
    const Policy = allowing({ Service: "events.amazonaws.com" }, "sqs:SendMessage", intake.arn);
    await on.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: intake.url, Attributes: { Policy } }));
    for (const { name } of [scanDeadLetters, scan]) await on.clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
    await events.send(new CreateEventBusCommand({ Name: bus.name }));
    const rule = { Name: intakeRule.name, EventBusName: bus.name, EventPattern: JSON.stringify(intakePattern(on.settings)) };
    await events.send(new PutRuleCommand(rule));
    const Targets = [{ Id: "queue", Arn: intake.arn }];
    await events.send(new PutTargetsCommand({ Rule: intakeRule.name, EventBusName: bus.name, Targets }));

    const scanner: ScannerSettings = {
      places: { [accountId(member)]: [region(home)] },
      resourceTypes: policyRows.map(({ type }) => type),
      analyzers: [on.planned],
    };
    const { log, measure, now } = on.parts;
    const keys = new Map([administrator, member].map((account) => [account, keysIn(on.sandbox, account)]));
    const credentialsOf = (account: string) => () => Promise.resolve(keys.get(account) ?? assert.fail(account));
    const work = scannerWork({ settings: { ...on.settings, scanner }, sqs: on.clients.sqs, events, credentialsOf, log, measure, now });
    batch = (records) => handleBatch(records, { getRemainingTimeInMillis: () => 60_000 }, work);
  });
  afterEach(() => on.close());

  /** A policy is changed. Access Analyzer itself would see it in half an hour; a scan takes three seconds. */
  async function change({ id, arn }: { id: string; arn: string }, principal: unknown, eventName = "PutKeyPolicy"): Promise<void> {
    const own = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${member}:root` }, Action: "kms:*", Resource: "*" };
    const more = principal === undefined ? [] : [{ Effect: "Allow", Principal: principal, Action: "kms:Decrypt", Resource: "*" }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [own, ...more] });
    on.sandbox.world.settings.analysisMilliseconds = 1_800_000;
    await on.inMember.kms.send(new PutKeyPolicyCommand({ KeyId: id, Policy }));
    on.sandbox.world.settings.analysisMilliseconds = 3000;
    const called = { eventSource: "kms.amazonaws.com", eventName, requestParameters: { keyId: id }, resources: [{ ARN: arn }] };
    await toScanner("aws.kms", home, called);
  }
  async function toScanner(source: string, from: string, detail: object): Promise<void> {
    const eventTime = `${clock.now().toISOString().slice(0, 19)}Z`;
    const event = { "detail-type": "AWS API Call via CloudTrail", source, account: member, region: from, detail: { eventTime, ...detail } };
    await sendMessages(on.clients.sqs, on.road.scan, [event]);
  }
  /** For so many seconds, an invocation after each step; then the intake. */
  async function pass(seconds: number, step = 1): Promise<void> {
    const { url: QueueUrl } = on.road.scan;
    for (let second = 0; second < seconds; second += step) {
      clock.advance(step * 1000);
      const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["SentTimestamp" as const] };
      const { Messages = [] } = await on.clients.sqs.send(new ReceiveMessageCommand(asked));
      if (Messages.length === 0) continue;
      const records = Messages.map(({ MessageId, Body, Attributes }) => ({ messageId: MessageId, body: Body, attributes: Attributes }));
      const { batchItemFailures } = await batch(records as unknown as SQSRecord[]); // all that is used
      assert.deepEqual(batchItemFailures, []);
      for (const { ReceiptHandle } of Messages) await on.clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    await on.notifyAll();
  }
  const outcomes = () =>
    on.logged.map(({ text, about }) => [text, about] as const).filter(([text]) => /^(scanned|gone|denied)$/.test(text));

  it("tells of a public key within seconds, with its trace, to people too while the road starts quietly; and that it is private again", async () => {
    const key = await on.createKey();
    on.analyze();
    await change(key, "*");
    await pass(20);
    const [opened, ...more] = await on.soc();
    assert.deepEqual(more, []);
    assert.deepEqual([opened?.["kind"], opened?.["resource"]], ["opened", key.arn]);
    assert.deepEqual((opened?.["scan"] as { call: string }).call, "PutKeyPolicy");
    assert.match(on.mails()[0]?.body ?? "", /^Found: +\d s after PutKeyPolicy$/m);

    await change(key, undefined, "CreateGrant");
    await pass(20);
    const [resolved] = await on.soc();
    assert.deepEqual([resolved?.["kind"], (resolved?.["scan"] as { call: string }).call], ["resolved", "CreateGrant"]);
    assert.equal(on.mails().length, 2);
    assert.deepEqual(
      on.logged.filter(({ level }) => level === "error"),
      [],
    );
  });

  it("tells nothing of a key that was closed again before its scan, nor what is known twice", async () => {
    const [first, second] = [await on.createKey(), await on.createKey()];
    on.analyze();
    await change(first, "*");
    await change(first, undefined);
    await change(second, { AWS: `arn:aws:iam::${stranger}:root` });
    await change(second, { AWS: `arn:aws:iam::${stranger}:root` });
    await pass(30);
    await on.toIntake(...(await on.events()));
    await on.sweep();
    await on.notifyAll();
    assert.deepEqual(
      (await on.soc()).map(({ kind, resource }) => [kind, resource]),
      [["opened", second.arn]],
    );
    assert.equal(on.mails().length, 1);
  });

  it("brings an archived finding as archived", async () => {
    const key = await on.createKey();
    await on.share(key, "*");
    const [finding] = await on.list();
    await on.admin.accessAnalyzer.send(new UpdateFindingsCommand({ analyzerArn: on.arn, ids: [finding?.id ?? ""], status: "ARCHIVED" }));
    await change(key, "*");
    await pass(20);
    assert.deepEqual(
      (await on.facts()).map(({ state }) => state),
      ["archived"],
    );
    assert.deepEqual(await on.soc(), []);
  });

  it("finds a role by its path, and says what Access Analyzer does not find", async () => {
    const AssumeRolePolicyDocument = allowing({ AWS: `arn:aws:iam::${stranger}:root` }, "sts:AssumeRole");
    const made = await on.inMember.iam.send(new CreateRoleCommand({ RoleName: "partner", Path: "/teams/", AssumeRolePolicyDocument }));
    on.sandbox.world.settings.analysisMilliseconds = 3000;
    const called = { eventSource: "iam.amazonaws.com", eventName: "UpdateAssumeRolePolicy" };
    await toScanner("aws.iam", "us-east-1", { ...called, requestParameters: { roleName: "partner" } });
    await pass(20);
    const [opened] = await on.soc();
    assert.deepEqual([opened?.["kind"], opened?.["resource"]], ["opened", made.Role?.Arn]);

    await toScanner("aws.iam", "us-east-1", { ...called, requestParameters: { roleName: "nobody" } });
    hideFromScans(on.sandbox.world, { arn: made.Role?.Arn });
    await toScanner("aws.iam", "us-east-1", { ...called, requestParameters: { roleName: "partner" } });
    await pass(20);
    const said = outcomes()
      .slice(1)
      .map(([text, about]) => `${text}: ${(about as { reason: string }).reason}`)
      .sort();
    assert.match(said[0] ?? "", /^gone: GetRole in account 444444444444: NoSuchEntity/);
    assert.match(said[1] ?? "", /^gone: .*ResourceNotFoundException: Resource not found/);
  });

  it("sweeps what no call told of", async () => {
    const keys = [await on.createKey(), await on.createKey(), await on.createKey()];
    on.analyze();
    const [silent = assert.fail()] = keys;
    await change(silent, "*");
    const { url: QueueUrl } = on.road.scan;
    const { Messages = [] } = await on.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    for (const { ReceiptHandle } of Messages) await on.clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await sendMessages(on.clients.sqs, on.road.scan, [{ kind: "sweep" }]);
    await pass(1000, 20);
    const [opened, ...more] = await on.soc();
    assert.deepEqual([opened?.["resource"], more], [silent.arn, []]);
    assert.equal((opened?.["scan"] as { call?: string }).call, undefined);
    const scanned = new Set(outcomes().map(([, about]) => (about as { resource: string }).resource));
    for (const { arn } of keys) assert.ok(scanned.has(arn), arn);
  });
});
