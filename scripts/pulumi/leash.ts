import type { ChildProcess } from "node:child_process";

/** What the leash reports, a JSON line each, on file descriptor 3. */
export type LeashReport = { started: number } | { failed: string } | { exited: number | null; signal: NodeJS.Signals | null };

/**
 * The program of the leash: a small process between a script and what the script runs, so that what runs does not outlive the script.
 * Standard input is its tie to the script. When that ends, however the script died, the command gets SIGINT, and after `grace` milliseconds
 * SIGKILL together with everything that it has started. SIGINT and SIGTERM to the leash are passed on to the command.
 *
 * It runs as `node -e`, from its own text, in a process that loads nothing else (it is there in 40 ms): so it uses nothing from outside
 * itself.
 */
export function leash(): void {
  /* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- it can use nothing from outside itself */
  const { spawn, execFileSync }: typeof import("node:child_process") = require("node:child_process");
  const { writeSync }: typeof import("node:fs") = require("node:fs");
  /* eslint-enable */
  const [graceText = "5000", command = "", ...args] = process.argv.slice(1);
  const grace = Number(graceText);
  process.title = `leash of ${command}`;

  const report = (line: LeashReport): void => {
    try {
      writeSync(3, `${JSON.stringify(line)}\n`);
    } catch {
      // The script is gone: nobody listens.
    }
  };
  /** The process and all below it, by a look at the whole process table. */
  const family = (root: number): number[] => {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
    const found = [root];
    for (const parent of found) for (const [pid, ppid] of pairs) if (ppid === parent && pid !== undefined) found.push(pid);
    return found;
  };
  const signal = (pid: number, name: NodeJS.Signals): void => {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended already.
    }
  };

  // A session of its own: an interrupt at the terminal reaches the script alone, which decides what it means.
  const child: ChildProcess = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], detached: true });
  child.once("spawn", () => report({ started: child.pid ?? 0 }));
  child.once("error", (error) => {
    report({ failed: error.message });
    process.exit(127);
  });
  child.once("exit", (code, name) => {
    report({ exited: code, signal: name });
    process.exit(code ?? 1);
  });

  let isEnding = false;
  const end = (): void => {
    if (isEnding || child.pid === undefined) return;
    isEnding = true;
    const root = child.pid;
    signal(root, "SIGINT");
    setTimeout(() => {
      let members = [root];
      try {
        members = family(root);
      } catch {
        // No `ps`: the command itself is all that can be ended.
      }
      for (const pid of members) signal(pid, "SIGKILL");
    }, grace);
  };
  process.on("SIGINT", () => child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => undefined);
  process.stdin.on("error", end);
  process.stdin.once("end", end);
  process.stdin.once("close", end);
  process.stdin.resume();
}
