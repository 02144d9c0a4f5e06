import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { callersEnvironment, createCallers, memberAdministrator } from "../../dev/demo/callers";
import { createProject, type DemoProject } from "../../dev/demo/project";
import type { Configuration } from "../../domain/configuration/configuration";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { type AnalyzerSpec } from "../../domain/plan/types";
import { parseInventory } from "../../domain/inventory/parseInventory";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import type { LoggedCall } from "../../dev/sandbox/world/callLog";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import type { OrganizationDescription } from "../../dev/sandbox/seed/organizationFile";
import type { DeployReport } from "../../scripts/deploy/deployReport";
import { initStack, runPulumi, type PulumiProject } from "../../scripts/pulumi";
import type { PulumiRunResult } from "../../scripts/pulumi/runPulumi";
import { run, start, type Run } from "./commandLine";
import { publishedPackage } from "./publishedPackage";
import { organization, organizationYaml } from "./stacksOrganization";

/** A small organization in the sandbox, and the product's own project beside it: its command line and plain pulumi, as a user has them. */
export interface StacksWorld {
  sandbox: Sandbox;
  project: PulumiProject;
  /** Where the run's files are: organization.yaml, inventory.json, state, credentials. */
  folder: string;
  /** The people of docs/permissions.md are profiles in here: `platform`, `security`, `newcomer`. */
  env: NodeJS.ProcessEnv;
  writeConfiguration(yaml: string): void;
  configuration(): Configuration;
  /** Analyzers that the plan creates or keeps, from the two files as they are now. */
  planned(): AnalyzerSpec[];
  inventory(): Promise<Run>;
  deploy(args?: string[], env?: NodeJS.ProcessEnv): Promise<Deployment>;
  /** `access-analyzer-org ARGS`, for subcommands that know the stacks' files: retire, forget. */
  command(args: string[], env?: NodeJS.ProcessEnv): Promise<Run>;
  /** A deploy that the test does not wait for. */
  startDeploy(env: NodeJS.ProcessEnv, args?: string[]): ReturnType<typeof start>;
  /** `pulumi ARGS`, as it is typed; files of stacks are kept out of the clone. */
  pulumi(args: string[], env?: NodeJS.ProcessEnv): Promise<PulumiRunResult>;
  initStack(stack: string): Promise<void>;
  /** What was changed in AWS since the sandbox had answered this many calls. */
  changes(since?: number): string[];
  close(): Promise<void>;
}

export interface Deployment extends Run {
  /** Absent when it was refused before anything. */
  report?: DeployReport;
  /** What was done to each stack: `{ management: "unchanged", security: "1 update", "member-333333333333": "failed: ..." }`. */
  stacks: Record<string, string>;
  /** All that was told, for a failed test. */
  told: string;
}

export async function stacksWorld(
  engine: FoundEngine,
  yaml = organizationYaml(),
  description: OrganizationDescription = organization,
): Promise<StacksWorld> {
  const sandbox = await startSandbox({
    organization: description,
    settings: { creatingMilliseconds: 50, serviceLinkedRoleSettleMilliseconds: 200, stackSetOperationMilliseconds: 10 },
  });
  const demo = await createProject();
  const config = join(demo.folder, "organization.yaml");
  writeFileSync(config, yaml);
  const admin = { url: sandbox.url, region: sandbox.homeRegion, ...sandbox.adminCredentials };
  await createCallers(parseConfiguration(yaml, config), admin, demo.folder);
  return worldIn(engine, sandbox, demo);
}

/** @param demo with the callers in it. */
export function worldIn(engine: FoundEngine, sandbox: Sandbox, demo: DemoProject): StacksWorld {
  const config = join(demo.folder, "organization.yaml");
  const stackFiles = join(demo.folder, "stacks");
  const configuration = () => parseConfiguration(readFileSync(config, "utf8"), config);
  const env: NodeJS.ProcessEnv = {
    ...demo.env,
    PROGRAM_SERVER: process.env["PROGRAM_SERVER"],
    // The package's own: another one would have to be judged by anew each day.
    ACCESS_ANALYZER_ORG_POLICY_PACK: undefined,
    ...callersEnvironment({ url: sandbox.url, region: sandbox.homeRegion }, demo.folder),
    // As its vendor's installer leaves it.
    PATH: [engine.path, process.env["PATH"]].filter(Boolean).join(delimiter),
    ACCESS_ANALYZER_ORG_PROFILE: "security",
    ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE: "platform",
  };
  const { project: folder } = publishedPackage();
  const { HOME, GOGC } = process.env;
  const project: PulumiProject = { folder, engine, env: { HOME, GOGC, ...env }, configFolder: stackFiles };
  const deployArgs = (args: string[]) => ["deploy", "--json", "--wait", "30", "--stack-config-dir", stackFiles, ...args];

  return {
    sandbox,
    project,
    folder: demo.folder,
    env,
    configuration,
    writeConfiguration: (text) => writeFileSync(config, text),
    planned() {
      const file = join(demo.folder, "inventory.json");
      return coveragePlan(configuration(), parseInventory(readFileSync(file, "utf8"), file), new Date().toISOString().slice(0, 10))
        .analyzers;
    },
    inventory: () => run(["inventory", "--profile", "newcomer", "--role-name", memberAdministrator], folder, env),
    async deploy(args = [], more = {}) {
      const ended = await run(deployArgs(args), folder, { ...env, ...more });
      const printed = ended.stdout.startsWith("{") ? (JSON.parse(ended.stdout) as DeployReport | { error: string }) : undefined; // what --json prints
      if (printed === undefined || "error" in printed) return { ...ended, stacks: {}, told: ended.stderr };
      const report = printed;
      const stacks = Object.fromEntries(report.stacks.map((outcome) => [outcome.stack.name, inWords(outcome)]));
      return { ...ended, report, stacks, told: `${ended.stderr}\n${report.sentence}\n${JSON.stringify(report.stacks, undefined, 1)}` };
    },
    command: (args, more = {}) => run([...args, "--stack-config-dir", stackFiles], folder, { ...env, ...more }),
    startDeploy: (more, args = []) => start(deployArgs(args), folder, { ...env, ...more }),
    async pulumi(args, more = {}) {
      const stack = args[args.indexOf("-s") + 1] ?? "";
      return runPulumi({
        args: [...args, "--config-file", join(stackFiles, `Pulumi.${stack}.yaml`)],
        cwd: folder,
        engine,
        env: { HOME, GOGC, ...env, ...more },
      });
    },
    initStack: (stack) => initStack(project, stack),
    changes: (since = 0) =>
      sandbox.calls
        .slice(since)
        .filter(isChange)
        .map(({ account, service, operation, region }) => `${account} ${service} ${operation} ${region}`),
    async close() {
      await sandbox.close();
      demo.remove();
    },
  };
}

function inWords(outcome: DeployReport["stacks"][number]): string {
  if (outcome.state !== "done") return `${outcome.state}: ${outcome.reason}`;
  const changed = Object.entries(outcome.changes).filter(([operation, count]) => operation !== "same" && count > 0);
  return changed.map(([operation, count]) => `${count} ${operation}`).join(", ") || "unchanged";
}

export function isChange({ operation, outcome }: LoggedCall): boolean {
  return outcome === "OK" && !/^(Get|List|Describe|AssumeRole)/.test(operation);
}
