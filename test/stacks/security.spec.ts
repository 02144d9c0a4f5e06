import assert from "node:assert/strict";
import { accountId } from "../../domain/identifiers";
import { rollOut } from "../../stacks";
import { assertSoundGraph, waitsFor } from "../support/graph";
import { record } from "../support/mockRecorder";
import { delegatedAdministrator, inventory, management, member } from "../support/organization";
import { projectOf } from "../support/project";

const analyzerType = "aws:accessanalyzer/analyzer:Analyzer";
const readyType = "pulumi-nodejs:dynamic/access-analyzer-org:OrganizationReady";
const configurationType = "pulumi-nodejs:dynamic/access-analyzer-org:AnalyzerConfiguration";
const settings = { env: {} };
const everything = `
analyzers:
  unusedAccess: { enabled: true, ageDays: 60 }
  internalAccess: { enabled: true, include: [{ resourceTypes: ["AWS::S3::Bucket"] }] }
rollout: { settleSeconds: 7 }`;

function security(yaml = everything, preview = false) {
  return record(() => rollOut({ kind: "security" }, projectOf(yaml), settings), { stack: "security", preview });
}

describe("the stack of the delegated administrator", () => {
  it("has the organization's analyzers and the account's own, each in its Regions", async () => {
    const recording = await security();

    assertSoundGraph(recording);
    const regionsOf = (type: string) =>
      recording
        .ofType(analyzerType)
        .filter(({ inputs }) => inputs.type === type)
        .map(({ inputs }) => inputs.region)
        .sort();
    const enabled = ["eu-central-1", "eu-west-1", "us-east-1"];
    assert.deepEqual(regionsOf("ACCOUNT"), enabled);
    assert.deepEqual(regionsOf("ORGANIZATION"), enabled);
    assert.deepEqual(regionsOf("ORGANIZATION_UNUSED_ACCESS"), ["eu-central-1"]);
    assert.ok(regionsOf("ORGANIZATION_INTERNAL_ACCESS").length > 0);
  });

  it("lets every analyzer of the organization wait until the management account is ready, and no other", async () => {
    const recording = await security();

    const [ready] = recording.ofType(readyType);
    assert.ok(ready);
    for (const analyzer of recording.ofType(analyzerType)) {
      assert.equal(waitsFor(recording, analyzer, ready), analyzer.inputs.type !== "ACCOUNT", analyzer.urn);
    }
    const { __provider, ...inputs } = ready.inputs;
    assert.deepEqual(inputs, {
      management,
      delegatedAdministrator,
      region: "eu-central-1",
      settleSeconds: 7,
    });
    assert.equal(typeof __provider, "string");
  });

  const proving = `
access: { callers: { deployer: [Platform], retirer: [Retirement], prover: ["arn:aws:iam::555555555555:role/prove"] } }
proof: { enabled: true }
tags: { team: platform }`;

  it("has the key that signs proofs, where they are asked for; nothing of it is ever deleted", async () => {
    const recording = await security(proving);
    assertSoundGraph(recording);
    const [key] = recording.ofType("aws:kms/key:Key");
    const [alias] = recording.ofType("aws:kms/alias:Alias");
    assert.ok(key && alias);
    assert.deepEqual(
      [key.inputs.customerMasterKeySpec, key.inputs.keyUsage, key.inputs.region, key.inputs.tags],
      ["ECC_NIST_P256", "SIGN_VERIFY", "eu-central-1", { team: "platform", "managed-by": "access-analyzer-org" }],
    );
    const { Statement } = JSON.parse(String(key.inputs.policy));
    assert.deepEqual(
      Statement.map(({ Effect, Action }: { Effect: string; Action: string }) => `${Effect} ${Action}`),
      ["Allow kms:*", "Deny kms:Sign"],
    );
    assert.deepEqual([key.retainOnDelete, alias.retainOnDelete, key.protect], [true, true, false]);
    assert.deepEqual([alias.inputs.name, alias.inputs.region], ["alias/access-analyzer-org-proof", "eu-central-1"]);
    assert.deepEqual((await security()).ofType("aws:kms/key:Key"), []);
  });

  it("does not wait where only the account's own analyzers are wanted", async () => {
    const recording = await security("analyzers: { organization: { enabled: false } }");

    assert.equal(recording.ofType(readyType).length, 0);
    assert.equal(recording.ofType(analyzerType).length, 3);
  });

  it("applies configurations in place, after the analyzer, and names no role", async () => {
    const recording = await security();

    const unused = recording.named(`${delegatedAdministrator}-eu-central-1-unused-access-configuration`);
    const analyzer = recording.ofType(analyzerType).find(({ inputs }) => inputs.type === "ORGANIZATION_UNUSED_ACCESS");
    assert.ok(analyzer);
    assert.ok(waitsFor(recording, unused, analyzer));
    const { __provider, ...inputs } = unused.inputs;
    assert.deepEqual(inputs, {
      account: delegatedAdministrator,
      region: "eu-central-1",
      analyzerName: "access-analyzer-org-unused-access",
      configuration: analyzer.inputs.configuration,
    });
    assert.ok(analyzer.ignoreChanges.includes("configuration"));
    assert.equal(unused.deletedWith, analyzer.urn, "nothing is called when both leave");
    assert.match(
      String(__provider),
      /^exports\.handler = \(\) => require\("module"\)\.createRequire\(process\.cwd\(\) \+ "\/noop\.js"\)\("access-analyzer-org\/operations"\)\.AnalyzerConfiguration;$/,
    );
    assert.equal(
      recording.ofType(configurationType).length,
      recording.ofType(analyzerType).filter(({ inputs }) => inputs.configuration).length,
    );
  });

  it("knows every configuration already in a preview, so that a change of it is shown", async () => {
    const recording = await security(everything, true);

    const configurations = recording.ofType(configurationType);
    assert.ok(configurations.length > 0);
    for (const { inputs } of configurations) assert.doesNotMatch(JSON.stringify(inputs), /__pulumiUnknown|04da6b54/);
  });

  it("is the same when an account joins the organization", async () => {
    const before = await security();
    const joined = projectOf(everything, inventory([member, accountId("999999999999")]));
    const after = await record(() => rollOut({ kind: "security" }, joined, settings), { stack: "security" });

    assert.deepEqual(after.resources, before.resources);
  });
});
