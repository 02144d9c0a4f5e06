import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { generateKeyPairSync, sign, type KeyPairKeyObjectResult } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { createCallers, memberAdministrator } from "../../dev/demo/callers";
import { preparePulumi } from "../../dev/demo/project";
import { rootFolder } from "../../dev/engine/location";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { serializeProof } from "../../domain/proof/coverageProof";
import { proofAlgorithm, serializeSignature } from "../../domain/proof/signature";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import { runPulumi } from "../../scripts/pulumi/runPulumi";
import { callerSession } from "../support/callerSession";
import { run } from "../support/commandLine";
import { requireEngine } from "../support/engineProject";
import { PullRequest, type Files, type Review } from "../support/pullRequest";
import { management, organization, security } from "../support/stacksOrganization";
import { isChange } from "../support/stacksWorld";
import { publishedPackage } from "../support/publishedPackage";
import type { JobRun } from "../support/workflowSteps";

const small = {
  ...organization,
  regions: { enabledByDefault: ["eu-central-1"] },
  accounts: organization.accounts.filter(({ id }) => id === management || id === security),
};
const reviewerRole = `arn:aws:iam::${security}:role/reviewer`;
const example = (file: string) => readFileSync(join(rootFolder, "examples", "whole-organization", file), "utf8");
const yaml = `${example("organization.yaml")}access: { callers: { deployer: ["arn:aws:iam::${security}:user/security"], retirer: [Retirement], reviewer: ["${reviewerRole}"] } }
rollout: { settleSeconds: 1 }
`;
const own: Files = {
  "Pulumi.yaml": example("Pulumi.yaml"),
  "index.ts": example("index.ts"),
  "package.json": "{}",
  "organization.yaml": yaml,
};
/** The plan has nothing there: a proof alone can say that somebody looks. */
const unplanned = "us-east-1";

