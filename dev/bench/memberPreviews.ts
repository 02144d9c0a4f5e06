import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pLimit from "p-limit";
import { ensureEngine, type FoundEngine } from "../engine";
import { runLeashed } from "../../scripts/pulumi/leashedProcess";
import { rootFolder } from "../engine/location";
import { installProvider } from "../aws-provider/install";
import { initStack, preview, type PulumiProject } from "../../scripts/pulumi";
import { bareProgram } from "./bareProgram";
import { inventoryOf } from "./inventory";
import { median, printLines, seconds, type Line } from "./measurements";
import { configurationText, generatedOrganization, memberAccounts, regions } from "./organization";
import { watchMemory, type PeakMemory } from "./processTree";
import { startSandboxProcess, type SandboxProcess } from "./sandboxProcess";
import { inScratch } from "./scratch";

const members = 30;
/** Member stacks at once: the default of `rollout.parallel`. */
const parallel = 4;
const resources = members * regions.length * 2;

/** A stack for each member, beside one program that holds the same analyzers and archive rules: bare, without a component around them. */
export async function memberPreviews(): Promise<void> {
  await inScratch(async (folder) => {
    const engine = await ensureEngine();
    const organization = generatedOrganization(members + 2, { isRolledOut: false });
    const sandbox = await startSandboxProcess(organization, folder);
    try {
      const env = await environment(folder, sandbox);
      const [config, inventory] = [join(folder, "organization.yaml"), join(folder, "inventory.json")];
      writeFileSync(config, configurationText);
      writeFileSync(inventory, inventoryOf(organization));
      const stacks: PulumiProject = { folder: rootFolder, engine, env, configFolder: join(folder, "stacks") };
      const limit = pLimit(parallel);
      await Promise.all(memberAccounts(members).map((account) => limit(() => initStack(stacks, `member-${account}`))));

      const product = await measure(`${members} member stacks, ${parallel} at a time`, sandbox, 1, () => deployPreview(stacks, config));
      const oneAccount = await measure("one program, all in one account", sandbox, 1, await bare(engine, env, join(folder, "one"), 1));
      const allAccounts = await measure(
        `one program, a provider for each of ${members} accounts`,
        sandbox,
        1,
        await bare(engine, env, join(folder, "all"), members),
      );
      printLines(`member-previews: ${members} accounts x ${regions.length} Regions, ${resources} analyzers and archive rules`, [
        product,
        oneAccount,
        allAccounts,
      ]);
    } finally {
      await sandbox.close();
    }
  });
}

async function environment(folder: string, sandbox: SandboxProcess): Promise<NodeJS.ProcessEnv> {
  const [home, state] = [join(folder, "pulumi-home"), join(folder, "state")];
  mkdirSync(state);
  await installProvider({ pulumiHome: home });
  return {
    ...sandbox.env,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    AWS_PROVIDER_WAITING: "0.01",
  };
}

async function measure(what: string, sandbox: SandboxProcess, runs: number, action: () => Promise<void>): Promise<Line> {
  const taken: number[] = [];
  const peaks: PeakMemory[] = [];
  for (let run = 0; run < runs; run++) taken.push(await seconds(async () => peaks.push(await watchMemory(action, sandbox.pid))));
  const megabytes = (of: keyof PeakMemory) => `${Math.round(median(peaks.map((peak) => peak[of])) / 1e6)} MB`;
  return { what, runs: taken, also: { "peak memory": megabytes("total"), "largest process": megabytes("largest") } };
}

/** The whole command, as a person types it. */
async function deployPreview({ env = {}, configFolder = "" }: PulumiProject, config: string): Promise<void> {
  const command = [
    "deploy",
    "--only",
    "members",
    "--preview",
    "--parallel",
    String(parallel),
    "--config",
    config,
    "--stack-config-dir",
    configFolder,
  ];
  const args = [join(rootFolder, "bin", "access-analyzer-org.js"), ...command, "--json"];
  const { exitCode, stdout, stderr } = await runLeashed({ command: process.execPath, args, cwd: rootFolder, env });
  if (exitCode !== 0) throw new Error(`deploy --preview ended with exit code ${exitCode}: ${stderr}`);
  const { stacks } = JSON.parse(stdout) as { stacks: unknown[] }; // the report that --json prints
  if (stacks.length !== members) throw new Error(`deploy --preview reported ${stacks.length} stacks instead of ${members}`);
}

/** Through the same engine, language host, provider and way of transpiling. */
async function bare(engine: FoundEngine, env: NodeJS.ProcessEnv, folder: string, accounts: number): Promise<() => Promise<void>> {
  mkdirSync(folder);
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    `name: bare-${accounts}\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    tsconfig: ../../../tsconfig.program.json\n`,
  );
  writeFileSync(join(folder, "index.ts"), bareProgram(memberAccounts(members), accounts));
  const project: PulumiProject = { folder, engine, env };
  await initStack(project, "bare");
  return async () => {
    const { succeeded, changes, diagnostics, stderr } = await preview(project, "bare");
    if (!succeeded) throw new Error(`the preview failed: ${stderr}${diagnostics.map(({ message }) => message).join("\n")}`);
    const expected = resources + accounts + 1; // the providers and the stack itself
    if (changes["create"] !== expected) throw new Error(`the preview reported ${changes["create"]} resources instead of ${expected}`);
  };
}
