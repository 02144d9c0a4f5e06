import assert from "node:assert/strict";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { accountId } from "../../domain/identifiers";
import { configurationText, inventory, member } from "../support/organization";
import { PullRequest, type Files, type ReviewOptions } from "../support/pullRequest";
import { readWorkflow } from "../support/workflowSteps";

const newcomer = accountId("555555555555");
const base: Files = {
  "organization.yaml": configurationText(),
  "inventory.json": serializeInventory(inventory()),
  "Pulumi.yaml": "name: access-analyzer-org\nmain: index.ts\nruntime: nodejs\n",
  "index.ts": 'import { run } from "access-analyzer-org/stacks";\nexport = run;\n',
  "package.json": "{}",
  "package-lock.json": "{}",
  "policy-pack.json": '{ "base": true }',
  "coverage.json": '{ "base": true }',
};
const everyStack = ["management", "security", `member-${member}`];
const unusedAccess = { "organization.yaml": configurationText("analyzers: { unusedAccess: { enabled: true } }\n") };

/** Stands in for `deploy`: what the engine would say. The tests on the engine run the real one. */
const reports = (state: string, more: object = {}) =>
  `node -p 'JSON.stringify({ version: 1, isPreview: true, stacks: process.argv[1].split(",").map((name) => ({ stack: { name }, state: "${state}", steps: [], ...${JSON.stringify(more)} })) })' "$5"`;
const passing = { preview: deploying(reports("done")) };

