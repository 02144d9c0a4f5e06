import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { destroy, preview, up, type OperationResult, type PolicyPack } from "../../scripts/pulumi";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import { requireEngine } from "../support/engineProject";
import { exampleProject, type ExampleProject } from "../support/exampleProject";
import { publishedPackage } from "../support/publishedPackage";

interface Example {
  name: string;
  account?: string;
  config: Record<string, string>;
  /** What it makes beside analyzers. */
  makes: string[];
  analyzers: string[];
  /** Whether it has them unless it is told otherwise. */
  covered: boolean;
  /** What the policy pack says without them: account and Region, or account alone. */
  unwatched: string[];
}

// For those who use the policy pack on stacks of their own. All in one world, each in accounts of its own, since an account has one
// analyzer of a kind.
const examples: Example[] = [
  {
    ...{ name: "bucket", account: "333333333333", config: { account: "333333333333" }, covered: true },
    makes: [
      ...["bucket:Bucket access-logs", "bucketPolicy:BucketPolicy access-logs"],
      "bucketPublicAccessBlock:BucketPublicAccessBlock access-logs",
    ],
    analyzers: ["analyzer:Analyzer external-access"],
    unwatched: ["333333333333, eu-central-1"],
  },
  {
    ...{ name: "lambda", account: "555555555555", config: { account: "555555555555" }, covered: true },
    makes: [
      ...["function:Function nightly-report", "permission:Permission nightly-report-schedule"],
      ...["role:Role nightly-report", "rolePolicyAttachment:RolePolicyAttachment nightly-report-logs"],
    ],
    analyzers: ["analyzer:Analyzer external-access"],
    unwatched: ["555555555555, eu-central-1", "555555555555, in any Region"],
  },
  {
    ...{ name: "several-accounts", config: { shop: "444444444444", payments: "666666666666" }, covered: true },
    makes: [
      ...["queue:Queue payments-inbox", "queue:Queue shop-inbox"],
      ...["queuePolicy:QueuePolicy payments-inbox", "queuePolicy:QueuePolicy shop-inbox"],
    ],
    analyzers: ["analyzer:Analyzer payments-external-access", "analyzer:Analyzer shop-external-access"],
    unwatched: ["444444444444, eu-central-1", "666666666666, eu-central-1"],
  },
  {
    ...{ name: "parameters", account: "333333333333", config: { account: "333333333333" }, covered: false },
    makes: ["parameter:Parameter log-level", "parameter:Parameter page-size"],
    analyzers: ["analyzer:Analyzer external-access"],
    unwatched: [],
  },
];

/** The queues of several-accounts are each for the other account. */
const settings = { "no-public-policy": { accounts: ["444444444444", "666666666666"] } };

describe("examples/ of a stack that the policy pack looks at", function () {
  this.timeout(600_000);
  let engine: FoundEngine;
  let sandbox: Sandbox;
  let policyPack: PolicyPack;

  before(async function () {
    const config = join(mkdtempSync(join(tmpdir(), "examples-")), "policies.json");
    writeFileSync(config, JSON.stringify(settings));
    policyPack = { folder: join(publishedPackage().package, "policypack"), config };
    engine = await requireEngine(this);
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 0, serviceLinkedRoleSettleMilliseconds: 0 } });
  });
  after(async () => {
    rmSync(dirname(policyPack.config ?? ""), { recursive: true, force: true });
    await sandbox?.close();
  });

  for (const { name, makes, analyzers, covered, unwatched, ...options } of examples) {
    describe(name, () => {
      let project: ExampleProject;
      const steps = async (run: typeof preview) => told(await run(project, project.stack));
      const all = (op: string, withAnalyzers: boolean) =>
        [...makes, ...(withAnalyzers ? analyzers : [])].map((what) => `${op} ${what}`).sort();

      before(async () => void (project = await exampleProject(engine, name, { sandbox, ...options })));
      after(() => project?.close());

      it(`is ${unwatched.length > 0 ? "blocked" : "let pass"} by the policy pack in its preview without an analyzer`, async () => {
        project.configure({ analyzer: false });
        const result = await preview(project, project.stack, { policyPack });
        assert.equal(result.succeeded, unwatched.length === 0, result.stderr);
        assert.deepEqual(
          result.violations.map(({ policy, level, message }) => `${level} ${policy} ${/watch account ([^:]*):/.exec(message)?.[1]}`).sort(),
          unwatched.map((place) => `mandatory analyzer-required ${place}`),
        );
      });

      it("goes up as it is, judged on the way, has nothing more to do, and goes", async () => {
        project.configure({ analyzer: covered });
        const result = await up(project, project.stack, { policyPack });
        assert.deepEqual(result.violations, []);
        assert.deepEqual(told(result), all("create", covered));
        assert.deepEqual(await steps(preview), []);
        assert.deepEqual(await steps(destroy), all("delete", covered));
      });
    });
  }
});

function told(result: OperationResult): string[] {
  assert.ok(result.succeeded, `${JSON.stringify(result.diagnostics)} ${result.stderr}`);
  return result.steps
    .filter(({ type }) => type.startsWith("aws:"))
    .map(({ op, type, name }) => `${op} ${type.replace(/^aws:\w+\//, "")} ${name}`)
    .sort();
}
