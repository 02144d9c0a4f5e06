import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { OrganizationDescription } from "../sandbox/seed/organizationFile";
import type { LoggedCall } from "../sandbox/world/callLog";
import type { Settings } from "../sandbox/world/world";
import { homeRegion, keys } from "./organization";

/** A sandbox organization that answers on loopback, in another process. */
export interface SandboxProcess {
  pid: number;
  /** What points AWS clients at it, with the keys that everything begins with. */
  env: NodeJS.ProcessEnv;
  /** Every call answered from now on takes so much longer. */
  slowDown(milliseconds: number): Promise<void>;
  /** How fast what is asynchronous happens from now on. */
  set(settings: Partial<Settings>): Promise<void>;
  /** Operations of the calls that were answered since the last time this was asked. */
  takeCalls(): Promise<string[]>;
  close(): Promise<void>;
}

/** @param folder where the organization file is written. */
export async function startSandboxProcess(organization: OrganizationDescription, folder: string): Promise<SandboxProcess> {
  const file = join(folder, "sandbox-organization.json");
  writeFileSync(file, JSON.stringify(organization));
  const args = ["--require", require.resolve("ts-node/register/transpile-only"), join(__dirname, "sandboxServer.ts"), file];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const url = await Promise.race([
    once(createInterface({ input: child.stdout }), "line").then(([line]: unknown[]) => String(line)),
    ended.then(() => Promise.reject(new Error("the sandbox ended before it answered"))),
  ]);
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/_sandbox/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`the sandbox refused ${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    pid: child.pid ?? 0,
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: undefined,
      AWS_PROFILE: undefined,
      AWS_REGION: homeRegion,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    async slowDown(milliseconds) {
      await control("POST", "faults", { match: {}, effect: { kind: "latency", milliseconds } });
    },
    async set(settings) {
      await control("POST", "settings", settings);
    },
    async takeCalls() {
      const calls = (await control("GET", "calls")) as LoggedCall[]; // what the sandbox keeps of them
      await control("DELETE", "calls");
      return calls.map(({ operation }) => operation);
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
