import assert from "node:assert/strict";
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { findRole } from "../../dev/sandbox/iam/roles";
import type { AuditedRoadPart } from "../../domain/audit/road/auditRoad";
import { roadNames } from "../../domain/findings/road";
import { exportState } from "../../scripts/pulumi";
import { requireEngine } from "../support/engineProject";
import { allowing } from "../support/findingActions";
import { run } from "../support/commandLine";
import { liveAnalyzers } from "../support/liveAnalyzers";
import { sessionIn } from "../support/sandboxClients";
import { member, memberWithConsole, organizationYaml, security } from "../support/stacksOrganization";
import { stacksWorld, type StacksWorld } from "../support/stacksWorld";

const home = "eu-central-1";
const other = "eu-west-1";
/** Sees the calls of IAM. */
const global = "us-east-1";
const inMember = `account: "${member}"`;

interface Wanted {
  /** Where the scanner is on. */
  on?: string;
  regions?: string;
}

function yaml({ on, regions = "enabled" }: Wanted): string {
  return organizationYaml({
    more: `notifications: { destinations: { soc: { sqs: "arn:aws:sqs:${home}:${security}:soc" } }, default: [soc] }
scanner: { regions: ${regions} }
${on === undefined ? "" : `overrides: [{ where: { ${on} }, scanner: { enabled: true } }]`}
`,
  });
}

