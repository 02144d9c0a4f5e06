import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { unknown } from "../../../dev/aws-provider/values";
import { providerClient, type ProviderClient } from "../../support/providerClient";

const roleArn = "arn:aws:iam::444444444444:role/OrganizationAccountAccessRole";

describe("The arguments of the provider for package aws", () => {
  let sandbox: Sandbox;
  const open: ProviderClient[] = [];
  before(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => {
    for (const provider of open.splice(0)) provider.close();
  });
  after(() => sandbox.close());

  const configured = async (args: Record<string, string>) => {
    const provider = await providerClient(sandbox, args);
    open.push(provider);
    return provider;
  };

  it("assume roles through STS: the provider then is that account", async () => {
    const provider = await configured({
      assumeRoles: JSON.stringify([{ roleArn, sessionName: "test" }]),
      allowedAccountIds: '["444444444444"]',
    });
    const identity = await provider.invoke("aws:index/getCallerIdentity:getCallerIdentity");
    assert.equal(identity["accountId"], "444444444444");
    assert.equal(identity["arn"], "arn:aws:sts::444444444444:assumed-role/OrganizationAccountAccessRole/test");
  });

  it("refuse an account that is not allowed, as the real one does", async () => {
    await assert.rejects(configured({ allowedAccountIds: '["444444444444"]' }), /^Error: AWS account ID not allowed: 111111111111$/);
    await assert.rejects(configured({ forbiddenAccountIds: '["111111111111"]' }), /AWS account ID not allowed: 111111111111/);
  });

  it("tell which role cannot be assumed, and what AWS said", async () => {
    const assumeRoles = JSON.stringify([{ roleArn: "arn:aws:iam::444444444444:role/nobody", sessionName: "test" }]);
    await assert.rejects(
      configured({ assumeRoles }),
      /IAM Role \(arn:aws:iam::444444444444:role\/nobody\) cannot be assumed[\s\S]*STS: AssumeRole[\s\S]*StatusCode: 403/,
    );
  });

  it("refuse credentials that AWS does not know", async () => {
    await assert.rejects(configured({ accessKey: "AKIANOBODY" }), /unable to validate AWS credentials[\s\S]*InvalidClientTokenId/);
  });

  it("that are not implemented are refused by name, never ignored", async () => {
    const provider = await configured({});
    assert.deepEqual(await provider.checkConfig({ region: "eu-central-1", assumeRoleWithWebIdentity: "{}" }), [
      'the argument "assumeRoleWithWebIdentity" is not implemented by this provider of package aws',
    ]);
  });

  it("say the Region and the partition, also of another Region", async () => {
    const provider = await configured({});
    assert.equal((await provider.invoke("aws:index/getRegion:getRegion"))["region"], "eu-central-1");
    assert.equal((await provider.invoke("aws:index/getRegion:getRegion", { region: "us-east-1" }))["region"], "us-east-1");
    assert.equal((await provider.invoke("aws:index/getPartition:getPartition"))["partition"], "aws");
  });

  it("leave types and functions that are not implemented refused by name", async () => {
    const provider = await configured({});
    await assert.rejects(provider.invoke("aws:s3/getBucket:getBucket"), /does not implement the function aws:s3\/getBucket:getBucket/);
    await assert.rejects(provider.check("aws:ec2/vpc:Vpc", {}), /does not implement the resource type aws:ec2\/vpc:Vpc/);
    await assert.rejects(provider.read("aws:ec2/vpc:Vpc", "x"), /does not implement the resource type aws:ec2\/vpc:Vpc/);
  });
});

describe("Checking inputs in the provider for package aws", () => {
  const analyzer = "aws:accessanalyzer/analyzer:Analyzer";
  let sandbox: Sandbox;
  let provider: ProviderClient;
  before(async () => {
    sandbox = await startSandbox();
    provider = await providerClient(sandbox);
  });
  after(async () => {
    provider.close();
    await sandbox.close();
  });

  const failures = async (inputs: Record<string, string | string[]>) => (await provider.check(analyzer, inputs)).failures;

  it("names what is missing, what is no value of AWS's and what has the wrong form", async () => {
    assert.match((await failures({})).join(), /analyzerName: Missing required argument/);
    assert.match((await failures({ analyzerName: "a", type: "REGION" })).join(), /type: expected type to be one of .*got REGION/);
    assert.match((await failures({ analyzerName: "9 lives" })).join(), /analyzerName: invalid value .*must begin with a letter/);
    assert.match((await failures({ analyzerName: "a", region: "Frankfurt" })).join(), /region: invalid value/);
    assert.match((await provider.check("aws:iam/role:Role", { assumeRolePolicy: "{" })).failures.join(), /assumeRolePolicy.*invalid JSON/);
  });

  it("refuses an input that it would have to ignore", async () => {
    assert.match(
      (await failures({ analyzerName: "a", colour: "red" })).join(),
      /"colour" of aws:accessanalyzer\/analyzer:Analyzer is not implemented/,
    );
  });

  it("lets through what is not known yet, and plans with it", async () => {
    const { inputs, failures: found } = await provider.check(analyzer, { analyzerName: unknown, type: unknown, tags: { a: unknown } });
    assert.deepEqual(found, []);
    const { id, state } = await provider.create(analyzer, inputs, true);
    assert.equal(id, "");
    assert.deepEqual([state["arn"], state["analyzerName"], state["tagsAll"]], [unknown, unknown, unknown]);
    const live = { analyzerName: "a", type: "ACCOUNT", region: "eu-central-1", tags: {}, tagsAll: {} };
    assert.deepEqual((await provider.diff(analyzer, live, inputs)).replaces.sort(), ["analyzerName", "type"]);
  });

  it("keeps a name that it made up, in preview and update alike", async () => {
    const token = "aws:cloudformation/stackSet:StackSet";
    const first = (await provider.check(token, {})).inputs["name"];
    assert.match(String(first), /^name-[0-9a-f]{7}$/);
    assert.equal((await provider.check(token, {})).inputs["name"], first);
    assert.equal((await provider.check(token, {}, { name: "name-0000000" })).inputs["name"], "name-0000000");
  });

  it("unwraps secrets", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hidden" };
    assert.deepEqual((await provider.check(analyzer, { analyzerName: "a", tags: { token: secret } })).inputs["tags"], { token: "hidden" });
  });
});
