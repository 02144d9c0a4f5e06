import assert from "node:assert/strict";
import { accountId, region } from "../../domain/identifiers";
import { rollOut } from "../../stacks";
import { assertSoundGraph, waitsFor } from "../support/graph";
import { record, type Recording } from "../support/mockRecorder";
import { notifying } from "../support/notifying";
import { delegatedAdministrator, inventory, management, member } from "../support/organization";
import { projectOf } from "../support/project";

const settings = { env: {} };
const services = ["access-analyzer.amazonaws.com"];

function managementStack(yaml = "", { env = {} } = {}) {
  return record(() => rollOut({ kind: "management" }, projectOf(yaml), { env }), { stack: "management" });
}

function withRolesIn(...regions: string[]) {
  const found = inventory();
  return { ...found, organization: { ...found.organization, rolesRegions: { read: regions.map(region) } } };
}

describe("the stack of the management account", () => {
  it("is sound: one provider for the management account, a Region on every regional resource", async () => {
    const recording = await managementStack();

    assertSoundGraph(recording);
    const { inputs } = recording.named("aws");
    assert.deepEqual(JSON.parse(String(inputs.allowedAccountIds)), [management]);
    assert.equal(inputs.assumeRoles, undefined);
  });

  it("begins with the role that the environment names for the management account", async () => {
    const env = {
      ACCESS_ANALYZER_ORG_MANAGEMENT_ROLE_ARN: "arn:aws:iam::111111111111:role/deployer",
      ACCESS_ANALYZER_ORG_ROLE_ARN: "arn:aws:iam::222222222222:role/other",
    };
    const recording = await managementStack("", { env });

    assert.deepEqual(JSON.parse(String(recording.named("aws").inputs.assumeRoles)), [
      { roleArn: "arn:aws:iam::111111111111:role/deployer", sessionName: "access-analyzer-org" },
    ]);
  });

  it("watches the account where there are notifications: a rule in each Region, one hop to the bus, dead letters there in its own Region", async () => {
    const ofWatch = ({ resources }: Recording) => resources.filter(({ custom, name }) => custom && name.startsWith("watch-"));
    assert.deepEqual(ofWatch(await managementStack()), []);
    const recording = await managementStack(notifying);
    assertSoundGraph(recording);
    const role = recording.named("watch-forwarder");
    assert.deepEqual([role.protect, role.retainOnDelete], [false, false]);
    assert.match(String(role.inputs.assumeRolePolicy), /"Service":"events.amazonaws.com"/);
    assert.match(String(role.inputs.assumeRolePolicy), /"aws:SourceAccount":"111111111111"/);
    const bus = `arn:aws:events:eu-central-1:${delegatedAdministrator}:event-bus/access-analyzer-org-watch`;
    const targets = recording.ofType("aws:cloudwatch/eventTarget:EventTarget");
    assert.deepEqual(targets.map(({ inputs }) => inputs.region).sort(), ["eu-central-1", "eu-west-1", "us-east-1"]);
    for (const target of targets) {
      const { arn, roleArn, deadLetterConfig, region: at } = target.inputs;
      assert.deepEqual([arn, roleArn], [bus, `arn:aws:iam::${management}:role/access-analyzer-org/access-analyzer-org-watch-forwarder`]);
      assert.deepEqual(deadLetterConfig, { arn: `arn:aws:sqs:${String(at)}:${delegatedAdministrator}:access-analyzer-org-dead-letters` });
      assert.ok(waitsFor(recording, target, recording.named("watch-forwarder-findings-road")), target.urn);
    }
  });

  it("trusts the two services and registers the delegated administrator for them, one call after the other; StackSets get none", async () => {
    const recording = await managementStack();

    const trusted = recording.ofType("aws:organizations/awsServiceAccess:AwsServiceAccess");
    const registered = recording.ofType("aws:organizations/delegatedAdministrator:DelegatedAdministrator");
    assert.deepEqual(
      trusted.map(({ inputs }) => inputs.servicePrincipal),
      services,
    );
    assert.deepEqual(
      registered.map(({ inputs }) => [inputs.accountId, inputs.servicePrincipal]),
      services.map((service) => [delegatedAdministrator, service]),
    );
    const chain = [...trusted, ...registered];
    chain.slice(1).forEach((later, index) => {
      const earlier = chain[index];
      assert.ok(earlier && waitsFor(recording, later, earlier), `${later.name} does not wait for ${earlier?.name}`);
    });
  });

  it("activates StackSets before the roles' StackSet, and that before its instances", async () => {
    const recording = await managementStack();

    const [activation] = recording.ofType("pulumi-nodejs:dynamic/access-analyzer-org:StackSetsActivation");
    const [stackSet] = recording.ofType("aws:cloudformation/stackSet:StackSet");
    const [instances] = recording.ofType("aws:cloudformation/stackSetInstance:StackSetInstance");
    assert.ok(activation && stackSet && instances);
    assert.ok(waitsFor(recording, stackSet, activation));
    assert.ok(waitsFor(recording, instances, stackSet));
    assert.equal(stackSet.inputs.permissionModel, "SERVICE_MANAGED");
    assert.deepEqual(stackSet.inputs.autoDeployment, { enabled: true, retainStacksOnAccountRemoval: false });
    assert.deepEqual(instances.inputs.deploymentTargets, { organizationalUnitIds: ["r-root"] });
    assert.equal(instances.inputs.stackSetInstanceRegion, "eu-central-1");
  });

  it("deploys the roles once for each unit, and changes nothing for how fast that is done", async () => {
    const recording = await managementStack();

    const instances = recording.ofType("aws:cloudformation/stackSetInstance:StackSetInstance");
    assert.deepEqual(
      instances.map(({ name }) => name),
      ["member-roles-r-root"],
    );
    for (const { ignoreChanges } of [...instances, ...recording.ofType("aws:cloudformation/stackSet:StackSet")]) {
      assert.ok(ignoreChanges.includes("operationPreferences"));
    }
  });

  it("leaves the roles where they were rolled out first when the home Region is another one", async () => {
    const { config, ...project } = projectOf("", withRolesIn("us-east-1"));
    const recording = await record(() => rollOut({ kind: "management" }, { config, ...project }, settings), { stack: "management" });

    const [stackSet] = recording.ofType("aws:cloudformation/stackSet:StackSet");
    const [instances] = recording.ofType("aws:cloudformation/stackSetInstance:StackSetInstance");
    assert.equal(recording.named("aws").inputs.region, "us-east-1");
    assert.equal(stackSet?.inputs.region, "us-east-1");
    assert.equal(instances?.inputs.stackSetInstanceRegion, "us-east-1");
  });

  it("has the service-linked role after trusted access and before its own analyzers", async () => {
    const recording = await managementStack();

    const [role] = recording.ofType("pulumi-nodejs:dynamic/access-analyzer-org:ServiceLinkedRole");
    assert.ok(role);
    for (const trusted of recording.ofType("aws:organizations/awsServiceAccess:AwsServiceAccess"))
      assert.ok(waitsFor(recording, role, trusted));
    const analyzers = recording.ofType("aws:accessanalyzer/analyzer:Analyzer");
    assert.equal(analyzers.length, 3);
    for (const analyzer of analyzers) assert.ok(waitsFor(recording, analyzer, role), analyzer.urn);
  });

  it("has one role of its own, which reads, bounded as the configuration says", async () => {
    const recording = await managementStack(
      'access: { rolePath: /platform/, permissionsBoundary: "arn:aws:iam::{account}:policy/boundary" }\ntags: { team: platform }',
    );

    const [role, ...others] = recording.ofType("aws:iam/role:Role");
    assert.ok(role);
    assert.equal(others.length, 0);
    assert.equal(role.inputs.name, "access-analyzer-org-audit");
    assert.equal(role.inputs.path, "/platform/");
    assert.equal(role.inputs.permissionsBoundary, `arn:aws:iam::${management}:policy/boundary`);
    assert.deepEqual(role.inputs.tags, { team: "platform", "managed-by": "access-analyzer-org" });
  });

  it("protects what others depend on", async () => {
    const recording = await managementStack();
    for (const type of [
      "aws:organizations/awsServiceAccess:AwsServiceAccess",
      "aws:organizations/delegatedAdministrator:DelegatedAdministrator",
      "aws:cloudformation/stackSet:StackSet",
      "aws:cloudformation/stackSetInstance:StackSetInstance",
      "aws:iam/role:Role",
    ])
      assert.ok(recording.ofType(type).length > 0 && recording.ofType(type).every(({ protect }) => protect), type);
  });

  it("is the same when an account joins the organization: its roles come by automatic deployment", async () => {
    const before = await managementStack();
    const joined = projectOf("", inventory([member, accountId("999999999999")]));
    const after = await record(() => rollOut({ kind: "management" }, joined, settings), { stack: "management" });

    assert.deepEqual(after.resources, before.resources);
  });

  it("registers the same in a preview, where nothing is known of resources that do not exist yet", async () => {
    const recording = await record(() => rollOut({ kind: "management" }, projectOf(), settings), { stack: "management", preview: true });

    assert.deepEqual(recording.resources.map(({ urn }) => urn).sort(), (await managementStack()).resources.map(({ urn }) => urn).sort());
  });
});
