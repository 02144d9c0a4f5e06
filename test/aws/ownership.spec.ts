import assert from "node:assert/strict";
import { ActivateOrganizationsAccessCommand, CreateStackSetCommand } from "@aws-sdk/client-cloudformation";
import { CreateAliasCommand, CreateKeyCommand } from "@aws-sdk/client-kms";
import { Calls } from "../../aws/calls";
import { isOurs } from "../../aws/ownership";
import type { Session } from "../../aws/sessions";
import { accountId, region } from "../../domain/identifiers";
import { putRole } from "../../dev/sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { seedAnalyzer } from "../../dev/sandbox/services/accessanalyzer";
import { clients } from "../support/sandboxClients";

const management = "111111111111";
const home = region("eu-central-1");
const trustPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${management}:root` }, Action: "sts:AssumeRole" }],
});

describe("whose something is", () => {
  let sandbox: Sandbox;
  let session: Session;
  let calls: Calls;
  const endpoint = process.env.AWS_ENDPOINT_URL;

  before(async () => {
    sandbox = await startSandbox();
    process.env.AWS_ENDPOINT_URL = sandbox.url;
    const settings = { connectionTimeout: 1_000, requestTimeout: 5_000, maxAttempts: 1, deadline: 5_000 };
    session = {
      account: accountId(management),
      partition: "aws",
      arn: "admin",
      homeRegion: home,
      credentials: async () => sandbox.adminCredentials,
      settings,
    };
    calls = new Calls(4, settings);
  });
  after(async () => {
    await sandbox.close();
    if (endpoint === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = endpoint;
  });

  it("is told by our tag, for an alias by the tag of its key", async () => {
    const { kms } = clients(sandbox);
    for (const [name, owner] of [
      ["ours", "access-analyzer-org"],
      ["theirs", "terraform"],
    ] as const) {
      const filler = Array.from({ length: 5 }, (_, index) => ({ TagKey: `a${index}`, TagValue: "" }));
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Tags: [...filler, { TagKey: "managed-by", TagValue: owner }] }));
      await kms.send(new CreateAliasCommand({ AliasName: `alias/${name}`, TargetKeyId: KeyMetadata?.KeyId }));
    }
    const alias = (name: string) => isOurs(session, { kind: "alias", region: home, name: `alias/${name}` }, calls);
    assert.deepEqual([await alias("ours"), await alias("theirs"), await alias("nobodys")], [true, false, false]);
  });

  it("is told by our tag, for roles", async () => {
    putRole(sandbox.world, management, { name: "ours", trustPolicy, tags: { "managed-by": "access-analyzer-org" } });
    putRole(sandbox.world, management, { name: "theirs", trustPolicy, tags: { "managed-by": "terraform" } });
    assert.equal(await isOurs(session, { kind: "role", name: "ours" }, calls), true);
    assert.equal(await isOurs(session, { kind: "role", name: "theirs" }, calls), false);
    assert.equal(await isOurs(session, { kind: "role", name: "nobody" }, calls), false);
  });

  it("is told by our tag, for StackSets", async () => {
    const { cloudFormation } = clients(sandbox);
    await cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
    for (const [StackSetName, Value] of [
      ["ours", "access-analyzer-org"],
      ["theirs", "somebody"],
    ]) {
      const template = {
        Resources: { Role: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: JSON.parse(trustPolicy) } } },
      };
      await cloudFormation.send(
        new CreateStackSetCommand({
          StackSetName,
          TemplateBody: JSON.stringify(template),
          PermissionModel: "SERVICE_MANAGED",
          AutoDeployment: { Enabled: false },
          Capabilities: ["CAPABILITY_NAMED_IAM"],
          Tags: [{ Key: "managed-by", Value }],
        }),
      );
    }
    assert.equal(await isOurs(session, { kind: "stackSet", region: home, name: "ours" }, calls), true);
    assert.equal(await isOurs(session, { kind: "stackSet", region: home, name: "theirs" }, calls), false);
    assert.equal(await isOurs(session, { kind: "stackSet", region: home, name: "nobody" }, calls), false);
  });

  it("is told by our tag, for analyzers, and is not ours where they cannot be read", async () => {
    const place = { account: management, type: "ACCOUNT" } as const;
    seedAnalyzer(sandbox.world, { ...place, region: home, name: "one", tags: { "managed-by": "access-analyzer-org" } });
    seedAnalyzer(sandbox.world, { ...place, region: "eu-west-1", name: "two", tags: {} });
    assert.equal(await isOurs(session, { kind: "analyzer", region: home, name: "one" }, calls), true);
    assert.equal(await isOurs(session, { kind: "analyzer", region: home, name: "another" }, calls), false);
    assert.equal(await isOurs(session, { kind: "analyzer", region: region("eu-west-1"), name: "two" }, calls), false);
    const fault = sandbox.world.faults.add({ match: { operation: "ListAnalyzers" }, effect: { kind: "deny" } });
    assert.equal(await isOurs(session, { kind: "analyzer", region: home, name: "one" }, calls), false);
    sandbox.world.faults.remove(fault.id);
  });
});
