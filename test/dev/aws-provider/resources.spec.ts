import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients } from "../../support/sandboxClients";
import { providerClient, type ProviderClient } from "../../support/providerClient";
import { describeLife, type Life } from "../../support/resourceLife";
import { ActivateOrganizationsAccessCommand } from "@aws-sdk/client-cloudformation";

const trust = (account: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" }],
  });
const keyPolicy = (...actions: string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: actions, Resource: "*" }],
  });
const reading = (action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

const lives: Life[] = [
  {
    token: "aws:accessanalyzer/analyzer:Analyzer",
    inputs: { analyzerName: "ours", region: "eu-west-1", tags: { owner: "platform", old: "yes" } },
    id: "ours",
    importId: "ours@eu-west-1",
    expect: {
      arn: "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/ours",
      type: "ACCOUNT",
      region: "eu-west-1",
      tagsAll: { owner: "platform", old: "yes", from: "default" },
    },
    change: {
      inputs: { tags: { owner: "security", new: "yes" } },
      diffs: ["tags.new", "tags.old", "tags.owner", "tagsAll.new", "tagsAll.old", "tagsAll.owner"],
    },
    replacing: {
      analyzerName: "other",
      type: "ACCOUNT_UNUSED_ACCESS",
      region: "us-east-1",
      configuration: { unusedAccess: { unusedAccessAge: 30 } },
    },
  },
  {
    token: "aws:organizations/awsServiceAccess:AwsServiceAccess",
    inputs: { servicePrincipal: "access-analyzer.amazonaws.com" },
    id: "access-analyzer.amazonaws.com",
    expect: { servicePrincipal: "access-analyzer.amazonaws.com" },
    replacing: { servicePrincipal: "account.amazonaws.com" },
  },
  {
    token: "aws:organizations/policy:Policy",
    inputs: { name: "guard", content: reading("s3:*"), description: "first", tags: { owner: "platform" } },
    id: "p-",
    expect: { name: "guard", type: "SERVICE_CONTROL_POLICY", description: "first" },
    change: {
      inputs: { content: reading("ec2:*"), description: "second", tags: { owner: "security" } },
      diffs: ["content", "description", "tags.owner", "tagsAll.owner"],
    },
    replacing: { type: "RESOURCE_CONTROL_POLICY" },
  },
  {
    token: "aws:iam/role:Role",
    inputs: { name: "reader", path: "/ours/", assumeRolePolicy: trust("222222222222"), description: "first", tags: { owner: "platform" } },
    id: "reader",
    expect: {
      arn: "arn:aws:iam::111111111111:role/ours/reader",
      maxSessionDuration: 3600,
      path: "/ours/",
      inlinePolicies: [],
      managedPolicyArns: [],
    },
    change: {
      inputs: { assumeRolePolicy: trust("333333333333"), description: "second", tags: {} },
      diffs: ["assumeRolePolicy", "description", "tags"],
    },
    replacing: { name: "other", path: "/" },
  },
  {
    token: "aws:kms/key:Key",
    inputs: {
      customerMasterKeySpec: "ECC_NIST_P256",
      keyUsage: "SIGN_VERIFY",
      description: "first",
      policy: keyPolicy("kms:*"),
      region: "eu-west-1",
      tags: { owner: "platform", old: "yes" },
    },
    id: "",
    expect: { isEnabled: true, enableKeyRotation: false, multiRegion: false, region: "eu-west-1" },
    change: {
      inputs: { description: "second", isEnabled: false, policy: keyPolicy("kms:*", "kms:Sign"), tags: { owner: "security" } },
      diffs: ["description", "isEnabled", "policy", "tags.old", "tags.owner", "tagsAll.old", "tagsAll.owner"],
    },
    replacing: { customerMasterKeySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT", region: "us-east-1" },
    regionInId: "eu-west-1",
  },
];

describe("The provider for package aws", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let provider: ProviderClient;
  before(async () => {
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 0, stackSetOperationMilliseconds: 20 } });
    provider = await providerClient(sandbox, { defaultTags: JSON.stringify({ tags: { from: "default" } }) });
  });
  after(async () => {
    provider?.close();
    await sandbox?.close();
  });

  for (const life of lives) describeLife(life, () => ({ sandbox, provider }));

  it("registers and deregisters a delegated administrator, with AWS's outputs", async () => {
    const service = "account.amazonaws.com";
    const access = "aws:organizations/awsServiceAccess:AwsServiceAccess";
    const token = "aws:organizations/delegatedAdministrator:DelegatedAdministrator";
    await provider.create(access, { servicePrincipal: service });
    const inputs = { accountId: "222222222222", servicePrincipal: service };
    const { id, state } = await provider.create(token, inputs);
    assert.equal(id, `222222222222/${service}`);
    assert.equal(state["name"], "security");
    assert.equal((await provider.diff(token, state, { ...inputs, accountId: "333333333333" })).replaces[0], "accountId");
    assert.deepEqual((await provider.read(token, id)).inputs, inputs);
    await provider.delete(token, id, state);
    assert.equal((await provider.read(token, id, state, inputs)).id, "");
    await provider.delete(access, service, {});
  });

  it("attaches a policy to an organizational target and takes it away", async () => {
    const token = "aws:organizations/policyAttachment:PolicyAttachment";
    const policy = await provider.create(
      "aws:organizations/policy:Policy",
      (await provider.check("aws:organizations/policy:Policy", { content: reading("s3:*") })).inputs,
    );
    assert.match(String(policy.state["name"]), /^name-[0-9a-f]{7}$/);
    const inputs = { policyId: policy.id, targetId: "444444444444" };
    const { id, state } = await provider.create(token, inputs);
    assert.equal(id, `444444444444:${policy.id}`);
    assert.deepEqual((await provider.read(token, id, state, inputs)).state, inputs);
    await provider.delete(token, id, state);
    assert.equal((await provider.read(token, id, state, inputs)).id, "");
    await provider.delete("aws:organizations/policy:Policy", policy.id, policy.state);
  });

  it("names a key by an alias, which moves to another key in place", async () => {
    const [first, second] = await Promise.all(
      ["first", "second"].map(async (description) =>
        provider.create("aws:kms/key:Key", (await provider.check("aws:kms/key:Key", { description })).inputs),
      ),
    );
    const token = "aws:kms/alias:Alias";
    const inputs = { name: "alias/ours", targetKeyId: first?.id };
    const { id, state } = await provider.create(token, inputs);
    assert.deepEqual([id, state["targetKeyArn"]], ["alias/ours", first?.state["arn"]]);
    assert.equal((await provider.diff(token, state, inputs)).changed, false);
    assert.deepEqual((await provider.diff(token, state, { ...inputs, name: "alias/others" })).replaces, ["name"]);
    const moved = await provider.update(token, id, state, { ...inputs, targetKeyId: second?.id });
    assert.equal(moved["targetKeyArn"], second?.state["arn"]);
    await provider.delete(token, id, moved);
    assert.equal((await provider.read(token, id, moved, inputs)).id, "");
    await provider.delete(token, id, moved);
  });

  it("gives a role an inline policy, whose white space and order of actions do not count", async () => {
    const role = await provider.create(
      "aws:iam/role:Role",
      (await provider.check("aws:iam/role:Role", { name: "holder", assumeRolePolicy: trust("222222222222") })).inputs,
    );
    const token = "aws:iam/rolePolicy:RolePolicy";
    const document = (actions: string[]) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: ["*"] }] }, null, 2);
    const inputs = { name: "read", role: "holder", policy: document(["iam:GetRole", "iam:ListRoles"]) };
    const { id, state } = await provider.create(token, inputs);
    assert.equal(id, "holder:read");
    assert.equal((await provider.diff(token, state, { ...inputs, policy: document(["iam:ListRoles", "iam:GetRole"]) })).changed, false);
    const narrower = { ...inputs, policy: document(["iam:GetRole"]) };
    assert.deepEqual((await provider.diff(token, state, narrower)).diffs, ["policy"]);
    const updated = await provider.update(token, id, state, narrower);
    assert.equal((await provider.diff(token, updated, narrower)).changed, false);
    await provider.delete(token, id, updated);
    assert.equal((await provider.read(token, id, updated, narrower)).id, "");
    await provider.delete("aws:iam/role:Role", role.id, role.state);
  });

  it("rolls a service-managed StackSet out over the organization, updates it and takes it back", async () => {
    await clients(sandbox).cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
    const template = (description: string) =>
      JSON.stringify({
        AWSTemplateFormatVersion: "2010-09-09",
        Resources: {
          Role: {
            Type: "AWS::IAM::Role",
            Properties: { RoleName: "ours", Description: description, AssumeRolePolicyDocument: JSON.parse(trust("222222222222")) },
          },
        },
      });
    const sets = "aws:cloudformation/stackSet:StackSet";
    const setInputs = (
      await provider.check(sets, {
        name: "roles",
        permissionModel: "SERVICE_MANAGED",
        autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
        capabilities: ["CAPABILITY_NAMED_IAM"],
        templateBody: template("first"),
        tags: { owner: "platform" },
      })
    ).inputs;
    const set = await provider.create(sets, setInputs);
    assert.equal(set.id, "roles");
    assert.deepEqual(await provider.diff(sets, set.state, setInputs, ["administrationRoleArn"]), {
      changed: false,
      diffs: [],
      replaces: [],
    });
    assert.deepEqual((await provider.diff(sets, set.state, { ...setInputs, autoDeployment: { enabled: false } })).replaces, [
      "autoDeployment",
    ]);

    const instances = "aws:cloudformation/stackSetInstance:StackSetInstance";
    const inputs = (await provider.check(instances, { stackSetName: "roles", deploymentTargets: { organizationalUnitIds: ["r-demo"] } }))
      .inputs;
    const { id, state } = await provider.create(instances, inputs);
    assert.equal(id, "roles,r-demo,eu-central-1");
    const accounts = (state["stackInstanceSummaries"] as { accountId: string }[]).map(({ accountId }) => accountId);
    assert.ok(accounts.includes("444444444444") && !accounts.includes("111111111111"), accounts.join());
    assert.equal((await provider.diff(instances, state, inputs)).changed, false);
    assert.deepEqual(
      (await provider.diff(instances, state, { ...inputs, deploymentTargets: { organizationalUnitIds: ["ou-demo-aaaaaaaa"] } })).replaces,
      ["deploymentTargets"],
    );

    const news = { ...setInputs, templateBody: template("second") };
    assert.deepEqual((await provider.diff(sets, set.state, news, ["administrationRoleArn"])).diffs, ["templateBody"]);
    const updated = await provider.update(sets, set.id, set.state, news);
    assert.equal((await provider.diff(sets, updated, news, ["administrationRoleArn"])).changed, false);

    await provider.delete(instances, id, state);
    // A unit without a stack is there all the same, for terraform-provider-aws: it is not made again.
    assert.deepEqual((await provider.read(instances, id, state, inputs)).state["stackInstanceSummaries"], []);
    await provider.delete(sets, set.id, updated);
    assert.equal((await provider.read(sets, set.id, updated, news)).id, "");
  });
});
