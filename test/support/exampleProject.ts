import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { FoundEngine } from "../../scripts/pulumi/findEngine";
import { initStack, stackFile } from "../../scripts/pulumi";
import { rootFolder } from "../../dev/engine/location";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { engineProject, type EngineProject } from "./engineProject";
import { sessionIn } from "./sandboxClients";

export interface ExampleProject extends EngineProject {
  /** Its one stack. */
  stack: string;
  /** What `pulumi config set` does, for each. */
  configure(config: Record<string, string | boolean>): void;
}

export interface ExampleOptions {
  sandbox: Sandbox;
  /** Whose credentials it runs with. Default: the management account's administrator. */
  account?: string;
  config?: Record<string, string | boolean>;
}

/** A project of examples/ as its user has it, with a stack `test` on the sandbox. */
export async function exampleProject(
  engine: FoundEngine,
  example: string,
  { sandbox, account, config = {} }: ExampleOptions,
): Promise<ExampleProject> {
  const project = await engineProject(engine, { files: filesOf(join(rootFolder, "examples", example)), sandbox });
  if (account !== undefined) {
    const { accessKeyId, secretAccessKey, sessionToken } = await sessionIn(sandbox, account);
    Object.assign(project.env, {
      ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken },
    });
  }
  const stack = "test";
  await initStack(project, stack);
  const file = stackFile(project, stack);
  const configure = (values: Record<string, string | boolean>) => {
    const { config: set = {}, ...others } = parse(readFileSync(file, "utf8")) as { config?: object }; // as the engine wrote it
    const given = Object.entries(values).map(([key, value]) => [`${example}:${key}`, value]);
    writeFileSync(file, stringify({ ...others, config: { ...set, ...Object.fromEntries(given) } }));
  };
  configure(config);
  return { ...project, stack, configure };
}

function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
