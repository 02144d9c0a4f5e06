import { delimiter } from "node:path";
import type { FoundEngine } from "./findEngine";
import { parseEngineEvent, type EngineEvent } from "./engineEvent";
import { runLeashed } from "./leashedProcess";

export interface PulumiRun {
  /** Without `--non-interactive`, which is always added: nobody is there to answer. */
  args: string[];
  cwd: string;
  engine: Pick<FoundEngine, "pulumi" | "path">;
  /** Beside the environment that keeps the engine quiet; PULUMI_BACKEND_URL, credentials and the like come from here. Default: this process's. */
  env?: NodeJS.ProcessEnv;
  /** Interrupts the engine: it finishes what it is doing and writes its state; after `graceMilliseconds` it is killed. */
  signal?: AbortSignal;
  graceMilliseconds?: number;
  /** The engine's process id, once it runs. */
  onStarted?: (pid: number) => void;
  /** Asks the engine for its events (`--json`) and gets each as it comes. */
  onEvent?: (event: EngineEvent) => void;
}

export interface PulumiRunResult {
  exitCode: number;
  /** Empty where events were asked for, but for lines that are no event. */
  stdout: string;
  stderr: string;
}

/**
 * Runs `pulumi` on a leash: it does not outlive this process, not even when this process is killed, see {@link runLeashed}.
 *
 * @throws if the engine cannot be started.
 */
export async function runPulumi({
  args,
  cwd,
  engine,
  env = process.env,
  signal,
  graceMilliseconds,
  onStarted,
  onEvent,
}: PulumiRun): Promise<PulumiRunResult> {
  const others: string[] = [];
  const onLine = (line: string) => {
    const event = parseEngineEvent(line);
    if (event === "unknown") return;
    if (event) onEvent?.(event);
    else if (line.trim() !== "") others.push(line);
  };
  const { exitCode, stdout, stderr } = await runLeashed({
    command: engine.pulumi,
    args: [...args, "--non-interactive", ...(onEvent ? ["--json"] : [])],
    cwd,
    env: quiet(env, engine.path),
    ...(signal ? { signal } : {}),
    ...(graceMilliseconds === undefined ? {} : { graceMilliseconds }),
    ...(onStarted ? { onStarted } : {}),
    ...(onEvent ? { onLine } : {}),
  });
  return { exitCode, stdout: onEvent ? others.join("\n") : stdout, stderr };
}

/** No colours, no look for updates, no type check of programs at their start; events of a preview line by line, as those of an update are. */
function quiet(env: NodeJS.ProcessEnv, path: string): NodeJS.ProcessEnv {
  return {
    NO_COLOR: "1",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    ...env,
    PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
    ...(path ? { PATH: [path, env["PATH"] ?? ""].join(delimiter) } : {}),
  };
}
