import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";

/** A job of a .gitlab-ci.yml, with what it extends. */
export interface GitlabJob {
  stage?: string;
  rules: { if: string }[];
  needs?: unknown[];
  when?: string;
  resource_group?: string;
  environment?: string;
  id_tokens?: Record<string, { aud: string }>;
  variables?: Record<string, string>;
  before_script?: string[];
  script: string[];
  artifacts?: { paths: string[] };
}

/** The jobs by name, hidden ones left out. */
export function readGitlabJobs(file: string): Record<string, GitlabJob> {
  const whole = parse(readFileSync(file, "utf8")) as Record<string, Partial<GitlabJob> & { extends?: string }>; // The tests assert what they read.
  const shared = (whole["variables"] ?? {}) as Record<string, string>; // The one key of these that is no job.
  return Object.fromEntries(
    Object.entries(whole)
      .filter(([, entry]) => "script" in entry)
      .map(([name, job]) => {
        const parent = job.extends === undefined ? {} : whole[job.extends];
        const { variables, ...own } = job;
        return [name, { rules: [], script: [], ...parent, ...own, variables: { ...shared, ...parent?.variables, ...variables } }];
      }),
  );
}

/** Runs a job's lines by bash, as the runner does: one script, which ends where a line fails. */
export function runGitlabJob(
  job: GitlabJob,
  { workspace, variables, path }: { workspace: string; variables: Record<string, string>; path: string[] },
): { code: number | null; output: string } {
  const script = join(dirname(workspace), "script.sh");
  writeFileSync(script, [...(job.before_script ?? []), ...job.script].join("\n"));
  const { status, stdout, stderr, error } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: workspace,
    encoding: "utf8",
    env: {
      PATH: [...path, process.env["PATH"] ?? ""].join(":"),
      HOME: dirname(workspace),
      CI_PROJECT_DIR: workspace,
      ...variables,
      ...Object.fromEntries(
        Object.entries(job.variables ?? {}).map(([name, text]) => [
          name,
          String(text).replace(/\$(\w+)/g, (_, other: string) => variables[other] ?? ""),
        ]),
      ),
    },
  });
  assert.equal(error, undefined);
  return { code: status, output: `${stdout}${stderr}` };
}
