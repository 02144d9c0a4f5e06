import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { environmentOf } from "./environmentFile";
import type { Sandbox } from "../server/server";

/** It is started, not imported: the sandbox knows nothing of the product and its callers. */
const program = join(__dirname, "..", "..", "demo", "prepareProject.ts");

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
  const child = spawn(process.execPath, ["--require", require.resolve("ts-node/register/transpile-only"), program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...environmentOf(sandbox) },
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const [code] = (await once(child, "close")) as [number | null]; // the event's first argument
  return code === 0 ? (JSON.parse(printed) as Record<string, string>) : undefined; // the program prints texts by name
}
