import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { rootFolder } from "../../dev/engine/location";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { accountId, region } from "../../domain/identifiers";
import { serializeProof } from "../../domain/proof/coverageProof";
import { proofAlgorithm, serializeSignature } from "../../domain/proof/signature";
import { destroy, initStack, preview, runPulumi, up, type OperationResult } from "../../scripts/pulumi";
import { run } from "../support/commandLine";
import { engineProject, requireEngine, type EngineProject } from "../support/engineProject";

const folder = join(rootFolder, "policypack");
const account = accountId("111111111111");

// Credentials and Region of the environment, as most programs have them. What a run is to have is switched on by its environment.
const program = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
const trust = (Principal: object) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] });
const { COVERED, LATE, READ, EMPTY, UNKNOWN } = process.env;
if (!EMPTY) {
  const deployer = new aws.iam.Role("deployer", { assumeRolePolicy: trust({ Service: "ec2.amazonaws.com" }) });
  new aws.sqs.Queue("jobs", UNKNOWN ? { region: deployer.arn.apply(() => "eu-west-1") } : {});
  // Everybody may assume it, which nobody knows before the other role is there.
  if (LATE) new aws.iam.Role("late", { assumeRolePolicy: deployer.arn.apply(() => JSON.stringify(trust({ AWS: "*" }))) });
  if (COVERED) new aws.accessanalyzer.Analyzer("account", { analyzerName: "account", type: "ACCOUNT" });
  if (READ) aws.accessanalyzer.Analyzer.get("read", "account");
}
`;

/** Each test goes on where the one before ended. */
describe("The policy pack on the engine", function () {
  this.timeout(600_000);
  this.bail(true);
  let sandbox: Sandbox;
  let project: EngineProject;

  before(async function () {
    const engine = await requireEngine(this);
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 0 } });
    project = await engineProject(engine, { files: { "index.ts": program }, sandbox });
    // Each a process of its own, and the pack from the clone's sources, as in a user's run.
    project.env["PROGRAM_SERVER"] = undefined;
    await initStack(project, "dev");
  });
  after(async () => {
    project?.close();
    await sandbox?.close();
  });

  const look = (env: NodeJS.ProcessEnv, settings: object = {}) => {
    project.write("policies.json", JSON.stringify(settings));
    return preview(project, "dev", { policyPack: { folder, config: join(project.folder, "policies.json") }, env });
  };
  const audit = async () => {
    const { code, stdout, stderr } = await run(["audit", "--stack", "dev", "--json"], project.folder, {
      ...project.env,
      PATH: [project.engine.path, process.env["PATH"]].filter(Boolean).join(delimiter),
    });
    assert.equal(stderr, "");
    return {
      code,
      ...(JSON.parse(stdout) as { resources: number; violations: { policy: string; urn: string }[]; notes: { policy: string }[] }),
    };
  };

  it("blocks what nobody would watch, and where nothing says the account names the setting", async () => {
    const result = await look({});
    assert.equal(result.exitCode, 1);
    // One for all of them, at the first that the engine came to.
    assert.deepEqual(
      result.violations.map(({ level, policy }) => `${level} ${policy}`),
      ["mandatory analyzer-required"],
    );
    assert.match(result.violations[0]?.message ?? "", /Nothing says in which account .*allowedAccountIds/);
  });

  it("blocks a Region that nobody knows yet where undecided is to block", async () => {
    const settings = { "analyzer-required": { accountId: account }, "analyzer-required-notes": "mandatory" };
    const result = await look({ UNKNOWN: "1" }, settings);
    assert.deepEqual(told(result), ["mandatory analyzer-required deployer", "mandatory analyzer-required-notes jobs"]);
    const messages = result.violations.map(({ message }) => message).join("\n");
    assert.match(messages, /watch account 111111111111, in any Region/);
    assert.match(messages, /Undecided: .*Region of aws:sqs\/queue:Queue jobs/);
  });

  it("takes a signed proof for an analyzer, unless a byte of it was changed", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const accounts = { [account]: [region("eu-central-1")] };
    const organizationId = "o-exampleorg1";
    const text = serializeProof({ version: 1, organization: organizationId, date: new Date().toISOString(), accounts });
    const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "der" }).toString("base64");
    const file = join(project.folder, "coverage.json");
    writeFileSync(`${file}.sig`, serializeSignature({ version: 1, keyId: "a key", algorithm: proofAlgorithm, signature }));
    const publicKeys = [publicKey.export({ type: "spki", format: "pem" })];
    const settings = { "analyzer-required": { accountId: account, proof: { file, publicKeys, organizationId } } };

    writeFileSync(file, text);
    const passed = await look({}, settings);
    assert.deepEqual([told(passed), passed.exitCode], [[], 0]);
    writeFileSync(file, text.replace("eu-central-1", "eu-central-2"));
    const edited = await look({}, settings);
    assert.deepEqual(told(edited), ["mandatory analyzer-required deployer", "mandatory analyzer-required jobs"]);
    assert.match(edited.violations[0]?.message ?? "", /is not trusted: none of the public keys \(1\) verifies the proof/);
  });

  it("blocks `pulumi up` in its preview: nothing is created", async () => {
    const since = sandbox.calls.length;
    const args = ["up", "--yes", "--stack", "dev", "--policy-pack", folder];
    const { exitCode, stdout, stderr } = await runPulumi({ args, cwd: project.folder, engine: project.engine, env: project.env });
    assert.notEqual(exitCode, 0);
    assert.match(`${stdout}${stderr}`, /analyzer-required/);
    assert.deepEqual(created(sandbox.calls.slice(since)), []);
  });

  it("notes what a preview cannot know, and stops it in `up` before it is created", async () => {
    const env = { COVERED: "1", LATE: "1" };
    const outlook = await look(env);
    assert.deepEqual([told(outlook), outlook.exitCode], [["advisory no-public-policy-notes late"], 0]);
    const since = sandbox.calls.length;
    const result = await up(project, "dev", { policyPack: { folder }, env });
    assert.equal(result.succeeded, false);
    assert.ok(told(result).includes("mandatory no-public-policy late"), told(result).join());
    assert.deepEqual(created(sandbox.calls.slice(since)).filter((operation) => operation === "CreateRole").length, 1);
  });

  it("judges what is recorded, without what is only read", async () => {
    assert.ok((await up(project, "dev", { env: { COVERED: "1" } })).succeeded);
    const covered = await audit();
    assert.deepEqual([covered.code, covered.resources, covered.violations], [0, 3, []]);
    assert.deepEqual(
      covered.notes.map(({ policy }) => policy),
      ["retain-on-delete"],
    );

    // Somebody else's analyzer of the same name, which the stack only looks at.
    assert.ok((await up(project, "dev", { env: { READ: "1" } })).succeeded);
    const read = await audit();
    assert.deepEqual([read.code, read.resources], [1, 2]);
    assert.deepEqual([...new Set(read.violations.map(({ policy }) => policy))], ["analyzer-required"]);
  });

  it("blocks neither an emptied stack nor its end, and says of an empty one that it is", async () => {
    const result = await look({ EMPTY: "1" });
    assert.deepEqual([told(result), result.exitCode], [[], 0]);
    assert.ok((await destroy(project, "dev")).succeeded);
    const { code, resources } = await audit();
    assert.deepEqual([code, resources], [0, 0]);
  });
});

function told({ violations }: OperationResult): string[] {
  return violations.map(({ level, policy, urn = "" }) => `${level} ${policy} ${urn.slice(urn.lastIndexOf("::") + 2)}`).sort();
}

function created(calls: { operation: string; outcome: string }[]): string[] {
  return calls.map(({ operation }) => operation).filter((operation) => operation.startsWith("Create"));
}
