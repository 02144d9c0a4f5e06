import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Context } from "mocha";
import { findEngine, type FoundEngine } from "../../scripts/pulumi/findEngine";
import { placeLanguageHost } from "../../dev/engine/languageHost";
import { rootFolder } from "../../dev/engine/location";
import { installProvider } from "../../dev/aws-provider/install";
import type { Sandbox } from "../../dev/sandbox/server/server";
import type { PulumiProject } from "../../scripts/pulumi";
import { programServer } from "./programServer";

/** A Pulumi project of its own, with its own backend and plugins, in a folder that `close` takes away. */
export interface EngineProject extends PulumiProject {
  env: NodeJS.ProcessEnv;
  /** Puts a file into the project's folder. */
  write(file: string, content: string): void;
  close(): void;
}

/**
 * The engine, or a test that is reported as skipped with the reason; in CI, where the engine is required, a failed one.
 * Call it in a `before` hook.
 */
export async function requireEngine(test: Context): Promise<FoundEngine> {
  const engine = await findEngine();
  if (engine.kind === "none") {
    if (process.env["CI"]) throw new Error(`The engine is required in CI. ${engine.why}`);
    process.stdout.write(`      skipped: ${engine.why}\n`);
    return test.skip();
  }
  if (engine.kind === "built") {
    await placeLanguageHost();
    process.env["PROGRAM_SERVER"] = await programServer();
  }
  return engine;
}

export interface EngineProjectOptions {
  files: Record<string, string>;
  name?: string;
  main?: "index.ts" | "index.js";
  /** Calls of package `aws` go here, with the credentials of the management account's administrator. */
  sandbox?: Sandbox;
}

/**
 * `Pulumi.yaml` and a tsconfig are there already; `files` adds the program: `index.ts`, for which Node and a compiler start at each run, or `index.js`,
 * which runs in the tests' server of programs.
 */
export async function engineProject(
  engine: FoundEngine,
  { files, name = "engine-test", sandbox, main = "index.ts" }: EngineProjectOptions,
): Promise<EngineProject> {
  // Inside the clone, so that programs find node_modules; ignored by git.
  mkdirSync(join(rootFolder, ".engine"), { recursive: true });
  const home = mkdtempSync(join(rootFolder, ".engine", "test-"));
  const folder = join(home, "program");
  const backend = join(home, "backend");
  const pulumiHome = join(home, "home");
  for (const made of [folder, backend, pulumiHome]) mkdirSync(made);
  if (sandbox) await installProvider({ pulumiHome });

  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  };
  const options = main === "index.ts" ? "tsconfig: tsconfig.json" : "typescript: false";
  write("Pulumi.yaml", `name: ${name}\nmain: ${main}\nruntime:\n  name: nodejs\n  options:\n    ${options}\n`);
  write("tsconfig.json", JSON.stringify({ compilerOptions: { target: "ES2022", module: "node16", skipLibCheck: true, noCheck: true } }));
  for (const [file, content] of Object.entries(files)) write(file, content);

  // Coverage of the tests is not for the programs that they start: it would slow them down.
  const env = {
    ...process.env,
    NODE_V8_COVERAGE: undefined,
    PULUMI_HOME: pulumiHome,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...(sandbox ? sandboxEnvironment(sandbox) : {}),
  };
  return { folder, engine, env, write, close: () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/** What redirects any AWS client to the sandbox. */
export function sandboxEnvironment({ url, adminCredentials }: Sandbox): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: adminCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: adminCredentials.secretAccessKey,
    AWS_REGION: "eu-central-1",
    AWS_PROVIDER_WAITING: "0.01",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
