import assert from "node:assert/strict";
import { ActivateOrganizationsAccessCommand, CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { putRole } from "../../../dev/sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { providerClient, type ProviderClient } from "../../support/providerClient";

/** What terraform-provider-aws 6.34 was seen to do, and a program has to live with. */
describe("The provider for package aws, as the vendor's", () => {
  let sandbox: Sandbox;
  let provider: ProviderClient;
  beforeEach(async () => {
    sandbox = await startSandbox({
      settings: { creatingMilliseconds: 0, serviceLinkedRoleSettleMilliseconds: 0, stackSetOperationMilliseconds: 5 },
    });
    provider = await providerClient(sandbox);
  });
  afterEach(async () => {
    provider.close();
    await sandbox.close();
  });

  const callsOf = (operation: string) => sandbox.calls.filter((call) => call.operation === operation).length;
  const trust = (account: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" }],
    });

  for (const { type, given, refused } of [
    {
      type: "aws:cloudformation/stackSetInstance:StackSetInstance",
      given: { stackSetName: "roles", region: "eu-west-1", stackSetInstanceRegion: "eu-west-1" },
      refused: /"stackSetInstanceRegion": conflicts with region/,
    },
    {
      type: "aws:cloudformation/stackSetInstance:StackSetInstance",
      given: { stackSetName: "roles", accountId: "444444444444", deploymentTargets: { organizationalUnitIds: ["r-demo"] } },
      refused: /"accountId": conflicts with deploymentTargets/,
    },
    {
      type: "aws:cloudformation/stackSet:StackSet",
      given: { name: "roles", autoDeployment: { enabled: true }, administrationRoleArn: "arn:aws:iam::111111111111:role/a" },
      refused: /"administrationRoleArn": conflicts with autoDeployment/,
    },
    {
      type: "aws:cloudformation/stackSet:StackSet",
      given: { name: "roles", templateBody: "{}", templateUrl: "https://example.com/t" },
      refused: /"templateBody": conflicts with templateUrl/,
    },
  ]) {
    it(`refuses what cannot be given together: ${refused.source}`, async () => {
      assert.match((await provider.check(type, given)).failures.join(), refused);
    });
  }

  it("reads an analyzer's tags by themselves where one of them is empty", async () => {
    const type = "aws:accessanalyzer/analyzer:Analyzer";
    const { inputs } = await provider.check(type, { analyzerName: "ours", tags: { owner: "platform", note: "" } });
    const { state } = await provider.create(type, inputs);
    assert.deepEqual(state["tags"], { owner: "platform", note: "" });
    assert.ok(callsOf("ListTagsForResource") > 0);
  });

  it("reads a role's tags by themselves where one is empty; changes description and session duration by a call each", async () => {
    const type = "aws:iam/role:Role";
    const { inputs } = await provider.check(type, { name: "reader", assumeRolePolicy: trust("222222222222"), tags: { note: "" } });
    const { id, state } = await provider.create(type, inputs);
    assert.ok(callsOf("ListRoleTags") > 0);

    const described = await provider.update(type, id, state, { ...inputs, description: "reads" });
    assert.equal(described["description"], "reads");
    assert.deepEqual([callsOf("UpdateRoleDescription"), callsOf("UpdateRole")], [1, 0]);
    const longer = await provider.update(type, id, described, { ...inputs, description: "reads", maxSessionDuration: 7200 });
    assert.equal(longer["maxSessionDuration"], 7200);
    assert.deepEqual([callsOf("UpdateRoleDescription"), callsOf("UpdateRole")], [1, 1]);
  });

  it("names a changed tag twice: as the program's and among all", async () => {
    const type = "aws:accessanalyzer/analyzer:Analyzer";
    const { inputs } = await provider.check(type, { analyzerName: "ours", tags: { owner: "platform" } });
    const { state } = await provider.create(type, inputs);
    const { diffs } = await provider.diff(type, state, { ...inputs, tags: { owner: "security" } });
    assert.deepEqual(diffs, ["tags.owner", "tagsAll.owner"]);
  });

  it("sends a changed operationPreferences in a call that AWS refuses", async () => {
    const { id, state, inputs } = await rolledOut();
    const changed = { ...inputs, operationPreferences: { maxConcurrentCount: 3 } };
    await assert.rejects(
      provider.update("aws:cloudformation/stackSetInstance:StackSetInstance", id, state, changed),
      /UpdateStackInstances.*ValidationError/,
    );
  });

  it("replaces an instance whose units or Region change", async () => {
    const { state, inputs } = await rolledOut();
    const type = "aws:cloudformation/stackSetInstance:StackSetInstance";
    const units = { ...inputs, deploymentTargets: { organizationalUnitIds: ["ou-demo-aaaaaaaa"] } };
    assert.deepEqual((await provider.diff(type, state, units)).replaces, ["deploymentTargets"]);
    assert.deepEqual((await provider.diff(type, state, { ...inputs, stackSetInstanceRegion: "us-east-1" })).replaces, [
      "stackSetInstanceRegion",
    ]);
  });

  describe("where an account has a role of that name already", () => {
    beforeEach(
      () => void putRole(sandbox.world, "444444444444", { name: "reader", trustPolicy: JSON.parse(trust("222222222222")) as object }),
    );

    it("says which account failed and why", async () => {
      await assert.rejects(rolledOut(), /Account \(444444444444\), Region \(eu-central-1\), Status \(FAILED\), Reason \(.*already exists/);
    });

    it("swallows that it may not ask", async () => {
      sandbox.world.faults.add({ match: { operation: "ListStackSetOperationResults" }, effect: { kind: "deny" } });
      await assert.rejects(rolledOut(), (error: Error) => !/AccessDenied/.test(error.message) && /FAILED: /.test(error.message));
    });
  });

  async function rolledOut() {
    const credentials = sandbox.adminCredentials;
    await new CloudFormationClient({ endpoint: sandbox.url, region: "eu-central-1", credentials }).send(
      new ActivateOrganizationsAccessCommand({}),
    );
    const sets = "aws:cloudformation/stackSet:StackSet";
    const template = JSON.stringify({
      Resources: {
        Role: {
          Type: "AWS::IAM::Role",
          Properties: { RoleName: "reader", AssumeRolePolicyDocument: JSON.parse(trust("222222222222")) as object },
        },
      },
    });
    const set = await provider.check(sets, {
      name: "roles",
      permissionModel: "SERVICE_MANAGED",
      autoDeployment: { enabled: true },
      capabilities: ["CAPABILITY_NAMED_IAM"],
      templateBody: template,
    });
    await provider.create(sets, set.inputs);
    const type = "aws:cloudformation/stackSetInstance:StackSetInstance";
    const { inputs } = await provider.check(type, {
      stackSetName: "roles",
      stackSetInstanceRegion: "eu-central-1",
      deploymentTargets: { organizationalUnitIds: ["r-demo"] },
    });
    return { ...(await provider.create(type, inputs)), inputs };
  }
});
