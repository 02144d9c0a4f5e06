import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { leash, type LeashReport } from "./leash";

export interface LeashedCommand {
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment of the command; the script's own if absent. */
  env?: NodeJS.ProcessEnv;
  /** Ends the command: SIGINT first, SIGKILL after the grace. */
  signal?: AbortSignal;
  /** What the command gets between SIGINT and SIGKILL, in milliseconds. Default 5,000. */
  graceMilliseconds?: number;
  /** The command's process id, once it runs. */
  onStarted?: (pid: number) => void;
  /** Each line of standard output as it comes. The result's `stdout` is empty then. */
  onLine?: (line: string) => void;
}

export interface Ended {
  /** The command's exit code; 128 and more where a signal ended it. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command that does not outlive this process, not even when this process is killed, see {@link leash}. If the leash itself is
 * killed, the command is ended from here.
 *
 * @throws if the command cannot be started.
 */
export async function runLeashed({
  command,
  args,
  cwd,
  env,
  signal,
  graceMilliseconds = 5_000,
  onStarted,
  onLine,
}: LeashedCommand): Promise<Ended> {
  signal?.throwIfAborted();
  const holder = spawn(process.execPath, ["-e", `(${leash.toString()})()`, "--", String(graceMilliseconds), command, ...args], {
    cwd,
    env: env ?? process.env,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    detached: true,
  });
  const state = followReports(holder, onStarted);
  const stdout = onLine ? lines(holder.stdout, onLine) : text(holder.stdout);
  const stderr = text(holder.stderr);
  holder.stdin?.on("error", () => undefined);

  const cut = () => holder.stdin?.end();
  signal?.addEventListener("abort", cut, { once: true });
  holder.once("exit", () => {
    // The leash goes before the command only if it was killed. Its last report may still be on the way: look a moment later.
    setTimeout(() => {
      if (state.started !== undefined && !state.hasExited) endAbandoned(state.started, graceMilliseconds);
    }, 100);
  });
  try {
    const [leashCode] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      holder.once("error", reject);
      holder.once("close", (code, name) => resolve([code, name]));
    });
    if (state.failed !== undefined) throw new Error(`${command} could not be started: ${state.failed}`);
    return { exitCode: state.exitCode ?? leashCode ?? 137, stdout: await stdout, stderr: await stderr };
  } finally {
    signal?.removeEventListener("abort", cut);
  }
}

interface LeashState {
  started?: number;
  failed?: string;
  hasExited: boolean;
  exitCode?: number;
}

function followReports(holder: ChildProcess, onStarted?: (pid: number) => void): LeashState {
  const state: LeashState = { hasExited: false };
  const reports = holder.stdio[3];
  if (reports && "on" in reports && "read" in reports) {
    createInterface({ input: reports as Readable }).on("line", (line) => {
      const report = JSON.parse(line) as LeashReport; // written by our own leash, one report a line
      if ("started" in report) {
        state.started = report.started;
        onStarted?.(report.started);
      } else if ("failed" in report) state.failed = report.failed;
      else {
        state.hasExited = true;
        state.exitCode = report.exited ?? 128 + signalNumber(report.signal);
      }
    });
  }
  return state;
}

function endAbandoned(pid: number, grace: number): void {
  const send = (name: NodeJS.Signals) => {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended already.
    }
  };
  send("SIGINT");
  setTimeout(() => send("SIGKILL"), grace).unref();
}

function signalNumber(name: NodeJS.Signals | null): number {
  const numbers: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGTERM: 15 };
  return (name && numbers[name]) ?? 9;
}

async function text(stream: Readable | null): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream ?? []) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}

async function lines(stream: Readable | null, onLine: (line: string) => void): Promise<string> {
  if (!stream) return "";
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line);
  return "";
}
