import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { environmentOf } from "./environmentFile";
import type { Sandbox } from "../server/server";

/** The command that rolls the product out into a sandbox. It is started, not imported: the sandbox knows nothing of the product. */
const program = join(__dirname, "..", "..", "demo", "deployInto.ts");

/**
 * Rolls the product's stacks out and returns the exit code. What the command prints goes to standard error.
 *
 * Its standard input is its tie to this process: when that ends, however this process ended, the command ends as well.
 */
export async function deployStacks(sandbox: Sandbox, config: string | undefined, signal: AbortSignal): Promise<number> {
  const child = spawn(
    process.execPath,
    ["--require", require.resolve("ts-node/register/transpile-only"), program, ...(config === undefined ? [] : [config])],
    {
      stdio: ["pipe", process.stderr, process.stderr],
      env: { ...process.env, ...environmentOf(sandbox) },
    },
  );
  signal.addEventListener("abort", () => child.stdin?.end(), { once: true });
  const [code] = (await once(child, "exit")) as [number | null]; // The event's first argument is the exit code.
  return code ?? 1;
}