/** Each test goes on where the one before ended. */
describe("The scanner, rolled out", function () {
  this.timeout(600_000);
  this.bail(true);
  let world: StacksWorld;
  let clientIn: <Client>(Class: new (options: object) => Client, account: string, region?: string) => Promise<Client>;
  let analyzers: object;

  before(async function () {
    const engine = await requireEngine(this);
    world = await stacksWorld(engine, yaml({ on: inMember }));
    clientIn = async (Class, account, region = home) =>
      new Class({ endpoint: world.sandbox.url, region, credentials: await sessionIn(world.sandbox, account), maxAttempts: 1 });
    const Policy = allowing({ Service: "sns.amazonaws.com" }, "sqs:SendMessage", `arn:aws:sqs:${home}:${security}:soc`);
    await (await clientIn(SQSClient, security)).send(new CreateQueueCommand({ QueueName: "soc", Attributes: { Policy } }));
    const { code, stderr } = await world.inventory();
    assert.equal(code, 0, stderr);
  });
  after(() => world?.close());

  const deploy = async (wanted: Wanted, args: string[] = []) => {
    world.writeConfiguration(yaml(wanted));
    const { code, told, stacks } = await world.deploy(args);
    assert.equal(code, 0, told);
    return stacks;
  };
  const isThere = async (account: string, region: string) => {
    const { Rules = [] } = await (await clientIn(EventBridgeClient, account, region)).send(new ListRulesCommand({}));
    return Rules.some(({ Name }) => Name === roadNames.scanRule);
  };
  /** `ACCOUNT REGION` of each rule of the scanner. */
  const rules = async () => {
    const places = [security, member, memberWithConsole].flatMap((account) =>
      [home, other, global].map((region) => [account, region] as const),
    );
    const there = await Promise.all(places.map(([account, region]) => isThere(account, region).catch(() => false)));
    return places.filter((_, index) => there[index]).map((place) => place.join(" "));
  };
  /** What the audit says of the road that is not as planned. */
  const audited = async () => {
    const { code, stdout, stderr } = await run(["audit", "--json", "--profile", "security"], world.project.folder, world.env);
    const { road = [] } = JSON.parse(stdout) as { road?: AuditedRoadPart[] }; // what --json prints
    const drift = road.filter(({ state }) => state !== "asPlanned" && state !== "notYetDue");
    return { code, stderr, drift: drift.map(({ kind, name, region, account, state }) => [kind, name, account, region, state].join(" ")) };
  };
  const ofScanner = async () =>
    (await exportState(world.project, "security")).resources.filter(({ urn }) => /::findings-[a-z0-9-]+-scan/.test(urn)).length;
  /** The first message about this resource, taken from the queue. */
  const told = async (resource: string | undefined) => {
    const sqs = await clientIn(SQSClient, security);
    const QueueUrl = `${world.sandbox.url}/${security}/soc`;
    for (const until = Date.now() + 60_000; Date.now() < until;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 }));
      for (const { Body = "", ReceiptHandle } of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        const message = JSON.parse(Body) as { resource?: string; kind?: string }; // what docs/events.md says
        if (message.resource === resource) return message;
      }
    }
    return undefined;
  };

  it("is made in the account that organization.yaml names, but for a Region where a policy denies it, which is told", async () => {
    const Condition = { StringEquals: { "aws:RequestedRegion": other } };
    const content = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "events:*", Resource: "*", Condition }],
    });
    const { policies } = world.sandbox.world.organization;
    policies.set("p-noevents", { id: "p-noevents", name: "no-events", description: "", content, targets: new Set([member]) });
    const { code, told, stacks } = await world.deploy();
    assert.equal(code, 2, told);
    assert.match(stacks[`member-${member}`] ?? "", /^regionDenied: /);
    assert.match(told, new RegExp(`the scanner's rules of 1 account are not as planned or not known in ${other}, because`));
    assert.match(told, /leave it out in scanner\.regions, or switch the scanner off there by an override/);
    assert.deepEqual(await rules(), [`${member} ${home}`]);
    policies.delete("p-noevents");
  });

  it("is whole once the policy is gone and the rule that the audit misses is rolled out as it says; nothing then is left to do", async () => {
    const missed = await audited();
    assert.deepEqual([missed.code, missed.drift], [1, [`rule ${roadNames.scanRule} ${member} ${other} missing`]], missed.stderr);
    await deploy({ on: inMember }, ["--only", "members"]);
    analyzers = await liveAnalyzers(world.sandbox);
    assert.deepEqual(await rules(), [`${member} ${home}`, `${member} ${other}`]);
    const { Targets = [] } = await (
      await clientIn(EventBridgeClient, member)
    ).send(new ListTargetsByRuleCommand({ Rule: roadNames.scanRule }));
    assert.match(Targets[0]?.RoleArn ?? "", new RegExp(`^arn:aws:iam::${member}:role/.*${roadNames.scanForwarderRole}$`));
    const again = await world.deploy();
    assert.deepEqual([again.code, new Set(Object.values(again.stacks))], [0, new Set(["unchanged"])], again.told);
    const spared = again.report?.stacks.filter((outcome) => outcome.state === "done" && outcome.engine === "spared");
    assert.deepEqual(spared?.map(({ stack }) => stack.account).sort(), [member, memberWithConsole], again.told);
    const { code, stderr, drift } = await audited();
    assert.deepEqual([code, drift], [0, []], stderr);
  });

  it("tells a key that was opened, and its end, long before Access Analyzer looks by itself", async () => {
    // Half an hour, as AWS says: what is told within a minute was scanned.
    world.sandbox.world.settings.analysisMilliseconds = 1_800_000;
    const kms = await clientIn(KMSClient, member);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const owner = { Effect: "Allow", Principal: { AWS: member }, Action: "kms:*", Resource: "*" };
    const everybody = { Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" };
    const put = (Statement: object[]) =>
      kms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }));
    await put([owner, everybody]);
    assert.equal((await told(KeyMetadata?.Arn))?.kind, "opened");
    await put([owner]);
    assert.equal((await told(KeyMetadata?.Arn))?.kind, "resolved");
  });

  it("follows one unit and one Region when organization.yaml says so, and leaves the others", async () => {
    const concerned = ["security", `member-${member}`, `member-${memberWithConsole}`];
    await deploy({ on: "ou: Workloads", regions: `[${home}]` }, ["--stacks", concerned.join()]);
    assert.deepEqual(await rules(), [`${memberWithConsole} ${home}`]);
  });

  it("switched off it goes, with its roles; the road and the coverage are untouched", async () => {
    await deploy({});
    assert.deepEqual(await rules(), []);
    assert.equal(await ofScanner(), 0);
    for (const [account, name] of [
      [security, "access-analyzer-org-scanner"],
      [member, roadNames.scanForwarderRole],
    ] as const)
      assert.equal(findRole(world.sandbox.world, account, name), undefined, name);
    assert.deepEqual(await liveAnalyzers(world.sandbox), analyzers);
    const { Rules = [] } = await (await clientIn(EventBridgeClient, security)).send(new ListRulesCommand({}));
    assert.ok(Rules.some(({ Name }) => Name === roadNames.findingsRule));
  });
});
