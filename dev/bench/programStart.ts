import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runLeashed } from "../../scripts/pulumi/leashedProcess";
import { rootFolder } from "../engine/location";
import { startLoopbackEngine, type LoopbackEngine } from "./loopbackEngine";
import { printLines, seconds } from "./measurements";
import { inventoryOf } from "./inventory";
import { configurationText, generatedOrganization } from "./organization";
import { inScratch } from "./scratch";

const runs = 5;

/** The same program through the same runner, Pulumi's own: only how TypeScript gets into Node differs. */
const ways = [
  { what: "the product's way: transpiled by swc", tsconfig: join(rootFolder, "tsconfig.program.json"), transpileOnly: "true" },
  { what: "ts-node that checks types (Pulumi's default)", tsconfig: join(__dirname, "typechecked.tsconfig.json"), transpileOnly: "false" },
];

/** The whole process of the program of stack `security`, from its start to its end, with an engine that answers at once. */
export async function programStart(): Promise<void> {
  await inScratch(async (folder) => {
    const files = { config: join(folder, "organization.yaml"), inventory: join(folder, "inventory.json") };
    writeFileSync(files.config, configurationText);
    writeFileSync(files.inventory, inventoryOf(generatedOrganization(3, { isRolledOut: false })));
    const engine = await startLoopbackEngine();
    try {
      const lines = ways.map((way) => ({ ...way, runs: [] as number[], also: { resources: "" } }));
      for (let run = 0; run < runs; run++) {
        for (const line of lines) {
          line.runs.push(await seconds(() => runProgram(engine, line, files)));
          line.also.resources = String(engine.takeRegistrations());
        }
      }
      printLines("program-start: the security stack's program", lines);
    } finally {
      engine.close();
    }
  });
}

interface Way {
  tsconfig: string;
  transpileOnly: string;
}

async function runProgram(
  engine: LoopbackEngine,
  { tsconfig, transpileOnly }: Way,
  files: { config: string; inventory: string },
): Promise<void> {
  const { exitCode, stdout, stderr } = await runLeashed({
    command: process.execPath,
    args: [
      require.resolve("@pulumi/pulumi/cmd/run"),
      ...["--monitor", engine.address, "--engine", engine.address, "--organization", "organization", "--project", "access-analyzer-org"],
      ...["--stack", "security", "--pwd", rootFolder, "--root-directory", rootFolder, "--parallel", "8", "--dry-run", "index.ts"],
    ],
    cwd: rootFolder,
    env: {
      ...process.env,
      PULUMI_CONFIG: "{}",
      PULUMI_NODEJS_TYPESCRIPT: "true",
      PULUMI_NODEJS_TRANSPILE_ONLY: transpileOnly,
      PULUMI_NODEJS_TSCONFIG_PATH: tsconfig,
      ACCESS_ANALYZER_ORG_CONFIG: files.config,
      ACCESS_ANALYZER_ORG_INVENTORY: files.inventory,
    },
  });
  if (exitCode !== 0) throw new Error(`the program ended with exit code ${exitCode}: ${stdout}${stderr}`);
}
