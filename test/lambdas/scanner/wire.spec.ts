import assert from "node:assert/strict";
import { StartResourceScanCommand, UpdateFindingsCommand } from "@aws-sdk/client-accessanalyzer";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { sendMessages } from "../../../aws/findings/queues";
import { hideFromScans } from "../../../dev/sandbox/services/accessanalyzer/findings/switches";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { scanDetailType, scannerSource } from "../../../domain/scanner/scanReport";
import { notifier } from "../../../lambdas/notifier/notifier";
import { administrator, allowing, home, member, stranger } from "../../support/findingActions";
import { scannerOnRoad, type ScannerOnRoad } from "../../support/scannerOnRoad";

describe("the scanner over the wire", function () {
  this.timeout(60_000);
  let clock: HeldClock;
  let on: ScannerOnRoad;
  beforeEach(async () => {
    clock = new HeldClock(new Date("2026-11-20T01:00:00Z"));
    on = await scannerOnRoad(clock, { notifications: { start: "quiet" } });
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
  const outcomes = () =>
    on.logged.map(({ text, about }) => [text, about] as const).filter(([text]) => /^(scanned|gone|denied)$/.test(text));

  it("tells of a public key within seconds, with its trace, to people too while the road starts quietly; and that it is private again", async () => {
    const key = await on.createKey();
    on.analyze();
    await change(key, "*");
    await on.pass(20);
    const [opened, ...more] = await on.soc();
    assert.deepEqual(more, []);
    assert.deepEqual([opened?.["kind"], opened?.["resource"]], ["opened", key.arn]);
    assert.deepEqual((opened?.["scan"] as { call: string }).call, "PutKeyPolicy");
    assert.match(on.mails()[0]?.body ?? "", /^Found: +\d s after PutKeyPolicy$/m);

    await change(key, undefined, "CreateGrant");
    await on.pass(20);
    const [resolved] = await on.soc();
    assert.deepEqual([resolved?.["kind"], (resolved?.["scan"] as { call: string }).call], ["resolved", "CreateGrant"]);
    assert.equal(on.mails().length, 2);
    assert.deepEqual(
      on.logged.filter(({ level }) => level === "error"),
      [],
    );
  });

  it("says so too where Access Analyzer's own event is faster than the report, and of nothing that comes after the report", async () => {
    const key = await on.createKey();
    on.analyze();
    await change(key, "*");
    const traces = async (): Promise<unknown[]> => {
      await on.toIntake(...(await on.events()));
      await on.notifyAll();
      return (await on.soc()).map(({ kind, scan }) => [kind, (scan as { call: string } | undefined)?.call]);
    };
    await on.pass(4);
    assert.deepEqual(await traces(), [["opened", "PutKeyPolicy"]]);
    assert.match(on.mails()[0]?.body ?? "", /^Found: +\d s after PutKeyPolicy$/m);
    await on.pass(20);
    assert.deepEqual(await on.soc(), []);

    // The start of the scan is told once more, that of one before it only now, and the key is closed by a call that nobody saw, and scanned by somebody else.
    const { at = "" } = (await on.facts())[0]?.scan ?? {};
    const target = { resource: key.arn, resourceType: "AWS::KMS::Key", account: member, region: home };
    const started = { schemaVersion: "1", ...target, outcome: "started", analyzer: on.arn, startedAt: at, findings: [] };
    const earlier = new Date(Date.parse(at) - 1000).toISOString();
    const event = { source: scannerSource, "detail-type": scanDetailType, account: administrator, region: home, resources: [key.arn] };
    for (const when of [at, earlier]) await on.toIntake({ ...event, detail: { ...started, because: { call: "PutKeyPolicy", at: when } } });
    await on.notifyAll();
    await on.share(key);
    const resource = { resourceArn: key.arn, resourceOwnerAccount: member };
    await on.admin.accessAnalyzer.send(new StartResourceScanCommand({ analyzerArn: on.arn, ...resource }));
    clock.advance(5000);
    assert.deepEqual(await traces(), [["resolved", undefined]]);
  });

  it("tells nothing of a key that was closed again before its scan, nor what is known twice", async () => {
    const [first, second] = [await on.createKey(), await on.createKey()];
    on.analyze();
    await change(first, "*");
    await change(first, undefined);
    await change(second, { AWS: `arn:aws:iam::${stranger}:root` });
    await change(second, { AWS: `arn:aws:iam::${stranger}:root` });
    await on.pass(30);
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
    await on.pass(20);
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
    await on.pass(20);
    const [opened] = await on.soc();
    assert.deepEqual([opened?.["kind"], opened?.["resource"]], ["opened", made.Role?.Arn]);

    await toScanner("aws.iam", "us-east-1", { ...called, requestParameters: { roleName: "nobody" } });
    hideFromScans(on.sandbox.world, { arn: made.Role?.Arn });
    await toScanner("aws.iam", "us-east-1", { ...called, requestParameters: { roleName: "partner" } });
    await on.pass(20);
    const said = outcomes()
      .slice(1)
      .map(([text, about]) => `${text}: ${(about as { reason: string }).reason}`)
      .sort();
    assert.match(said[0] ?? "", /^gone: GetRole in account 444444444444: NoSuchEntity/);
    assert.match(said[1] ?? "", /^gone: .*ResourceNotFoundException: Resource not found/);
  });

  it("tells a call that tampers with the watch once, though a rule of the road and one of the scanner bring it", async () => {
    const by = { userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${administrator}:user/x` } };
    const call = { eventSource: "sqs.amazonaws.com", eventName: "SetQueueAttributes", eventTime: clock.now().toISOString() };
    const requestParameters = { queueUrl: on.road.watch.url, attributes: { Policy: "{}" }, about: on.road.watchBus.name };
    const detail = { eventID: "e1", ...call, ...by, requestParameters };
    const event = {
      id: "1",
      "detail-type": "AWS API Call via CloudTrail",
      source: "aws.sqs",
      account: administrator,
      region: home,
      detail,
    };
    const receive = notifier(on.parts);
    const both = await Promise.allSettled([1, 2].map(() => receive(JSON.stringify(event), () => true)));
    assert.deepEqual(
      new Set(both.map((each) => (each.status === "rejected" ? (each.reason as Error).name : "done"))),
      new Set(["done", "GivenBack"]),
    );
    await receive(JSON.stringify(event), () => true);
    assert.deepEqual(
      (await on.soc()).map(({ kind, id }) => [kind, id]),
      [["tampering", "e1"]],
    );
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
    await on.pass(1000, 20);
    const [opened, ...more] = await on.soc();
    assert.deepEqual([opened?.["resource"], more], [silent.arn, []]);
    assert.equal((opened?.["scan"] as { call?: string }).call, undefined);
    const scanned = new Set(outcomes().map(([, about]) => (about as { resource: string }).resource));
    for (const { arn } of keys) assert.ok(scanned.has(arn), arn);
  });
});
