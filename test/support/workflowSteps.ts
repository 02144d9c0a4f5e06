import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { parse } from "yaml";
import { condition, interpolate, type Contexts } from "./workflowExpression";

/** A workflow file of GitHub Actions, as far as the tests read it. */
export interface Workflow {
  name: string;
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  env?: Record<string, string>;
  jobs: Record<string, Job>;
}

export interface Job {
  if?: string;
  needs?: string | string[];
  permissions: Record<string, string>;
  environment?: string;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  strategy?: { matrix: Record<string, string> };
  outputs?: Record<string, string>;
  env?: Record<string, string>;
  steps: Step[];
}

export interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string | number | boolean>;
  env?: Record<string, string>;
  "working-directory"?: string;
}

export interface StepRun {
  /** Its name, or what it uses. */
  step: string;
  outcome: "success" | "failure" | "skipped";
  /** What it ended with; null where it was skipped or killed. */
  code: number | null;
  output: string;
}

export interface JobRun {
  outcome: "success" | "failure" | "skipped";
  outputs: Record<string, string>;
  steps: StepRun[];
}

/** Does in a test what an action does. What it throws fails the step. */
export type Action = (settings: {
  with: Record<string, unknown>;
  workspace: string;
  /** For the steps after it. */
  setEnv: (name: string, value: string) => void;
}) => void | Promise<void>;

export interface RunJob {
  /** The folder in which the job begins, empty. What the runner keeps for itself goes beside it. */
  workspace: string;
  /** `github`, `vars`, `matrix`, `needs`, `strategy`: what the job's expressions look up. */
  contexts: Contexts;
  /** By name, without the version. One that has none here fails the test. */
  actions: Record<string, Action>;
  /** Folders before those of this process on PATH. */
  path?: string[];
  /** Beside PATH, for every step. */
  env?: NodeJS.ProcessEnv;
  /** Names of steps that are left out, for what a test brings itself. */
  without?: string[];
}

export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(file, "utf8")) as Workflow; // What is read of it is asserted by the tests.
}

/** Runs a job's steps as the runner does: `run` by bash with the environment that the file gives, `uses` by what stands in for the action. */
export async function runJob(workflow: Workflow, name: string, options: RunJob): Promise<JobRun> {
  const job = workflow.jobs[name];
  assert.ok(job, `there is no job ${name}`);
  const { needs = {} } = options.contexts as { needs?: Record<string, { result: string }> }; // The test gives it.
  const hasFailedBefore = Object.values(needs).some(({ result }) => result !== "success");
  if (!condition(job.if, options.contexts, hasFailedBefore)) return { outcome: "skipped", outputs: {}, steps: [] };

  const runner = mkdtempSync(join(dirname(options.workspace), "runner-"));
  const files = Object.fromEntries(["OUTPUT", "ENV", "PATH"].map((what) => [what, join(runner, what)]));
  const outputs: Record<string, { outputs: Record<string, string> }> = {};
  const steps: StepRun[] = [];
  let failed = false;
  for (const step of job.steps) {
    const title = step.name ?? step.uses ?? step.run ?? "";
    const env = withValues({ ...workflow.env, ...job.env }, options.contexts);
    const contexts = { ...options.contexts, env, steps: outputs };
    if (options.without?.includes(title) || !condition(step.if, contexts, failed)) {
      steps.push({ step: title, outcome: "skipped", code: null, output: "" });
      continue;
    }
    for (const file of Object.values(files)) writeFileSync(file, "", { flag: "a" });
    const { code, output } = await (step.uses === undefined ? runScript(step, contexts) : runAction(step, contexts));
    if (step.id !== undefined) outputs[step.id] = { outputs: assignments(files["OUTPUT"] ?? "") };
    writeFileSync(files["OUTPUT"] ?? "", "");
    failed ||= code !== 0;
    steps.push({ step: title, outcome: code === 0 ? "success" : "failure", code, output });
  }
  return {
    outcome: failed ? "failure" : "success",
    outputs: withValues(job.outputs ?? {}, { ...options.contexts, steps: outputs }),
    steps,
  };

  async function runScript(step: Step, contexts: Contexts): Promise<{ code: number | null; output: string }> {
    const script = join(runner, "script.sh");
    writeFileSync(script, String(interpolate(step.run ?? "", contexts)));
    const added = readFileSync(files["PATH"] ?? "", "utf8").split("\n");
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
      cwd: join(options.workspace, String(interpolate(step["working-directory"] ?? ".", contexts))),
      env: {
        PATH: [...added, ...(options.path ?? []), process.env["PATH"] ?? ""].filter((folder) => folder !== "").join(delimiter),
        HOME: runner,
        CI: "true",
        GITHUB_WORKSPACE: options.workspace,
        ...Object.fromEntries(Object.entries(files).map(([what, file]) => [`GITHUB_${what}`, file])),
        ...assignments(files["ENV"] ?? ""),
        ...options.env,
        ...withValues({ ...workflow.env, ...job?.env, ...step.env }, contexts),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const [code] = (await once(child, "close")) as [number | null]; // As Node documents it.
    return { code, output };
  }

  async function runAction(step: Step, contexts: Contexts): Promise<{ code: number; output: string }> {
    const action = options.actions[step.uses?.split("@")[0] ?? ""];
    assert.ok(action, `nothing stands in for ${step.uses}`);
    const settings = Object.entries(step.with ?? {}).map(([key, value]) => [
      key,
      typeof value === "string" ? interpolate(value, contexts) : value,
    ]);
    try {
      const setEnv = (key: string, value: string) => appendFileSync(files["ENV"] ?? "", `${key}=${value}\n`);
      await action({ with: Object.fromEntries(settings), workspace: options.workspace, setEnv });
      return { code: 0, output: "" };
    } catch (error) {
      return { code: 1, output: String(error) };
    }
  }
}

/** Runs a script of actions/github-script with these in place of GitHub. */
export async function runGithubScript(
  script: string,
  { github, context, core, folder }: { github: object; context: object; core: object; folder: string },
): Promise<void> {
  const read = (file: string) => join(folder, file);
  // The script names its files from the workspace, which this process cannot be in.
  const fs = await import("node:fs");
  const inWorkspace = {
    lstatSync: (file: string) => fs.lstatSync(read(file)),
    readFileSync: (file: string, encoding: BufferEncoding) => fs.readFileSync(read(file), encoding),
  };
  const body = new Function("github", "context", "core", "require", `return (async () => {${script}\n})();`) as (
    ...args: unknown[]
  ) => Promise<void>;
  await body(github, context, core, () => inWorkspace);
}

/** Puts a program of that name into a folder for PATH. */
export function fakeProgram(folder: string, name: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/usr/bin/env bash\nset -euo pipefail\n${script}\n`, { mode: 0o755 });
  return folder;
}

function withValues(texts: Record<string, string>, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, String(interpolate(String(text), contexts) ?? "")]));
}

function assignments(file: string): Record<string, string> {
  const lines = readFileSync(file, "utf8").split("\n");
  return Object.fromEntries(
    lines.filter((line) => line.includes("=")).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
