import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { rootFolder } from "../../dev/engine/location";
import { publishedPackage } from "./publishedPackage";
import { fakeProgram, readWorkflow, runJob, type Action, type JobRun, type RunJob, type Workflow } from "./workflowSteps";

export const githubFolder = join(rootFolder, "examples", "workflows", "github");

/** Files by name; undefined takes one away. */
export type Files = Readonly<Record<string, string | undefined>>;

export interface ReviewOptions {
  isFork?: boolean;
  /** More of what {@link runJob} takes, for the job `preview`: environment, programs, steps that are left out. */
  preview?: Partial<RunJob>;
  /** The file whose steps are run. Default: the one that is shipped. */
  workflow?: Workflow;
  /** Variables of the repository, beside those that there always are. */
  vars?: Record<string, string>;
}

export interface Review {
  plan: JobRun;
  /** By the stacks of each job. */
  previews: Record<string, JobRun>;
  check: JobRun;
  /** What the check hands on. */
  comment: string;
  /** The folder with comment.md and number.txt. */
  commentFolder: string;
  /** As {@link PullRequest.calls}. */
  calls: string[];
}

function temporaryFolder(): string {
  const scratch = join(rootFolder, ".scratch");
  mkdirSync(scratch, { recursive: true });
  return mkdtempSync(join(scratch, "pull-request-"));
}

/** A repository with a pull request in it, whose review is run as the workflow files have it. */
export class PullRequest {
  readonly number = 7;
  /** Inside the clone, so that what the checkouts install finds its own packages upward. */
  readonly folder = temporaryFolder();
  readonly #origin = join(this.folder, "origin");
  /** For PATH: an `npm` that installs what package.json names as `file:`, and otherwise the package that was given. */
  readonly programs = join(this.folder, "programs");

