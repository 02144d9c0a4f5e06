import assert from "node:assert/strict";
import { DeleteAnalyzerCommand, GetAnalyzerCommand, ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import {
  destroy,
  exportState,
  initStack,
  outputs,
  preview,
  refresh,
  removeStack,
  up,
  unprotect,
  type OperationResult,
} from "../../../scripts/pulumi";
import { isAnotherProvider, properties } from "../../support/providerDifferences";
import { engineProject, requireEngine, type EngineProject } from "../../support/engineProject";
import { clients, sessionIn } from "../../support/sandboxClients";

const member = "444444444444";

const program = `
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");
const settings = JSON.parse(process.env.TEST_PROGRAM ?? "{}");
const provider = new aws.Provider("aws", {
  region: "eu-central-1",
  allowedAccountIds: [settings.allowed ?? "${member}"],
  assumeRoles: [{ roleArn: "arn:aws:iam::${member}:role/OrganizationAccountAccessRole", sessionName: "engine-test" }],
});
const analyzer = new aws.accessanalyzer.Analyzer("analyzer", {
  analyzerName: "ours",
  region: "eu-west-1",
  type: settings.type,
  configuration: settings.configuration,
  tags: { owner: settings.owner ?? "platform", token: pulumi.secret("hidden") },
}, {
  provider, protect: settings.protect ?? true, deleteBeforeReplace: true, ignoreChanges: ["configuration"],
  ...(settings.import ? { import: settings.import } : {}),
});
if (!settings.bare) new aws.accessanalyzer.ArchiveRule("rule", {
  analyzerName: analyzer.analyzerName,
  region: "eu-west-1",
  ruleName: "expected",
  filters: [{ criteria: "isPublic", eqs: ["false"] }, { criteria: "resourceType", eqs: settings.resourceTypes ?? ["AWS::S3::Bucket", "AWS::KMS::Key"] }],
}, { provider });
if (settings.unknownType) new aws.ec2.Vpc("vpc", {}, { provider });
exports.arn = analyzer.arn;
exports.account = aws.getCallerIdentityOutput({}, { provider }).accountId;
exports.region = aws.getRegionOutput({}, { provider }).region;
exports.partition = aws.getPartitionOutput({}, { provider }).partition;
`;

describe("The real engine on the sandbox, through the provider for package aws", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let project: EngineProject;

  before(async function () {
    const engine = await requireEngine(this);
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 0 } });
    project = await engineProject(engine, { main: "index.js", files: { "index.js": program }, sandbox });
    await initStack(project, "member");
  });
  after(async () => {
    project?.close();
    await sandbox?.close();
  });

  const settings = (values: Record<string, unknown>) => ({ env: { TEST_PROGRAM: JSON.stringify(values) } });
  const inMember = async () => clients(sandbox, await sessionIn(sandbox, member), "eu-west-1").accessAnalyzer;
  const live = async () => (await (await inMember()).send(new GetAnalyzerCommand({ analyzerName: "ours" }))).analyzer;
  const told = (result: OperationResult) =>
    result.steps.filter(({ type }) => type.startsWith("aws:")).map(({ op, name }) => `${op} ${name}`);
  const writes = () => sandbox.calls.filter(({ operation }) => /^(Create|Delete|Update|Tag|Untag)/.test(operation)).length;

  it("shows in a preview what it would create, and creates nothing", async () => {
    const planned = await preview(project, "member");
    assert.equal(planned.stderr, "");
    assert.deepEqual(told(planned).sort(), ["create analyzer", "create rule"]);
    assert.equal(writes(), 0);
  });

  it("creates the analyzer and its archive rule in the member account, in the resource's Region", async () => {
    const done = await up(project, "member");
    assert.ok(done.succeeded, JSON.stringify(done.diagnostics));
    assert.deepEqual(told(done).sort(), ["create analyzer", "create rule"]);
    assert.equal((await live())?.arn, `arn:aws:access-analyzer:eu-west-1:${member}:analyzer/ours`);
    assert.deepEqual(await outputs(project, "member"), {
      arn: `arn:aws:access-analyzer:eu-west-1:${member}:analyzer/ours`,
      account: member,
      region: "eu-central-1",
      partition: "aws",
    });
  });

  it("sends a secret to AWS in clear, and keeps the property encrypted in the state", async () => {
    assert.equal((await live())?.tags?.["token"], "hidden");
    const analyzer = (await exportState(project, "member")).resources.find(({ type }) => type.startsWith("aws:accessanalyzer/analyzer"));
    assert.doesNotMatch(JSON.stringify([analyzer?.inputs["tags"], analyzer?.outputs["tags"]]), /hidden/);
  });

  it("changes nothing in a second up", async () => {
    const before = writes();
    const again = await up(project, "member");
    assert.ok(again.succeeded);
    assert.deepEqual(again.steps, []);
    assert.equal(writes(), before);
  });

  it("updates tags and filters in place", async () => {
    const changed = settings({ owner: "security", resourceTypes: ["AWS::S3::Bucket"] });
    const planned = await preview(project, "member", changed);
    assert.deepEqual(
      planned.steps
        .map(({ op, name, diff, replaces }) => ({ op, name, diff: properties(diff), replaces }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      [
        { op: "update", name: "analyzer", diff: ["tags.owner"], replaces: [] },
        { op: "update", name: "rule", diff: ["filters[1].eqs[1]"], replaces: [] },
      ],
    );
    const done = await up(project, "member", changed);
    assert.ok(done.succeeded, JSON.stringify(done.diagnostics));
    assert.equal((await live())?.tags?.["owner"], "security");
    assert.deepEqual((await preview(project, "member", changed)).steps, []);
  });

  it("shows no difference in a configuration that the program ignores", async () => {
    const planned = await preview(
      project,
      "member",
      settings({ owner: "security", resourceTypes: ["AWS::S3::Bucket"], configuration: { unusedAccess: { unusedAccessAge: 30 } } }),
    );
    assert.deepEqual(planned.steps, []);
  });

  it("replaces an analyzer whose type changes, and names the property", async () => {
    const planned = await preview(project, "member", settings({ type: "ACCOUNT_UNUSED_ACCESS", protect: false, owner: "security" }));
    const analyzer = planned.steps.find(({ name }) => name === "analyzer");
    assert.equal(analyzer?.op, "replace");
    assert.deepEqual(analyzer.replaces, ["type"]);
  });

  it("refuses a type of analyzer that does not exist before it calls AWS", async () => {
    const before = writes();
    const refused = await up(project, "member", settings({ type: "REGION" }));
    assert.equal(refused.succeeded, false);
    assert.match(
      refused.diagnostics.map(({ message }) => message).join("\n"),
      /expected type to be one of \["ACCOUNT","ORGANIZATION".*got REGION/,
    );
    assert.equal(writes(), before);
  });

  it("refuses credentials of an account that is not allowed, and changes nothing", async () => {
    const before = writes();
    const refused = await up(project, "member", settings({ allowed: "333333333333", owner: "somebody" }));
    assert.equal(refused.succeeded, false);
    assert.match(refused.diagnostics.map(({ message }) => message).join("\n"), /AWS account ID not allowed: 444444444444/);
    assert.equal(writes(), before);
    // The engine has recorded the provider's new arguments by then: a refresh would use them until the next up.
    const right = await up(project, "member", settings({ owner: "security", resourceTypes: ["AWS::S3::Bucket"] }));
    assert.ok(right.succeeded, JSON.stringify(right.diagnostics));
  });

  it("refuses a resource type that it does not implement, by its name", async function () {
    if (isAnotherProvider) return this.skip();
    const refused = await preview(project, "member", settings({ unknownType: true }));
    assert.equal(refused.succeeded, false);
    assert.match(refused.diagnostics.map(({ message }) => message).join("\n"), /does not implement the resource type aws:ec2\/vpc:Vpc/);
  });

  it("notices in a refresh that somebody deleted the analyzer, and creates it again", async () => {
    await (await inMember()).send(new DeleteAnalyzerCommand({ analyzerName: "ours" }));
    const noticed = await refresh(project, "member");
    assert.ok(noticed.succeeded, JSON.stringify(noticed.diagnostics));
    assert.deepEqual(told(noticed).sort(), ["delete analyzer", "delete rule"]);
    const healed = await up(project, "member");
    assert.deepEqual(told(healed).sort(), ["create analyzer", "create rule"]);
    assert.equal((await live())?.status, "ACTIVE");
  });

  it("keeps what is protected, until the protection is lifted", async () => {
    const refused = await destroy(project, "member");
    assert.equal(refused.succeeded, false);
    assert.equal((await live())?.name, "ours");
    await unprotect(project, "member", "all");
    const done = await destroy(project, "member");
    assert.ok(done.succeeded, JSON.stringify(done.diagnostics));
    assert.deepEqual((await (await inMember()).send(new ListAnalyzersCommand({}))).analyzers, []);
    await removeStack(project, "member");
  });

  it("imports a live analyzer by name@region, without a write", async () => {
    await initStack(project, "first");
    await up(project, "first", settings({ bare: true }));
    await unprotect(project, "first", "all");
    await removeStack(project, "first", { force: true });
    await initStack(project, "second");
    const before = writes();
    const imported = await up(project, "second", settings({ bare: true, import: "ours@eu-west-1" }));
    assert.ok(imported.succeeded, JSON.stringify(imported.diagnostics));
    assert.deepEqual(told(imported), ["import analyzer"]);
    assert.equal(writes(), before);
    const { resources } = await exportState(project, "second");
    assert.equal(resources.find(({ type }) => type.startsWith("aws:accessanalyzer"))?.id, "ours");
    assert.deepEqual((await up(project, "second", settings({ bare: true }))).steps, []);
  });
});
