import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { binFolder } from "../../scripts/pulumi/findEngine";
import { publishedPackage } from "./publishedPackage";

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the command line (of the published package, unless another is named) as a person would, with nothing of this machine's AWS configuration. */
export function start(
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
  program = publishedPackage().program,
): { child: ChildProcess; ended: Promise<Run> } {
  const { PATH, HOME, NODE_V8_COVERAGE, GOGC } = process.env;
  const child = spawn(process.execPath, [...keptCompiled(), program, ...args], {
    cwd,
    env: {
      PATH,
      HOME,
      NODE_V8_COVERAGE,
      GOGC,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: join(cwd, "no-aws-config"),
      AWS_SHARED_CREDENTIALS_FILE: join(cwd, "no-aws-credentials"),
      LANG: "C.UTF-8",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const run: Run = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (run.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (run.stderr += text));
  const ended = once(child, "close").then(([code]: unknown[]) => ({ ...run, code: typeof code === "number" ? code : null }));
  return { child, ended };
}

export function run(
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
  program = publishedPackage().program,
): Promise<Run> {
  return start(args, cwd, environment, program).ended;
}

/** Hundreds of starts of the same program: V8 need not compile it each time. It is there once an engine is. */
function keptCompiled(): string[] {
  const preload = join(binFolder, "keep-compiled.js");
  return existsSync(preload) ? ["--require", preload] : [];
}
