import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { environmentOf } from "./environmentFile";
import type { Sandbox } from "../server/server";

/** A command that knows the product. It is started, not imported: the sandbox knows nothing of the product and its callers. */
function start(name: string, args: string[], sandbox: Sandbox, stdio: ("pipe" | "ignore" | "inherit" | NodeJS.WriteStream)[]) {
  const program = join(__dirname, "..", "..", "demo", name);
  return spawn(process.execPath, ["--require", require.resolve("ts-node/register/transpile-only"), program, ...args], {
    stdio,
    env: { ...process.env, ...environmentOf(sandbox) },
  });
}

/**
 * Rolls the product's stacks out and returns the exit code. What the command prints goes to standard error.
 *
 * Its standard input is its tie to this process: when that ends, however this process ended, the command ends as well.
 */
export async function deployStacks(sandbox: Sandbox, config: string | undefined, signal: AbortSignal): Promise<number> {
  const child = start("deployInto.ts", config === undefined ? [] : [config], sandbox, ["pipe", process.stderr, process.stderr]);
  signal.addEventListener("abort", () => child.stdin?.end(), { once: true });
  const [code] = (await once(child, "exit")) as [number | null]; // The event's first argument is the exit code.
  return code ?? 1;
}

/**
 * Makes the product's callers and a home for Pulumi in a folder.
 *
 * @returns the environment in which they are used; undefined if it failed, which was then said on standard error.
 */
export async function prepareProject(
  sandbox: Sandbox,
  folder: string,
  config: string,
  provider?: string,
): Promise<Record<string, string> | undefined> {
  const args = [folder, config, ...(provider === undefined ? [] : [provider])];
  const child = start("prepareProject.ts", args, sandbox, ["ignore", "pipe", "inherit"]);
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const [code] = (await once(child, "close")) as [number | null]; // the event's first argument
  return code === 0 ? (JSON.parse(printed) as Record<string, string>) : undefined; // the program prints texts by name
}
