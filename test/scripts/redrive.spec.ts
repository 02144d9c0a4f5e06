import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListFindingsCommand } from "@aws-sdk/client-accessanalyzer";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { findAnalyzers } from "../../dev/sandbox/services/accessanalyzer";
import { messagesOf, put } from "../../dev/sandbox/services/sqs/messages";
import { queueAt } from "../../dev/sandbox/services/sqs/queues";
import type { RoadQueue } from "../../domain/findings/road";
import { accountId, region } from "../../domain/identifiers";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { allowing } from "../support/findingActions";
import { run, type Run } from "../support/commandLine";
import { providedRoad, roadYaml, type ProvidedRoad } from "../support/providedRoad";
import { clients, eventually } from "../support/sandboxClients";
import { organizationYaml, security } from "../support/stacksOrganization";

const withScanner = `${roadYaml}scanner: { enabled: true }\n`;
const [home, other] = ["eu-central-1", "eu-west-1"];

/** The functions are at work here; what rules would bring is not. */
describe("access-analyzer-org redrive", function () {
  this.timeout(180_000);
  let world: ProvidedRoad;
  let folder: string;
  let finding: { id: string; analyzer: string; resource: string };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    world = await providedRoad(withScanner);
    configure();
    writeFileSync(join(folder, "inventory.json"), serializeInventory(world.inventory));
    finding = await publicKey();
  });
  after(async () => {
    await world?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function configure(more = withScanner): void {
    writeFileSync(join(folder, "organization.yaml"), organizationYaml({ more }));
  }
  const redrive = (...args: string[]): Promise<Run> => {
    const { accessKeyId, secretAccessKey } = world.keys;
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    return run(["redrive", ...args], folder, { AWS_ENDPOINT_URL: world.sandbox.url, ...keys });
  };
  /** Whoever writes it. */
  const letter = ({ arn }: RoadQueue, body: object | string, rule?: string) =>
    put(world.sandbox.world, queueAt(world.sandbox.world, arn), {
      body: typeof body === "string" ? body : JSON.stringify(body),
      attributes: rule === undefined ? {} : { RULE_ARN: { DataType: "String", StringValue: rule } },
      senderId: "anybody",
    });
  const lettersIn = ({ arn }: RoadQueue) => messagesOf(world.sandbox.world, queueAt(world.sandbox.world, arn)).length;
  const event = (status: string) => ({
    ...{ version: "0", id: "1", source: "aws.access-analyzer", "detail-type": "Access Analyzer Finding" },
    ...{ account: security, region: home, time: new Date().toISOString(), resources: [finding.analyzer] },
    detail: {
      ...{ version: "1.0", id: finding.id, status, resourceType: "AWS::KMS::Key", resource: finding.resource, isPublic: false },
      ...{ accountId: finding.resource.split(":")[4], region: home, action: ["kms:Decrypt"], principal: { AWS: "*" }, condition: {} },
      ...{ createdAt: new Date().toISOString(), analyzedAt: new Date().toISOString() },
      ...{ updatedAt: new Date(Date.now() + 3_600_000).toISOString(), isDeleted: false },
    },
  });
  const call = {
    ...{ version: "0", id: "2", source: "aws.iam", "detail-type": "AWS API Call via CloudTrail", account: security, region: home },
    ...{ time: new Date().toISOString(), resources: [], detail: { eventName: "UpdateAssumeRolePolicy" } },
  };
  const rules = (at: string) => world.road.deadLetters(region(at));

  /** In a member; the organization's analyzer finds it, and nobody is told. */
  async function publicKey() {
    const kms = world.inMember(KMSClient);
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ Policy: allowing("*", "kms:*", "*"), BypassPolicyLockoutSafetyCheck: true }),
    );
    const resource = KeyMetadata?.Arn ?? "";
    const found = findAnalyzers(world.sandbox.world, { account: security }).find(
      ({ type, arn }) => type === "ORGANIZATION" && arn.includes(`:${home}:`),
    );
    const analyzer = found?.arn ?? "";
    const { accessAnalyzer } = clients(world.sandbox, world.keys, home);
    const { findings = [] } = await eventually(
      () => accessAnalyzer.send(new ListFindingsCommand({ analyzerArn: analyzer, filter: { resource: { eq: [resource] } } })),
      ({ findings }) => findings?.length === 1,
    );
    return { id: findings[0]?.id ?? "", analyzer, resource };
  }

  const sqs = () => world.clientOf(SQSClient);
  /** What the queue `soc` was told about the key, once the road is at rest. */
  async function told(): Promise<unknown[]> {
    const { intake } = world.road;
    const until = Date.now() + 60_000;
    // Those that a function is at work on are among them.
    while (queueAt(world.sandbox.world, intake.arn).settings.messages.length > 0) {
      assert.ok(Date.now() < until, "the intake queue never became empty");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const QueueUrl = intake.url.replace(/[^/]+$/, "soc");
    const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { ReceiptHandle } of Messages) await sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return Messages.map(({ Body = "" }) => JSON.parse(Body) as { kind: string; resource: string }).flatMap(({ kind, resource }) =>
      resource === finding.resource ? [kind] : [],
    );
  }

  it("has the finding of a dead letter read again and told, and leaves what it cannot ask for, with the reason", async () => {
    letter(rules(other), event("ACTIVE"));
    letter(rules(home), call);
    letter(rules(home), "what is this");
    letter(world.road.sweepDeadLetters, { analyzer: finding.analyzer, sweep: { id: "1", startedAt: new Date().toISOString() } });
    const { code, stdout, stderr } = await redrive("--json");
    assert.equal(code, 2, stderr);
    const report = JSON.parse(stdout) as { letters: Record<string, string>[]; unread: unknown[]; exitCode: number }; // what the command documents
    const done = report.letters.map(({ queue, region, done }) => [queue, region, done]);
    assert.deepEqual(done.sort(), [
      ["access-analyzer-org-dead-letters", home, "stays"],
      ["access-analyzer-org-dead-letters", home, "stays"],
      ["access-analyzer-org-dead-letters", other, "reread"],
      ["access-analyzer-org-sweep-dead-letters", home, "needless"],
    ]);
    assert.ok(report.letters.some(({ about }) => /^it is a call that CloudTrail saw, .* look it up in CloudTrail/.test(about ?? "")));
    assert.deepEqual([report.unread, report.exitCode], [[], 2]);
    assert.deepEqual([lettersIn(rules(home)), lettersIn(rules(other)), lettersIn(world.road.sweepDeadLetters)], [2, 0, 0]);
    assert.deepEqual(await told(), ["opened"]);
  });

  it("closes nothing because of a letter that says resolved", async () => {
    letter(rules(other), event("RESOLVED"));
    letter(world.road.intakeDeadLetters, {
      kind: "gone",
      analyzer: finding.analyzer,
      findingId: finding.id,
      sweepStartedAt: new Date().toISOString(),
    });
    const { code, stdout, stderr } = await redrive();
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^2 letters: 2 read again, 0 left to the sweep, 0 not understood, 0 not handed on\.$/m);
    assert.deepEqual([lettersIn(rules(other)), lettersIn(world.road.intakeDeadLetters)], [0, 0]);
    assert.deepEqual(await told(), []);
  });

  it("has the scanner look again at what its rules could not bring, whatever account the rule is in", async () => {
    const resource = finding.resource;
    const [, , , , account = ""] = resource.split(":");
    const detail = { eventSource: "kms.amazonaws.com", eventName: "PutKeyPolicy", awsRegion: other, eventTime: new Date().toISOString() };
    const more = { recipientAccountId: account, requestParameters: { keyId: resource.replace(home, other) } };
    const change = { ...call, source: "aws.kms", account, region: other, detail: { ...detail, ...more } };
    letter(rules(other), change, world.road.scanRule(region(other), accountId(account)).arn);
    letter(rules(home), change, world.road.scanIntakeRule.arn);
    letter(rules(home), change, world.road.watchIntakeRule.arn);
    const { stdout, stderr } = await redrive("--json");
    const report = JSON.parse(stdout) as { letters: Record<string, string>[] }; // what the command documents
    const scanned = report.letters.flatMap(({ region, done }) => (done === "rescan" ? [region] : []));
    assert.deepEqual(scanned.sort(), [home, other], stderr);
    assert.equal(lettersIn(rules(other)), 0);
  });

  it("only says what it would do with --dry-run", async () => {
    letter(rules(other), event("ACTIVE"));
    const { code, stdout } = await redrive("--dry-run");
    assert.equal(code, 0);
    assert.match(stdout, /^1 letter: 1 would be read again, /m);
    assert.equal(lettersIn(rules(other)), 1);
  });

  it("keeps a letter that the road did not take, and says so of a queue that it cannot read", async () => {
    const { faults } = world.sandbox.world;
    faults.add({ match: { service: "sqs", operation: "SendMessageBatch" }, effect: { kind: "deny" } });
    faults.add({ match: { service: "sqs", operation: "ReceiveMessage", region: other }, effect: { kind: "deny" } });
    letter(world.road.intakeDeadLetters, event("ACTIVE"));
    const { code, stdout } = await redrive();
    faults.clear();
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^- not handed on, in access-analyzer-org-intake-dead-letters, eu-central-1: finding \S+ of \S+: AccessDenied/m);
    assert.match(stdout, /^- access-analyzer-org-dead-letters in eu-west-1 could not be read: AccessDenied/m);
    assert.equal(lettersIn(world.road.intakeDeadLetters), 1);
  });

  it("refuses where there is no findings road", async () => {
    configure("");
    const { code, stderr } = await redrive();
    configure();
    assert.equal(code, 3);
    assert.match(stderr, /organization\.yaml has no notifications: .* Nothing was changed\./);
  });
});
