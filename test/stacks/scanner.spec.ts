import assert from "node:assert/strict";
import { accountId, region } from "../../domain/identifiers";
import { findingsRoad, roadPlace } from "../../domain/findings/road";
import type { RoadSettings } from "../../domain/findings/settings";
import type { Inventory } from "../../domain/inventory/inventory";
import { plannedStacks } from "../../domain/plan/plannedStacks";
import { rollOut } from "../../stacks";
import type { Project } from "../../stacks/project";
import { assertSoundGraph, waitsFor } from "../support/graph";
import { record, type Registration, type Recording } from "../support/mockRecorder";
import { notifying } from "../support/notifying";
import { delegatedAdministrator, inventory, management, member } from "../support/organization";
import { changeAccount, withRegions } from "../support/planned";
import { projectOf } from "../support/project";

const home = "eu-central-1";
const other = accountId("444444444444");
const two = () => inventory([member, other]);
const types = {
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  queue: "aws:sqs/queue:Queue",
  queuePolicy: "aws:sqs/queuePolicy:QueuePolicy",
  function: "aws:lambda/function:Function",
  schedule: "aws:scheduler/schedule:Schedule",
};
const everywhere = `${notifying}\nscanner: { enabled: true }`;
const forMember = `overrides: [{ where: { account: "${member}" }, scanner: { enabled: true } }]`;

const memberOf = (project: Project, account = member) =>
  record(() => rollOut({ kind: "member", account }, project, { env: {} }), { stack: `member-${account}` });
const security = (project: Project) => record(() => rollOut({ kind: "security" }, project, { env: {} }), { stack: "security" });
const regionsOf = (recording: Recording) =>
  recording
    .ofType(types.rule)
    .flatMap(({ inputs }) => (inputs.name === "access-analyzer-org-scan" && inputs.eventBusName === undefined ? [inputs.region] : []));
const patternOf = ({ inputs }: Registration) => JSON.parse(String(inputs.eventPattern)) as { source: string[] };
/** Without rules that archive what trusts our roles: the scan role is one of them in every account once the scanner is on anywhere. */
const without = (recording: Recording, part: RegExp) =>
  recording.resources.filter(({ name }) => !part.test(name)).map(({ urn, inputs }) => [urn, inputs]);

