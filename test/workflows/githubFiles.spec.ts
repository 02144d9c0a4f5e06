import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { githubFolder } from "../support/pullRequest";
import { readWorkflow, type Job, type Step } from "../support/workflowSteps";

const files = readdirSync(githubFolder).map((file) => ({
  file,
  text: readFileSync(join(githubFolder, file), "utf8"),
  workflow: readWorkflow(join(githubFolder, file)),
}));
const named = (file: string) => {
  const found = files.find((one) => one.file === file);
  assert.ok(found, file);
  return found.workflow;
};
const jobs = files.flatMap(({ file, workflow }) => Object.entries(workflow.jobs).map(([name, job]) => ({ at: `${file} ${name}`, job })));
const steps = jobs.flatMap(({ at, job }) => job.steps.map((step) => ({ at: `${at} ${step.name ?? step.uses ?? ""}`, step, job })));

describe("the workflow files for GitHub", () => {
  it("are started by what can be trusted with their rights: never by pull_request_target", () => {
    assert.deepEqual(Object.fromEntries(files.map(({ file, workflow }) => [file, workflow.on])), {
      "access-analyzer-comment.yml": { workflow_run: { workflows: [named("access-analyzer-review.yml").name], types: ["completed"] } },
      "access-analyzer-nightly.yml": { schedule: [{ cron: "17 4 * * *" }], workflow_dispatch: null },
      "access-analyzer-review.yml": { pull_request: null },
    });
  });

  it("give each job no more rights than it needs, and none by default", () => {
    for (const { workflow } of files) assert.deepEqual(workflow.permissions, {});
    assert.deepEqual(Object.fromEntries(jobs.map(({ at, job }) => [at, job.permissions])), {
      "access-analyzer-comment.yml comment": { actions: "read", "pull-requests": "write" },
      "access-analyzer-nightly.yml proof": { contents: "read", "id-token": "write" },
      "access-analyzer-nightly.yml propose": { contents: "write", "pull-requests": "write" },
      "access-analyzer-review.yml plan": { contents: "read" },
      "access-analyzer-review.yml preview": { contents: "read", "id-token": "write" },
      "access-analyzer-review.yml check": { contents: "read" },
    });
  });

  it("become a role of AWS only where they may, and after nothing of the pull request has run", () => {
    const assuming = steps.filter(({ step }) => nameOf(step) === "aws-actions/configure-aws-credentials");
    assert.deepEqual(
      assuming.map(({ step }) => step.with?.["role-to-assume"]),
      ["${{ vars.ACCESS_ANALYZER_PROVER_ROLE }}", "${{ vars.ACCESS_ANALYZER_REVIEWER_ROLE }}"],
    );
    for (const { job } of assuming) assert.equal(job.permissions["id-token"], "write");
    assert.equal(named("access-analyzer-nightly.yml").jobs["proof"]?.environment, "access-analyzer-proof");
    // Scripts of packages run with the rights of the job.
    for (const { at, step } of steps)
      if (/npm (ci|install)/.test(step.run ?? "")) assert.match(step.run ?? "", /^npm ci --ignore-scripts$/, at);
  });

  it("pin every action to a commit, and each to one", () => {
    const pins = new Map<string, string>();
    for (const { file, text } of files) {
      for (const [, uses = "", version] of text.matchAll(/uses: (\S+)(?: # (\S+))?$/gm)) {
        assert.match(uses, /^(actions\/[a-z-]+|aws-actions\/configure-aws-credentials)@[0-9a-f]{40}$/, file);
        assert.match(version ?? "", /^v\d+\.\d+\.\d+$/, `${file}: ${uses}`);
        const [action = ""] = uses.split("@");
        assert.equal(pins.get(action) ?? uses, uses);
        pins.set(action, uses);
      }
      assert.equal(
        [...text.matchAll(/uses:/g)].length,
        Object.values(named(file).jobs).flatMap(({ steps: all }) => all.filter(isAction)).length,
      );
    }
    assert.deepEqual([...pins.keys()].sort(), [
      "actions/checkout",
      "actions/download-artifact",
      "actions/github-script",
      "actions/setup-node",
      "actions/upload-artifact",
      "aws-actions/configure-aws-credentials",
    ]);
  });

  it("put nothing into a script but by its environment", () => {
    for (const { at, step } of steps) assert.doesNotMatch(`${step.run ?? ""}${String(step.with?.["script"] ?? "")}`, /\$\{\{/, at);
    // What an author chooses freely (titles, texts, branches) is not read at all, but for telling runs apart.
    for (const { file, workflow } of files) {
      const others = Object.values(workflow.jobs).map((job) => ({ ...job, concurrency: undefined }));
      const expressions = [...JSON.stringify(others).matchAll(/\$\{\{(.*?)\}\}/g)].map(([, expression]) => expression);
      assert.doesNotMatch(expressions.join("\n"), /head_ref|head\.ref|head_branch|title|body|message|label|user|secrets/, file);
    }
  });

  it("run one at a time: a newer preview ends an older one of the same pull request and stack", () => {
    for (const { at, job } of jobs) assert.ok(job.concurrency, at);
    const { jobs: review } = named("access-analyzer-review.yml");
    const { group = "", "cancel-in-progress": cancels } = review["preview"]?.concurrency ?? {};
    assert.match(group, /\$\{\{ github\.event\.pull_request\.number \}\}-\$\{\{ matrix\.stacks \}\}$/);
    assert.equal(cancels, true);
    // What signs or writes is not ended in the middle.
    for (const { at, job } of jobs) assert.equal(job.concurrency?.["cancel-in-progress"], at.includes("review"), at);
  });

  it("take from a pull request only what is judged: no credentials are kept, no caches are shared", () => {
    for (const { at, step } of steps.filter(({ at }) => at.startsWith("access-analyzer-review"))) {
      if (nameOf(step) === "actions/checkout") assert.equal(step.with?.["persist-credentials"], false, at);
      if (nameOf(step) === "actions/setup-node") assert.equal(step.with?.["package-manager-cache"], false, at);
    }
    const preview = named("access-analyzer-review.yml").jobs["preview"]?.steps.find(({ name }) => name === "Preview");
    assert.match(preview?.run ?? "", /^"\$BASE\/node_modules\/\.bin\/access-analyzer-org" deploy --preview /);
    assert.match(preview?.run ?? "", /--policy-pack "\$BASE\/\S+" --policy-pack-config "\$BASE\/\S+"/);
  });

  it("have a check that always runs, because a skipped one counts as passed", () => {
    const { check, preview } = named("access-analyzer-review.yml").jobs as Record<string, Job & { name?: string }>;
    assert.equal(check?.if, "always()");
    assert.equal(check?.name, "access-analyzer");
    assert.deepEqual(check?.needs, ["plan", "preview"]);
    assert.match(preview?.if ?? "", /^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && /);
  });

  it("write the comment without running or checking out anything", () => {
    const { comment } = named("access-analyzer-comment.yml").jobs;
    assert.deepEqual(comment?.steps.map(nameOf), ["actions/download-artifact", "actions/github-script"]);
    assert.ok(comment?.steps.every(({ run }) => run === undefined));
  });
});

function isAction({ uses }: Step): boolean {
  return uses !== undefined;
}

function nameOf({ uses }: Step): string {
  return uses?.split("@")[0] ?? "";
}
