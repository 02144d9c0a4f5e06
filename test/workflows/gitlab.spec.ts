import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../../dev/engine/location";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { readGitlabJobs, runGitlabJob } from "../support/gitlabJobs";
import { configurationText, inventory } from "../support/organization";
import { PullRequest } from "../support/pullRequest";

const file = join(rootFolder, "examples", "workflows", "gitlab", "access-analyzer.gitlab-ci.yml");
const jobs = readGitlabJobs(file);
const base = {
  "organization.yaml": configurationText(),
  "inventory.json": serializeInventory(inventory()),
  "package.json": "{}",
  "policy-pack.json": "{}",
};
const unusedAccess = { "organization.yaml": configurationText("analyzers: { unusedAccess: { enabled: true } }\n") };

describe("the jobs for GitLab", () => {
  it("run for merge requests, those of forks without credentials, and the proof on the default branch's schedule", () => {
    const isMergeRequest = '$CI_PIPELINE_SOURCE == "merge_request_event"';
    assert.deepEqual(Object.fromEntries(Object.entries(jobs).map(([name, { rules }]) => [name, rules.map((rule) => rule.if)])), {
      "access-analyzer-plan": [isMergeRequest],
      "access-analyzer-preview": [`${isMergeRequest} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID`],
      "access-analyzer-check": [isMergeRequest],
      "access-analyzer-proof": ['$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'],
    });
    assert.equal(jobs["access-analyzer-check"]?.when, "always");
  });

  it("get a token for AWS only where they become a role, one at a time", () => {
    const withToken = Object.entries(jobs).filter(([, { id_tokens: tokens }]) => tokens !== undefined);
    assert.deepEqual(
      withToken.map(([name, { variables, resource_group: group }]) => [name, variables?.["AWS_ROLE_ARN"], group]),
      [
        ["access-analyzer-preview", "$ACCESS_ANALYZER_REVIEWER_ROLE", "access-analyzer-preview-$CI_MERGE_REQUEST_IID"],
        ["access-analyzer-proof", "$ACCESS_ANALYZER_PROVER_ROLE", "access-analyzer-proof"],
      ],
    );
    assert.equal(jobs["access-analyzer-proof"]?.environment, "access-analyzer-proof");
  });

  it("read nothing that an author chooses freely, and quote what they read", () => {
    const text = readFileSync(file, "utf8");
    assert.doesNotMatch(text, /_TITLE|_DESCRIPTION|_MESSAGE|SOURCE_BRANCH_NAME|COMMIT_REF|LABELS|\beval\b/);
    for (const line of text.split("\n")) if (/npm (ci|install)/.test(line)) assert.match(line, /npm ci --ignore-scripts/);
  });
});

// The jobs' own lines, run by bash in a real clone; the engine alone is left out.
describe("the review of a merge request", function () {
  this.timeout(60_000);
  let pull: PullRequest;
  afterEach(() => pull.close());

  function review(change: Record<string, string>, { isFork = false, deploy = "" } = {}) {
    pull = new PullRequest(base, change);
    writeFileSync(join(pull.programs, "curl"), "#!/bin/sh\n", { mode: 0o755 });
    const variables = {
      ...{ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI_MERGE_REQUEST_PROJECT_ID: "1", AWS_TOKEN: "token" },
      ...{ CI_MERGE_REQUEST_SOURCE_PROJECT_ID: isFork ? "2" : "1", FAKE_DEPLOY: deploy },
    };
    // Each job begins in a checkout of its own, with what the ones before handed on.
    const handedOn = join(pull.folder, "handed-on");
    mkdirSync(handedOn);
    const run = (name: string) => {
      const job = jobs[name];
      assert.ok(job);
      const workspace = join(pull.folder, name, "workspace");
      mkdirSync(join(pull.folder, name));
      pull.clone(workspace);
      cpSync(handedOn, workspace, { recursive: true });
      const variablesHere = { ...job.variables, AWS_WEB_IDENTITY_TOKEN_FILE: join(pull.folder, "token") };
      const result = runGitlabJob({ ...job, variables: variablesHere }, { workspace, variables, path: [pull.programs] });
      for (const path of job.artifacts?.paths ?? [])
        if (existsSync(join(workspace, path))) cpSync(join(workspace, path), join(handedOn, path), { recursive: true });
      return result;
    };
    const plan = run("access-analyzer-plan");
    const preview = isFork ? undefined : run("access-analyzer-preview");
    const check = run("access-analyzer-check");
    return { plan, preview, check, comment: readFileSync(join(handedOn, "access-analyzers.md"), "utf8") };
  }

  const passing = `echo '{ "isPreview": true, "stacks": [{ "stack": { "name": "security" }, "state": "done", "steps": [] }] }'`;

  it("previews the stacks that it concerns by the target branch's command, and is green", () => {
    const { plan, preview, check, comment } = review(unusedAccess, { deploy: `[ "$5" = security ] && ${passing}` });
    assert.equal(plan.code, 0, plan.output);
    assert.equal(preview?.code, 0, preview?.output);
    assert.equal(check.code, 0, check.output);
    assert.match(comment, /\| `security` \| unchanged \|/);
    for (const call of pull.calls()) assert.match(call, /^\.base (plan|deploy) /);
  });

  it("is red where a stack was not checked, and of a fork, and says why", () => {
    const silent = review(unusedAccess, { deploy: "exit 1" });
    assert.deepEqual([silent.preview?.code, silent.check.code], [1, 2]);
    assert.match(silent.comment, /Not checked: 1 of 1 stack\./);
    pull.close();
    const { check, comment } = review(unusedAccess, { isFork: true });
    assert.equal(check.code, 2);
    assert.match(comment, /\nNot checked: a merge request of a fork gets no credentials\./);
    assert.ok(!pull.calls().some((call) => call.includes("deploy")));
  });

  it("takes no report that the merge request brings itself", () => {
    const report = {
      isPreview: true,
      stacks: ["management", "security", "member-333333333333"].map((name) => ({ stack: { name }, state: "done", steps: [] })),
    };
    const { check, comment } = review({ ...unusedAccess, "reports/mine.json": JSON.stringify(report) }, { deploy: "exit 1" });
    assert.equal(check.code, 2, check.output);
    assert.match(comment, /Not checked: 3 of 3 stacks\./);
  });

  it("tells a change of what judges it", () => {
    const { comment } = review({ "policy-pack.json": '{ "all": "disabled" }' }, { deploy: "exit 1" });
    assert.match(comment, /\*\*This pull request changes what judges it:\*\* `policy-pack\.json`/);
    for (const call of pull.calls().filter((one) => one.includes("deploy")))
      assert.match(call, /--policy-pack-config \S+\/\.base\/\.\/policy-pack\.json$/);
  });
});