  /**
   * @param base the files of the base branch.
   * @param change what the pull request changes of them.
   * @param installed the folder of the package. Default: this clone's, as it is published.
   */
  constructor(base: Files, change: Files, installed = publishedPackage().package) {
    mkdirSync(this.#origin);
    this.#git("init", "--quiet", "--initial-branch=main");
    this.#commit("base", base);
    this.#git("checkout", "--quiet", "-b", "change");
    this.#commit("change", change);
    this.#git("checkout", "--quiet", "-b", "merge", "main");
    this.#git("merge", "--quiet", "--no-ff", "-m", "merge", "change");
    writeFileSync(this.#log, "");
    // What `npm ci` would leave in each of the two checkouts, whatever was committed there.
    fakeProgram(
      this.programs,
      "npm",
      `[ "$*" = "ci --ignore-scripts" ]
rm -rf node_modules
mkdir -p node_modules/.bin
own=$(node -p '(JSON.parse(fs.readFileSync("package.json", "utf8")).dependencies?.["access-analyzer-org"] ?? "").replace(/^file:/, "")')
ln -s "$(realpath "\${own:-${installed}}")" node_modules/access-analyzer-org
ln -s ${JSON.stringify(join(rootFolder, "node_modules", "@pulumi"))} node_modules/@pulumi
cat > node_modules/.bin/access-analyzer-org <<'END'
#!/usr/bin/env bash
project="$(cd "$(dirname "$0")/../.." && pwd)"
echo "$project $*" >> ${JSON.stringify(this.#log)}
fake="FAKE_\${1^^}"
if [ -n "\${!fake:-}" ]; then eval "\${!fake}"; exit; fi
exec ${JSON.stringify(process.execPath)} "$project/node_modules/access-analyzer-org/bin/access-analyzer-org.js" "$@"
END
chmod +x node_modules/.bin/access-analyzer-org`,
    );
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A file of a branch; undefined where it is not there. */
  show(branch: string, file: string): string | undefined {
    const { status, stdout } = spawnSync("git", ["show", `${branch}:${file}`], { cwd: this.#origin, encoding: "utf8" });
    return status === 0 ? stdout : undefined;
  }

  /** The branch of the pull request, not merged, with the base branch at its origin. */
  clone(into: string): void {
    succeed("git", ["clone", "--quiet", "--branch", "change", `file://${this.#origin}`, into], this.folder);
  }

  /** Runs the jobs of access-analyzer-review.yml, one after the other. */
  async review({ isFork = false, preview = {}, workflow, vars: ownVars = {} }: ReviewOptions = {}): Promise<Review> {
    const file = workflow ?? readWorkflow(join(githubFolder, "access-analyzer-review.yml"));
    const run = mkdtempSync(join(this.folder, "run-"));
    const artifacts = join(run, "artifacts");
    mkdirSync(artifacts);
    writeFileSync(this.#log, "");
    const head = { sha: this.#git("rev-parse", "change"), repo: { full_name: isFork ? "stranger/analyzers" : "example/analyzers" } };
    const github = { repository: "example/analyzers", event: { pull_request: { number: this.number, head } } };
    const vars = {
      ACCESS_ANALYZER_REVIEWER_ROLE: "reviewer",
      AWS_REGION: "eu-central-1",
      PULUMI_BACKEND_URL: "file:///nowhere",
      ...ownVars,
    };
    const job = (name: string, contexts: object, more: Partial<RunJob> = {}) => {
      const workspace = join(mkdtempSync(join(run, `${name}-`)), "workspace");
      mkdirSync(workspace);
      return runJob(file, name, {
        workspace,
        ...more,
        contexts: { github: { ...github, workspace }, vars, ...contexts },
        actions: { ...this.actions(artifacts), ...more.actions },
        path: [...(more.path ?? []), this.programs],
      });
    };

    const plan = await job("plan", {});
    const needed = { plan: { result: plan.outcome, outputs: plan.outputs } };
    const previews: Record<string, JobRun> = {};
    const jobs = plan.outputs["jobs"] || "[]";
    for (const [index, stacks] of (JSON.parse(jobs) as string[]).entries())
      previews[stacks] = await job("preview", { needs: needed, matrix: { stacks }, strategy: { "job-index": index } }, preview);
    const outcomes = Object.values(previews).map(({ outcome }) => outcome);
    const result = outcomes.includes("failure") ? "failure" : outcomes.includes("success") ? "success" : "skipped";
    const check = await job("check", { needs: { ...needed, preview: { result } } });
    const commentFolder = join(artifacts, "access-analyzer-comment");
    const comment = join(commentFolder, "comment.md");
    return {
      ...{ plan, previews, check, commentFolder },
      comment: existsSync(comment) ? readFileSync(comment, "utf8") : "",
      calls: this.calls(),
    };
  }

  /** `<folder> <arguments>` of each call of the command, with the folder in the workspace whose command it was. */
  calls(): string[] {
    return readFileSync(this.#log, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.replace(/^\S*?\/workspace\//, ""));
  }

  get #log(): string {
    return join(this.folder, "calls.log");
  }

  /** What stands in for the actions: artifacts are kept in this folder, a checkout is a clone of this branch. */
  actions(artifacts: string, branch = "merge"): Record<string, Action> {
    return {
      "actions/checkout": ({ with: { path = ".", "fetch-depth": depth = 1 }, workspace }) => {
        const into = join(workspace, String(path));
        const clone = ["clone", "--quiet", "--depth", String(depth), "--branch", branch, `file://${this.#origin}`, into];
        succeed("git", clone, workspace);
      },
      "actions/setup-node": () => undefined,
      "aws-actions/configure-aws-credentials": () => undefined,
      "actions/upload-artifact": ({ with: { name, path }, workspace }) => {
        const to = join(artifacts, String(name));
        const found = String(path)
          .split("\n")
          .filter((line) => line.trim() !== "")
          .map((line) => join(workspace, line.trim()))
          .filter((from) => existsSync(from));
        for (const from of found) cpSync(from, statSync(from).isDirectory() ? to : join(to, basename(from)), { recursive: true });
      },
      "actions/download-artifact": ({ with: { name, pattern, path }, workspace }) => {
        const into = join(workspace, String(path));
        if (name !== undefined) return cpSync(join(artifacts, String(name)), into, { recursive: true });
        const prefix = String(pattern).replace(/\*$/, "");
        for (const found of readdirSync(artifacts).filter((artifact) => artifact.startsWith(prefix)))
          cpSync(join(artifacts, found), join(into, found), { recursive: true });
      },
    };
  }

  #commit(message: string, files: Files): void {
    for (const [name, text] of Object.entries(files)) {
      const file = join(this.#origin, name);
      mkdirSync(dirname(file), { recursive: true });
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
    }
    this.#git("add", "--all");
    this.#git("commit", "--quiet", "--allow-empty", "-m", message);
  }

  #git(...args: string[]): string {
    return succeed("git", ["-c", "user.name=author", "-c", "user.email=author@example.com", ...args], this.#origin);
  }
}

function succeed(program: string, args: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  assert.equal(status, 0, `${program} ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}
