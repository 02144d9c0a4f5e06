import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultConcurrency } from "../../aws/inventoryReader";
import { runLeashed } from "../../scripts/pulumi/leashedProcess";
import { printLines, type Line } from "./measurements";
import { configurationText, generatedOrganization, regions } from "./organization";
import { startSandboxProcess, type SandboxProcess } from "./sandboxProcess";
import { inScratch } from "./scratch";

const accounts = 100;
const latency = 50;
/** One call at a time would take minutes: it is measured on this many accounts, and scaled by the number of calls. */
const sliceAccounts = 8;
const runs = 5;

/** An audit beside one call at a time, and beside what it would take if nothing but the waiting counted. */
export async function audit(): Promise<void> {
  await inScratch(async (folder) => {
    const file = join(folder, "organization.yaml");
    writeFileSync(file, configurationText);
    const slice = await inOrganization(sliceAccounts, folder, (sandbox) => auditOnce(sandbox, file, 1));
    await inOrganization(accounts, folder, async (sandbox) => {
      const all: OneAudit[] = [];
      for (let run = 0; run < runs; run++) all.push(await auditOnce(sandbox, file));
      const calls = all[0]?.calls ?? 0;
      const ideal: Line = {
        what: `ideal: ${calls} calls x ${latency} ms / ${defaultConcurrency}`,
        runs: [(calls * latency) / 1000 / defaultConcurrency],
        how: "computed",
      };
      const product: Line = {
        what: `audit, ${defaultConcurrency} calls at once`,
        runs: all.map(({ seconds }) => seconds),
        also: { calls: String(calls), CPU: `${all[0]?.cpuSeconds.toFixed(1)} s`, memory: `${all[0]?.megabytes.toFixed(0)} MB` },
      };
      const sequential: Line = {
        what: "one call at a time",
        runs: [(slice.seconds * calls) / slice.calls],
        also: { calls: String(calls) },
        how: `1, on ${sliceAccounts} accounts (${slice.calls} calls, ${slice.seconds.toFixed(1)} s), scaled`,
      };
      printLines(`audit: ${accounts} accounts x ${regions.length} Regions, ${latency} ms a call`, [product, sequential, ideal]);
    });
  });
}

interface OneAudit {
  seconds: number;
  cpuSeconds: number;
  megabytes: number;
  calls: number;
}

async function inOrganization<T>(count: number, folder: string, action: (sandbox: SandboxProcess) => Promise<T>): Promise<T> {
  const sandbox = await startSandboxProcess(generatedOrganization(count, { isRolledOut: true }), folder);
  try {
    await sandbox.slowDown(latency);
    return await action(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function auditOnce(sandbox: SandboxProcess, file: string, concurrency?: number): Promise<OneAudit> {
  await sandbox.takeCalls();
  const { exitCode, stdout, stderr } = await runLeashed({
    command: process.execPath,
    args: [
      "--require",
      require.resolve("ts-node/register/transpile-only"),
      join(__dirname, "auditOnce.ts"),
      file,
      ...(concurrency ? [String(concurrency)] : []),
    ],
    cwd: process.cwd(),
    env: sandbox.env,
  });
  if (exitCode !== 0) throw new Error(`the audit failed: ${stderr}`);
  const once = JSON.parse(stdout) as Omit<OneAudit, "calls">; // printed by auditOnce.ts
  return { ...once, calls: (await sandbox.takeCalls()).length };
}