// The steps of the shipped workflow file, run by bash over real checkouts; the engine alone is left out.
describe("the review of a pull request", function () {
  this.timeout(300_000);
  let pull: PullRequest | undefined;
  afterEach(() => pull?.close());

  async function review(change: Files, options: ReviewOptions = passing) {
    pull = new PullRequest(base, change);
    return pull.review(options);
  }

  it("previews the stacks that a change of organization.yaml concerns, each in a job, and is green", async () => {
    const { plan, previews, check, comment, calls } = await review(unusedAccess);
    assert.equal(plan.outcome, "success", told(plan));
    assert.deepEqual(Object.keys(previews), ["security"]);
    assert.equal(previews["security"]?.outcome, "success", told(previews["security"]));
    assert.equal(check.outcome, "success", told(check));
    assert.match(comment, /^<!-- access-analyzer-org -->\n\n### Access analyzers: 1 added/);
    assert.match(comment, /\| `security` \| unchanged \|/);
    assert.deepEqual(
      calls.map((call) => call.split(" ").slice(0, 2).join(" ")),
      ["base plan", "base deploy", "base plan"],
    );
  });

  it("previews the stack of an account that joins, and nothing where nothing is planned", async () => {
    const joined = await review({ "inventory.json": serializeInventory(inventory([member, newcomer])) });
    assert.deepEqual(Object.keys(joined.previews), [`member-${newcomer}`]);
    assert.equal(joined.check.outcome, "success", told(joined.check));
    pull?.close();
    const nothing = await review({ "organization.yaml": `${configurationText()}# only a comment\n` });
    assert.deepEqual(nothing.previews, {});
    assert.equal(nothing.check.outcome, "success", told(nothing.check));
    assert.match(nothing.comment, /No stack had to be previewed\./);
  });

  it("previews every stack where any other file differs", async () => {
    for (const change of [{ "index.ts": "export {};\n" }, { "docs/notes.md": "x" }]) {
      const { previews, comment } = await review(change);
      assert.deepEqual(Object.keys(previews), everyStack);
      assert.match(comment, /Other files than configuration and inventory differ, so all 3 stacks are to be previewed/);
      pull?.close();
    }
  });

  it("judges by the base branch's command, pack, settings and proof, whatever the pull request makes of them, and tells it", async () => {
    const { calls, check, comment } = await review({
      "policy-pack.json": '{ "all": "disabled" }',
      "coverage.json": "{}",
      "package-lock.json": '{ "changed": true }',
      ".github/workflows/access-analyzer-review.yml": "on: pull_request\n",
    });
    assert.equal(check.outcome, "success", told(check));
    assert.match(
      comment,
      /\*\*This pull request changes what judges it:\*\* `\.github\/workflows\/access-analyzer-review\.yml`, `coverage\.json`, /,
    );
    assert.match(comment, /`package-lock\.json`, `policy-pack\.json`\. The base branch's pack, settings and keys are in force/);
    for (const call of calls) assert.match(call, /^base /);
    const deploys = calls.filter((call) => call.startsWith("base deploy"));
    assert.equal(deploys.length, 3);
    for (const call of deploys)
      assert.match(
        call,
        /--policy-pack \S+\/workspace\/base\/\.\/node_modules\/access-analyzer-org\/policypack --policy-pack-config \S+\/workspace\/base\/\.\/policy-pack\.json$/,
      );
  });

  it("is red where a policy blocks a stack, and where a preview fails or says nothing, and tells which", async () => {
    const violation = { policy: "no-public-policy", level: "mandatory", message: "is public" };
    for (const [deploy, says] of [
      [`${reports("done", { violations: [violation] })}; exit 1`, /\| `security` \| \*\*blocked by policy\*\* \|/],
      [
        `echo '{ "error": "there is no engine" }'; exit 3`,
        /\| `security` \| \*\*not checked\*\* \| `no report of its preview`, `there is no engine` \|/,
      ],
      ["exit 0", /\*\*Not checked: 1 of 1 stack\.\*\*/],
      [`${reports("done")}; exit 2`, /\*\*Not checked: the previews ended as failure\.\*\*/],
    ] as const) {
      const { check, comment } = await review(unusedAccess, { preview: deploying(deploy) });
      assert.equal(check.outcome, "failure", deploy);
      assert.match(comment, says);
      pull?.close();
    }
  });

  it("of a fork is a plan alone: no job that could have credentials runs, the check is red and says why", async () => {
    for (const change of [unusedAccess, { "organization.yaml": `${configurationText()}# comment\n` }]) {
      const { plan, previews, check, comment, calls } = await review(change, { ...passing, isFork: true });
      assert.equal(plan.outcome, "success");
      for (const preview of Object.values(previews)) assert.equal(preview.outcome, "skipped");
      assert.equal(check.outcome, "failure");
      assert.match(comment, /\n\*\*Not checked: a pull request of a fork gets no credentials\./);
      assert.ok(!calls.some((call) => call.includes("deploy")));
      pull?.close();
    }
  });

  it("that cannot be planned is red, and says so in the comment", async () => {
    const { plan, previews, check, comment } = await review({ "organization.yaml": "version: 2\n" });
    assert.equal(plan.outcome, "failure");
    assert.deepEqual(previews, {});
    assert.equal(check.outcome, "failure");
    assert.equal(comment, "<!-- access-analyzer-org -->\n\n**Not checked: there is no plan. The job's log says why.**\n");
    assert.match(told(check), /organization\.yaml:1/);
  });

  it("works in a folder of a larger repository, where a file outside it is another file too", async () => {
    const shifted = Object.fromEntries(Object.entries(base).map(([name, text]) => [`security/analyzers/${name}`, text]));
    const workflow = readWorkflow(`${__dirname}/../../examples/workflows/github/access-analyzer-review.yml`);
    workflow.env = { PROJECT: "security/analyzers" };
    for (const [change, stacks] of [
      [{ "security/analyzers/organization.yaml": unusedAccess["organization.yaml"] }, ["security"]],
      [{ "organization.yaml": "another file" }, everyStack],
    ] as const) {
      pull = new PullRequest(shifted, change);
      const { previews, check } = await pull.review({ ...passing, workflow });
      assert.deepEqual(Object.keys(previews), stacks);
      assert.equal(check.outcome, "success", told(check));
      pull.close();
    }
  });
});

function deploying(script: string) {
  return { env: { FAKE_DEPLOY: script }, without: ["Install Pulumi"] };
}

function told(job: { steps: { step: string; output: string }[] } | undefined): string {
  return (job?.steps ?? []).map(({ step, output }) => `${step}\n${output}`).join("\n");
}
