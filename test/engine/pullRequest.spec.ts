import assert from "node:assert/strict";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { createCallers, memberAdministrator } from "../../dev/demo/callers";
import { preparePulumi } from "../../dev/demo/project";
import { rootFolder } from "../../dev/engine/location";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { proofOf, serializeProof } from "../../domain/proof/coverageProof";
import { serializeSignature } from "../../domain/proof/signature";
import { callerSession } from "../support/callerSession";
import { run } from "../support/commandLine";
import { requireEngine } from "../support/engineProject";
import { PullRequest, type Files, type Review } from "../support/pullRequest";
import type { Keys } from "../support/sandboxClients";
import { management, organization, security } from "../support/stacksOrganization";
import { transpiledPackage } from "../support/transpiledPackage";
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
/** Nobody has said that anything is there, so that nothing covers it but a proof. */
const unwatched = "us-east-1";

// The steps of the shipped workflow file, over two checkouts, on the real engine: the base branch's roll-out is what is really there.
describe("The review of a pull request, on the engine", function () {
  this.timeout(300_000);
  this.bail(true);
  let folder: string;
  let installed: string;
  let sandbox: Sandbox;
  /** Of everybody: where AWS, the engine and the state are. */
  let env: NodeJS.ProcessEnv;
  let base: Files;
  let reviewer: Keys;
  const keys = { ours: generateKeyPairSync("ec", { namedCurve: "P-256" }), theirs: generateKeyPairSync("ec", { namedCurve: "P-256" }) };
  const pulls: PullRequest[] = [];

  before(async function () {
    const engine = await requireEngine(this);
    sandbox = await startSandbox({
      organization: small,
      settings: { creatingMilliseconds: 50, serviceLinkedRoleSettleMilliseconds: 200, stackSetOperationMilliseconds: 10 },
    });
    installed = await transpiledPackage();
    folder = mkdtempSync(join(rootFolder, ".scratch", "pull-request-"));
    const project = join(folder, "project");
    mkdirSync(join(project, "node_modules"), { recursive: true });
    symlinkSync(installed, join(project, "node_modules", "access-analyzer-org"));
    for (const [name, text] of Object.entries({ ...ofExample("Pulumi.yaml", "index.ts"), "organization.yaml": yaml, "package.json": "{}" }))
      writeFileSync(join(project, name), text);
    const configuration = parseConfiguration(yaml, "organization.yaml");
    const admin = { url: sandbox.url, region: sandbox.homeRegion, ...sandbox.adminCredentials };
    const people = await createCallers(configuration, admin, folder);
    env = {
      ...(await preparePulumi(folder)),
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      PATH: [dirname(engine.pulumi), process.env["PATH"] ?? ""].join(delimiter),
    };

    const command = async (...args: string[]) => {
      const { code, stdout, stderr } = await run(args, project, { ...env, ...people }, program(installed));
      assert.equal(code, 0, stdout + stderr);
    };
    await command("inventory", "--profile", "newcomer", "--role-name", memberAdministrator);
    await command("deploy", "--management-profile", "platform", "--profile", "security");
    reviewer = await callerSession(sandbox, configuration, "reviewer");
    const committed = readdirSync(project).filter((name) => name !== "node_modules").map((name) => [name, readFileSync(join(project, name), "utf8")]);
    base = { ...Object.fromEntries(committed), ...judging(keys.ours, { [security]: ["eu-central-1"] }) };
  });
  after(async () => {
    for (const pull of pulls) pull.close();
    await sandbox?.close();
    for (const made of [folder, installed]) if (made) rmSync(made, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it("looks under the reviewer's role at what is there, is green, and tells what one line changes", async () => {
    const { previews, check, comment } = await review({
      "organization.yaml": `${yaml}analyzers: { unusedAccess: { enabled: true } }\n`,
    });
    assert.deepEqual(Object.keys(previews), ["security"]);
    assert.equal(check.outcome, "success", told(previews["security"], check));
    assert.match(comment, /^\| `security` \| changes \| .*`create 222222222222-eu-central-1-unused-access`/m);
    assert.doesNotMatch(comment, /#### Policies|Not checked|changes what judges/);
  });

  /** Settings of the pack with a proof: what the base branch has, and what a pull request would like it to have. */
  function judging({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }, externalCover: Record<string, string[]>) {
    const organizationId = sandbox.world.organization.id;
    const bytes = serializeProof(proofOf({ organization: { id: organizationId }, externalCover } as Parameters<typeof proofOf>[0], new Date().toISOString()));
    const signature = sign("sha256", Buffer.from(bytes), privateKey).toString("base64");
    const publicKeys = [publicKey.export({ type: "spki", format: "pem" })];
    const proof = { file: "coverage.json", publicKeys, organizationId };
    return {
      "policy-pack.json": JSON.stringify({ "analyzer-required": { proof } }),
      "coverage.json": bytes,
      "coverage.json.sig": serializeSignature({ version: 1, keyId: "arn:aws:kms:eu-central-1:222222222222:key/1", algorithm: "ECDSA_SHA_256", signature }),
    };
  }

  async function review(change: Files): Promise<Review & { pull: PullRequest }> {
    const pull = new PullRequest(base, change, installed);
    pulls.push(pull);
    const since = sandbox.calls.length;
    const reviewed = await pull.review({
      vars: { ACCESS_ANALYZER_REVIEWER_ROLE: reviewerRole, PULUMI_BACKEND_URL: env["PULUMI_BACKEND_URL"] ?? "" },
      preview: {
        env: Object.fromEntries(Object.entries(env).filter(([name]) => name !== "PATH" && name !== "PULUMI_BACKEND_URL")),
        path: [(env["PATH"] ?? "").split(delimiter)[0] ?? ""],
        without: ["Install Pulumi"],
        actions: {
          "aws-actions/configure-aws-credentials": ({ with: settings, setEnv }) => {
            assert.equal(settings["role-to-assume"], reviewerRole);
            setEnv("AWS_REGION", String(settings["aws-region"]));
            for (const [name, value] of Object.entries(environmentOf(reviewer))) setEnv(name, value);
          },
        },
      },
    });
    void since;
    return { ...reviewed, pull };
  }
});

function environmentOf({ accessKeyId, secretAccessKey, sessionToken = "" }: Keys): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
}

function ofExample(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, example(name)]));
}

function program(installed: string): string {
  return join(installed, "bin", "access-analyzer-org.js");
}

function told(...jobs: (JobRun | undefined)[]): string {
  return jobs.flatMap((job) => job?.steps ?? []).map(({ step, output }) => `${step}\n${output}`).join("\n");
}
void existsSync; void unwatched;