// The steps of the shipped workflow file, over two checkouts of a user's project that is rolled out, on the real engine.
describe("The review of a pull request, on the engine", function () {
  this.timeout(600_000);
  this.bail(true);
  const keys = { ours: generateKeyPairSync("ec", { namedCurve: "P-256" }), theirs: generateKeyPairSync("ec", { namedCurve: "P-256" }) };
  let engine: FoundEngine;
  let sandbox: Sandbox;
  let folder = "";
  let installed = "";
  /** Where AWS, the engine and the state are, for everybody. */
  let env: NodeJS.ProcessEnv;
  let reviewer: Record<string, string>;
  let base: Files;
  let pull: PullRequest | undefined;
  /** A checkout of the pull request alone. */
  let theirs = "";

  before(async function () {
    engine = await requireEngine(this);
    sandbox = await startSandbox({
      organization: small,
      settings: { creatingMilliseconds: 50, serviceLinkedRoleSettleMilliseconds: 200, stackSetOperationMilliseconds: 10 },
    });
    installed = publishedPackage().package;
    folder = mkdtempSync(join(rootFolder, ".scratch", "pull-request-"));
    env = {
      ...(await preparePulumi(folder)),
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    };
    const configuration = parseConfiguration(yaml, "organization.yaml");
    base = { ...(await rolledOut()), ...judging(keys.ours, ["eu-central-1"]) };
    const { accessKeyId, secretAccessKey, sessionToken = "" } = await callerSession(sandbox, configuration, "reviewer");
    reviewer = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };

    /** The project, as it is committed after its roll-out. */
    async function rolledOut(): Promise<Files> {
      const project = join(folder, "project");
      mkdirSync(join(project, "node_modules"), { recursive: true });
      symlinkSync(installed, join(project, "node_modules", "access-analyzer-org"));
      for (const [name, text = ""] of Object.entries(own)) writeFileSync(join(project, name), text);
      const admin = { url: sandbox.url, region: sandbox.homeRegion, ...sandbox.adminCredentials };
      const people = await createCallers(configuration, admin, folder);
      for (const args of [
        ["inventory", "--profile", "newcomer", "--role-name", memberAdministrator],
        ["deploy", "--management-profile", "platform", "--profile", "security"],
      ]) {
        const { code, stdout, stderr } = await command(args, project, people);
        assert.equal(code, 0, stdout + stderr);
      }
      const names = readdirSync(project).filter((name) => name !== "node_modules");
      return Object.fromEntries(names.map((name) => [name, readFileSync(join(project, name), "utf8")]));
    }
  });
  afterEach(() => {
    if (theirs === "") pull?.close();
  });
  after(async () => {
    pull?.close();
    await sandbox?.close();
    if (folder !== "") rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it("looks under the reviewer's role at what is there, is green, and tells what one line changes", async () => {
    const { previews, check, comment, calls } = await review({
      "organization.yaml": `${yaml}analyzers: { unusedAccess: { enabled: true } }\n`,
    });
    assert.deepEqual(Object.keys(previews), ["security"]);
    assert.equal(codeOf(check), 0, told(previews["security"], check));
    for (const call of calls) assert.match(call, /^base /);
    assert.match(comment, new RegExp(`^\\| \`security\` \\| changes \\| .*\`create ${security}-eu-central-1-unused-access\``, "m"));
    assert.doesNotMatch(comment, /#### Policies|Not checked|changes what judges/);
  });

  it("blocks what the base branch's command, pack, settings and proof forbid, though the pull request replaces them all, and tells that", async () => {
    const { previews, check, comment, calls } = await review(attack());
    assert.deepEqual(Object.keys(previews), ["management", "security"]);
    assert.equal(codeOf(check), 1, told(previews["security"], check));
    for (const call of calls) assert.match(call, /^base /);
    assert.match(comment, /^\| `management` \| \*\*blocked by policy\*\* \| `no-public-policy` \|$/m);
    assert.match(comment, /^\| `security` \| \*\*blocked by policy\*\* \| `analyzer-required`, `plan-complete` \|$/m);
    const violations = comment.split("\n").filter((line) => / `mandatory` /.test(line));
    const lacking = `Queue::jobs.*does not watch account ${security}, ${unplanned}.*/base/coverage\\.json \\(the proof is of \\S+\\) does not have it`;
    for (const [stack, policy, says] of [
      ["management", "no-public-policy", "Role::backdoor.*gives everybody access"],
      ["security", "analyzer-required", lacking],
      [
        "security",
        "plan-complete",
        `The plan has the analyzer access-analyzer-org-account \\(ACCOUNT\\) in account ${security}, eu-central-1`,
      ],
    ] as const) {
      const [violation = "", ...others] = violations.filter((line) => line.startsWith(`| \`${stack}\` | \`${policy}\` |`));
      assert.match(violation, new RegExp(says), comment);
      assert.deepEqual(others, []);
    }
    assert.equal(violations.length, 3, comment);
    const judges = /\*\*This pull request changes what judges it:\*\* (.*?)\. The base branch's pack/.exec(comment)?.[1] ?? "";
    for (const name of ["coverage.json", "coverage.json.sig", "package.json", "policy-pack.json"])
      assert.ok(judges.includes(`\`${name}\``), comment);
    theirs = checkedOut();
  });

  it("does so because the settings and the proof are the base branch's: by the pull request's own it would be green", async () => {
    const args = ["deploy", "--preview", "--json", "--stacks", "security", "--policy-pack-config", "policy-pack.json"];
    const { code, stdout, stderr } = await command(args, theirs, reviewer);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /"create jobs"/);
  });

  it("has credentials with which nobody goes up: nothing is written in AWS", async () => {
    const since = sandbox.calls.length;
    const deploy = await command(["deploy"], theirs, reviewer);
    assert.equal(deploy.code, 3, deploy.stdout + deploy.stderr);
    assert.match(deploy.stderr, new RegExp(`belong to account ${security}, but account ${management} is the one to be called from`));
    const args = ["up", "--yes", "--skip-preview", "-s", "management"];
    const { exitCode, stdout, stderr } = await runPulumi({ args, cwd: theirs, engine, env: { ...ours(), ...env, ...reviewer } });
    assert.notEqual(exitCode, 0);
    assert.match(stdout + stderr, /creating IAM Role.*AccessDenied/);
    assert.deepEqual(sandbox.calls.slice(since).filter(isChange), []);
  });

  /**
   * Leaves an analyzer out, makes a queue where nobody looks and a role that everybody may assume, and brings a command that would say that all
   * is well, a pack without policies, settings that switch policies off, and a proof by a key of its own that has the queue's Region.
   */
  function attack(): Files {
    const { "policy-pack.json": settings = "", ...proof } = judging(keys.theirs, ["eu-central-1", unplanned]);
    return {
      "index.ts": `import { run } from "access-analyzer-org/stacks";
declare const require: any, process: any, __dirname: string;
const [aws, pulumi] = [require("@pulumi/aws"), require("@pulumi/pulumi")];
const provider = new aws.Provider("own", { region: "eu-central-1", allowedAccountIds: ["${security}"] });
if (pulumi.getStack() === "security") {
  process.env.ACCESS_ANALYZER_ORG_CONFIG = __dirname + "/fewer.yaml";
  new aws.sqs.Queue("jobs", { region: "${unplanned}" }, { provider });
} else {
  const everybody = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }] };
  new aws.iam.Role("backdoor", { assumeRolePolicy: JSON.stringify(everybody) }, { provider });
}
export = run;
`,
      "fewer.yaml": `${yaml}analyzers: { account: { enabled: false } }\n`,
      ...proof,
      "policy-pack.json": JSON.stringify({ all: "disabled", ...(JSON.parse(settings) as object) }),
      "package.json": JSON.stringify({ dependencies: { "access-analyzer-org": "file:./package" } }),
      "package/package.json": JSON.stringify({ name: "access-analyzer-org", version: "99.0.0" }),
      "package/stacks.js": `module.exports = require(${JSON.stringify(join(installed, "dist", "stacks"))});\n`,
      "package/operations.js": `module.exports = require(${JSON.stringify(join(installed, "bin", "operations.js"))});\n`,
      "package/stacks.d.ts": "export declare function run(): object;\n",
      "package/bin/access-analyzer-org.js": `const stacks = ["management", "security"].map((name) => ({ stack: { name }, state: "done", steps: [] }));
console.log(JSON.stringify({ isPreview: true, stacks }));
`,
      "package/policypack/PulumiPolicy.yaml": "runtime: nodejs\nmain: index.js\n",
      "package/policypack/index.js": 'new (require("@pulumi/policy").PolicyPack)("access-analyzer-org", { policies: [] });\n',
    };
  }

  /** Settings of the pack, and a proof by this key that the delegated administrator is watched in these Regions. */
  function judging({ publicKey, privateKey }: KeyPairKeyObjectResult, regions: string[]): Files {
    const organizationId = sandbox.world.organization.id;
    const proof = { version: 1, organization: organizationId, date: new Date().toISOString(), accounts: { [security]: regions } };
    const bytes = serializeProof(proof as Parameters<typeof serializeProof>[0]); // ids as they are written above
    const signature = sign("sha256", Buffer.from(bytes), privateKey).toString("base64");
    const publicKeys = [publicKey.export({ type: "spki", format: "pem" })];
    return {
      "policy-pack.json": JSON.stringify({ "analyzer-required": { proof: { file: "coverage.json", publicKeys, organizationId } } }),
      "coverage.json": bytes,
      "coverage.json.sig": serializeSignature({ version: 1, keyId: "a key", algorithm: proofAlgorithm, signature }),
    };
  }

  /** The workflow's jobs. Whatever they call AWS for is a reading, by the reviewer or as an audit role. */
  async function review(change: Files): Promise<Review> {
    pull = new PullRequest(base, change, installed);
    const since = sandbox.calls.length;
    const { PULUMI_BACKEND_URL = "", ...others } = env;
    const reviewed = await pull.review({
      vars: { ACCESS_ANALYZER_REVIEWER_ROLE: reviewerRole, PULUMI_BACKEND_URL },
      preview: {
        env: others,
        path: [dirname(engine.pulumi)],
        without: ["Install Pulumi"],
        actions: {
          "aws-actions/configure-aws-credentials": ({ with: settings, setEnv }) => {
            assert.equal(settings["role-to-assume"], reviewerRole);
            for (const [name, value] of Object.entries({ ...reviewer, AWS_REGION: String(settings["aws-region"]) })) setEnv(name, value);
          },
        },
      },
    });
    const calls = sandbox.calls.slice(since);
    assert.deepEqual(calls.filter(isChange), []);
    const roles = new Set(calls.map(({ principalArn = "" }) => principalArn.split("/").at(-1)));
    assert.deepEqual([...roles].sort(), ["access-analyzer-org-audit", "reviewer"]);
    return reviewed;
  }

  /** The pull request's branch alone, with what it wants installed. */
  function checkedOut(): string {
    assert.ok(pull);
    const into = join(pull.folder, "theirs");
    pull.clone(into);
    const { status, stderr } = spawnSync(join(pull.programs, "npm"), ["ci", "--ignore-scripts"], { cwd: into, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return into;
  }

  /** The installed command. */
  function command(args: string[], cwd: string, credentials: NodeJS.ProcessEnv) {
    return run(args, cwd, { ...ours(), ...env, ...credentials }, join(installed, "bin", "access-analyzer-org.js"));
  }

  function ours(): NodeJS.ProcessEnv {
    const { PATH = "", HOME } = process.env;
    return { PATH: [dirname(engine.pulumi), PATH].join(delimiter), HOME, AWS_REGION: "eu-central-1" };
  }
});

/** What the required check ends with. */
function codeOf({ steps }: JobRun): number | null | undefined {
  return steps.find(({ step }) => step === "Judge")?.code;
}

function told(...jobs: (JobRun | undefined)[]): string {
  return jobs.flatMap((job) => (job?.steps ?? []).map(({ step, output }) => `${step}\n${output}`)).join("\n");
}
