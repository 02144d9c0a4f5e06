import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { githubFolder, PullRequest } from "../support/pullRequest";
import { readWorkflow, runGithubScript, runJob, type JobRun } from "../support/workflowSteps";

const workflow = readWorkflow(join(githubFolder, "access-analyzer-nightly.yml"));
const proof = "access-analyzer/proof";

// The steps of access-analyzer-nightly.yml over a real repository; the audit alone is left out.
describe("the nightly proof", function () {
  this.timeout(60_000);
  let pull: PullRequest;
  let artifacts: string;
  beforeEach(() => {
    pull = new PullRequest({ "package.json": "{}", "coverage.json": "old", "coverage.json.sig": "old" }, {});
    artifacts = join(pull.folder, "artifacts");
    mkdirSync(artifacts);
  });
  afterEach(() => pull.close());

  it("is proposed on a branch of its own, whatever stood there", async () => {
    for (const night of ["first", "second"]) {
      const [proved, proposed, opened] = await nightly(`printf ${night} > coverage.json; printf signature > coverage.json.sig`);
      assert.deepEqual([proved?.outcome, proposed?.outcome, opened], ["success", "success", 1], JSON.stringify([proved, proposed]));
      assert.equal(pull.show(proof, "coverage.json"), night);
      assert.equal(pull.show(proof, "coverage.json.sig"), "signature");
      assert.equal(pull.show("main", "coverage.json"), "old");
    }
  });

  it("is not proposed where nothing changed, or the audit failed", async () => {
    const [, proposed, opened] = await nightly("true");
    assert.deepEqual([proposed?.outcome, opened], ["success", 0]);
    const [proved, left] = await nightly("exit 1");
    assert.deepEqual([proved?.outcome, left?.outcome], ["failure", "skipped"]);
    assert.equal(pull.show(proof, "coverage.json"), undefined);
  });

  it("runs on the default branch alone", async () => {
    const [proved] = await nightly("true", "change");
    assert.equal(proved?.outcome, "skipped");
  });

  /** Both jobs, and how many pull requests were opened. */
  async function nightly(audit: string, branch = "main"): Promise<[JobRun, JobRun, number]> {
    const github = { ref_name: branch, event: { repository: { default_branch: "main" } } };
    const vars = { ACCESS_ANALYZER_PROVER_ROLE: "prover", AWS_REGION: "eu-central-1" };
    let opened = 0;
    const script = workflow.jobs["propose"]?.steps.at(-1)?.with?.["script"];
    const job = (name: string, needs: object) => {
      const workspace = join(mkdtempSync(join(pull.folder, `${name}-`)), "workspace");
      mkdirSync(workspace);
      const open = () => {
        const pulls = { list: async () => ({ data: [] }), create: async () => opened++ };
        const context = { repo: { owner: "example", repo: "analyzers" }, payload: github.event, ref: `refs/heads/${branch}` };
        return runGithubScript(String(script), { github: { rest: { pulls } }, context, core: {}, folder: workspace });
      };
      return runJob(workflow, name, {
        workspace,
        contexts: { github, vars, needs },
        actions: { ...pull.actions(artifacts, "main"), "actions/github-script": open },
        path: [pull.programs],
        env: { FAKE_AUDIT: audit },
      });
    };
    const proved = await job("proof", {});
    return [proved, await job("propose", { proof: { result: proved.outcome } }), opened];
  }
});
