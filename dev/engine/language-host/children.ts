import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const children = new Set<ChildProcess>();

/** What a child gets to end by itself before it is killed, in milliseconds. */
const grace = 1_000;

/**
 * Starts Node with `args`, as a child that does not outlive this process: it is ended by {@link endChildren}, and it watches its parent
 * itself, in case this process is killed.
 */
export function startNode(args: string[], options: { cwd: string; env: NodeJS.ProcessEnv; stdio: StdioOptions }): ChildProcess {
  const child = spawn(process.execPath, [...preload("keep-compiled.js"), ...preload("exit-with-parent.js"), ...args], options);
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Ends one child: asks first, kills a second later. */
export function endChild(child: ChildProcess): void {
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), grace).unref();
}

/** Kills every child at once: for the moment in which this process itself is about to go. */
export function endChildren(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** What makes Node load a file that lies beside this one first. */
export function preload(name: string): string[] {
  const file = join(__dirname, name);
  return existsSync(file) ? ["--require", file] : [];
}
