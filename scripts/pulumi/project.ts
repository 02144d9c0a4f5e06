import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FoundEngine } from "./findEngine";
import { parse, stringify } from "yaml";

/** A Pulumi project, and how its stacks are run. */
export interface PulumiProject {
  /** The folder that holds Pulumi.yaml. */
  folder: string;
  engine: Pick<FoundEngine, "pulumi" | "path"> & Partial<Pick<FoundEngine, "version">>;
  /** Environment of every run: backend, passphrase, credentials. Default: this process's. */
  env?: NodeJS.ProcessEnv;
  /**
   * Where the stacks' files (Pulumi.<stack>.yaml) lie, if not beside Pulumi.yaml: then nothing is written into the project's folder. A
   * stack that was made so is also found by plain `pulumi up -s`, which then writes a file of its own beside Pulumi.yaml.
   */
  configFolder?: string;
  /** The process id of each engine that locks a stack, once it runs. */
  onStarted?: (pid: number) => void;
  /** What the engine gets between SIGINT and SIGKILL when it is interrupted, in milliseconds. Default 5,000. */
  graceMilliseconds?: number;
}

/** Where the engine looks for the file of a stack. */
export function stackFile({ folder, configFolder }: PulumiProject, stack: string): string {
  return join(configFolder ?? join(folder, pulumiYaml(folder).stackConfigDir ?? "."), `Pulumi.${stack}.yaml`);
}

/** `--config-file`, for the commands that have it. */
export function configFileArgs(project: PulumiProject, stack: string): string[] {
  return project.configFolder ? ["--config-file", stackFile(project, stack)] : [];
}

/**
 * The folder in which a stack is made. `stack init` knows no `--config-file` and writes beside the Pulumi.yaml that it finds: so the
 * folder for the stacks' files holds one of the same name.
 */
export function folderForInit({ folder, configFolder }: PulumiProject): string {
  if (!configFolder) return folder;
  mkdirSync(configFolder, { recursive: true });
  const { name, runtime } = pulumiYaml(folder);
  const wanted = stringify({ name, runtime: typeof runtime === "string" ? runtime : runtime.name });
  const file = join(configFolder, "Pulumi.yaml");
  if (!existsSync(file) || readFileSync(file, "utf8") !== wanted) writeFileSync(file, wanted);
  return configFolder;
}

/** Plugins that Pulumi.yaml puts in the place of those that start programs and policy packs, by the key that names them. */
export function ownHosts(folder: string): string[] {
  const { plugins = {} } = pulumiYaml(folder);
  return ["languages", "analyzers"].filter((key) => (plugins[key] ?? []).length > 0).map((key) => `plugins.${key}`);
}

function pulumiYaml(folder: string): {
  name: string;
  runtime: string | { name: string };
  stackConfigDir?: string;
  plugins?: Record<string, unknown[] | undefined>;
} {
  return parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as ReturnType<typeof pulumiYaml>; // a Pulumi project has the first two
}