describe("the scanner's rules in a member", function () {
  this.timeout(180_000);

  it("are two resources in each Region, beside a program that is otherwise as before", async () => {
    const project = projectOf(everywhere);
    const recording = await memberOf(project);
    assertSoundGraph(recording);
    assert.deepEqual(regionsOf(recording), [home, "eu-west-1", "us-east-1"]);
    assert.equal(recording.ofType(types.target).length, 3);
    const road = findingsRoad(roadPlace(project.config));
    for (const { inputs } of recording.ofType(types.target)) {
      const at = region(String(inputs.region));
      assert.deepEqual(
        [inputs.rule, inputs.arn, inputs.roleArn, inputs.deadLetterConfig],
        [road.scanRule(at, member).name, road.bus.arn, road.scanForwarderRoleArn(member), { arn: road.deadLetters(at).arn }],
      );
    }
    for (const rule of recording.ofType(types.rule)) {
      assert.equal(patternOf(rule).source.includes("aws.iam"), rule.inputs.region === "us-east-1");
      assert.ok(String(rule.inputs.eventPattern).length <= 2048);
    }
    const off = await memberOf(projectOf(notifying));
    assert.deepEqual(without(recording, /^scan-|-roles$/), without(off, /-roles$/));
  });

  it("are nowhere where the scanner is off, or was not switched on for the account", async () => {
    const plain = await memberOf(projectOf("", two()), other);
    for (const yaml of [notifying, `${notifying}\n${forMember}`]) {
      const recording = await memberOf(projectOf(yaml, two()), other);
      assert.deepEqual(without(recording, /-roles$/), without(plain, /-roles$/));
    }
    assert.deepEqual(regionsOf(await memberOf(projectOf(`${notifying}\n${forMember}`, two()))), [home, "eu-west-1", "us-east-1"]);
  });

  it("wait for nothing but each rule: what one Region is denied stops no other", async () => {
    const recording = await memberOf(projectOf(everywhere));
    for (const target of recording.ofType(types.target))
      for (const rule of recording.ofType(types.rule))
        assert.equal(waitsFor(recording, target, rule), rule.inputs.region === target.inputs.region);
  });

  it("follow IAM in the partition's global Region, also where all else is left out there", async () => {
    const sources = async (yaml: string) =>
      Object.fromEntries(
        (await memberOf(projectOf(`${notifying}\n${yaml}`))).ofType(types.rule).map((rule) => [rule.inputs.region, patternOf(rule).source]),
      );
    const exclude = "exclude: [{ name: us-east-1, reason: a test }]";
    for (const yaml of [
      "scanner: { enabled: true, regions: [eu-west-1] }",
      `scanner: { enabled: true, regions: [eu-west-1] }\nregions: { ${exclude} }`,
      `scanner: { enabled: true, regions: [eu-west-1] }\nregions: { forwarders: { ${exclude} } }`,
    ]) {
      const found = await sources(yaml);
      assert.deepEqual(Object.keys(found), ["eu-west-1", "us-east-1"], yaml);
      assert.deepEqual(found["us-east-1"], ["aws.iam"]);
      assert.ok(!found["eu-west-1"]?.includes("aws.iam"));
    }
    assert.deepEqual(await sources("scanner: { enabled: true, resourceTypes: [AWS::KMS::Key], regions: [eu-west-1] }"), {
      "eu-west-1": ["aws.kms"],
    });
    assert.deepEqual(await sources("scanner: { enabled: true, resourceTypes: [AWS::IAM::Role] }"), { "us-east-1": ["aws.iam"] });
  });

  it("are there without any analyzer of ours, and go with the next roll-out", async () => {
    const yaml = "analyzers: { account: { enabled: false } }";
    const on = projectOf(`${everywhere}\n${yaml}`);
    assert.deepEqual(regionsOf(await memberOf(on)), [home, "eu-west-1", "us-east-1"]);
    assert.ok(plannedStacks(on.config, on.plan).some(({ account }) => account === member));
    const off = projectOf(`${notifying}\n${yaml}`);
    assert.deepEqual(
      (await memberOf(off)).resources.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
    assert.ok(!plannedStacks(off.config, off.plan).some(({ account }) => account === member));
  });

  it("are not made and not taken away where it is not known whether they are wanted", () => {
    const untold = changeAccount(two(), member, (one) => ({ ...one, tags: { unreadable: "no" } }));
    const project = projectOf(`${notifying}\noverrides: [{ where: { tag: { key: prod } }, scanner: { enabled: true } }]`, untold);
    assert.throws(() => rollOut({ kind: "member", account: member }, project, { env: {} }), {
      name: "InventoryError",
      message: /Whether account 333333333333 is to have the scanner is not known: overrides\[0\] goes by tag.*Nothing was changed/,
    });
  });
});

describe("the scanner in the security stack", function () {
  this.timeout(180_000);
  let recording: Recording;
  let project: Project;
  before(async () => {
    project = projectOf(everywhere, two());
    recording = await security(project);
  });
  const settingsOf = async (found: Recording) => {
    const [scanner] = found.ofType(types.function).filter(({ inputs }) => inputs.name === "access-analyzer-org-scanner");
    const code = scanner?.inputs.code as { assets: Promise<Record<string, { text: Promise<string> }>> } | undefined;
    const assets = await code?.assets;
    return JSON.parse((await assets?.["settings.json"]?.text) ?? "{}") as RoadSettings;
  };

  it("has a queue, a rule on the bus, a function and a schedule, beside what the road has without it", async () => {
    assertSoundGraph(recording);
    const off = await security(projectOf(notifying, two()));
    const names = (found: Recording) => found.resources.flatMap(({ custom, name }) => (custom ? [name] : []));
    const more = names(recording).filter((name) => !names(off).includes(name));
    assert.deepEqual(
      more.filter((name) => !name.includes("-alarms-")).sort(),
      [
        ...["scan", "scan-policy", "scan-dead-letters", "scan-dead-letters-policy", "scan-intake", "scan-intake-target"].map(
          (what) => `findings-${home}-${what}`,
        ),
        ...["scan-schedule", "scanner", "scanner-log", "scanner-mapping"].map((what) => `findings-${home}-${what}`),
        ...[home, "eu-west-1", "us-east-1"].flatMap((at) => [`scan-${at}`, `scan-${at}-target`]),
      ].sort(),
    );
    const changed = names(off).filter((name) => JSON.stringify(off.named(name).inputs) !== JSON.stringify(recording.named(name).inputs));
    const policies = [home, "eu-west-1", "us-east-1"].map((at) => `findings-${at}-dead-letters-policy`);
    const functions = ["notifier", "sweep-planner", "sweep-worker", "watcher"];
    assert.deepEqual(
      changed.filter((name) => !functions.some((one) => name === `findings-${home}-${one}`)).sort(),
      [...policies, `findings-${home}-bus-intake`, `findings-${home}-bus-policy`].sort(),
    );
  });

  it("has its own rules wait for the bus, the rule on it and the Region's dead letters", () => {
    assert.deepEqual(regionsOf(recording), [home, "eu-west-1", "us-east-1"]);
    for (const rule of recording.ofType(types.rule).filter(({ name }) => name.startsWith("scan-")))
      for (const first of ["bus-policy", "scan-intake-target"]
        .map((what) => `findings-${home}-${what}`)
        .concat(`findings-${String(rule.inputs.region)}-dead-letters`))
        assert.ok(waitsFor(recording, rule, recording.named(first)), `${rule.name} ${first}`);
  });

  it("takes messages as the road does, and gives what cannot be handled to a queue of its own", () => {
    const { inputs } = recording.named(`findings-${home}-scan`);
    assert.deepEqual([inputs.visibilityTimeoutSeconds, inputs.sqsManagedSseEnabled], [360, true]);
    assert.equal(JSON.parse(String(inputs.redrivePolicy)).maxReceiveCount, 5);
    const mapping = recording.named(`findings-${home}-scanner-mapping`).inputs;
    assert.deepEqual([mapping.functionResponseTypes, mapping.scalingConfig], [["ReportBatchItemFailures"], { maximumConcurrency: 2 }]);
    assert.equal(recording.named(`findings-${home}-scanner`).inputs.timeout, 60);
  });

  it("sweeps resources by a message to that queue, as often as was said, or not at all", async () => {
    const { inputs } = recording.named(`findings-${home}-scan-schedule`);
    assert.equal(inputs.scheduleExpression, "rate(1 day)");
    const target = inputs.target as { arn: string; roleArn: string; input: string };
    assert.deepEqual(JSON.parse(target.input), { kind: "sweep" });
    assert.match(target.arn, /access-analyzer-org-scan|findings-eu-central-1-scan/);
    const off = await security(projectOf(everywhere.replace("enabled: true", "enabled: true, sweep: off")));
    assert.deepEqual(
      off.ofType(types.schedule).map(({ name }) => name),
      [`findings-${home}-schedule`],
    );
  });

  it("tells its functions where it is on, of what, and by which analyzers it scans", async () => {
    const { scanner } = await settingsOf(recording);
    assert.deepEqual(Object.keys(scanner?.places ?? {}), [delegatedAdministrator, member, other]);
    assert.ok(scanner?.analyzers.every(({ account }) => account !== management));
    const off = await settingsOf(await security(projectOf(`${notifying}\n${forMember}`, two())));
    assert.deepEqual(off.scanner?.places, { [member]: [home, "eu-west-1", "us-east-1"] });
    assert.deepEqual([...new Set(off.scanner?.analyzers.map(({ account, type }) => `${account} ${type}`))].sort(), [
      `${delegatedAdministrator} ORGANIZATION`,
      `${member} ACCOUNT`,
    ]);
  });

  it("has dead letters in every Region in which any account has a rule, and in none that it cannot have one in", async () => {
    const deadLetters = async (live: Inventory) =>
      (await security(projectOf(`${notifying}\n${forMember}\nregions: { exclude: [{ name: us-east-1, reason: a test }] }`, live)))
        .ofType(types.queue)
        .flatMap(({ inputs }) => (inputs.name === "access-analyzer-org-dead-letters" ? [inputs.region] : []));
    assert.ok((await deadLetters(two())).includes("us-east-1"));
    const onlyThere = withRegions(two(), member, { "ap-south-2": "ENABLED" });
    assert.ok(!(await deadLetters(onlyThere)).includes("ap-south-2"));
    assert.ok(!regionsOf(await memberOf(projectOf(everywhere, onlyThere))).includes("ap-south-2"));
  });
});
