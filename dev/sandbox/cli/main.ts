import { CommanderError } from "commander";
import { readCommandLine, type SandboxCommandLine } from "./commandLine";
import { deployStacks, prepareProject } from "./productProgram";
import { readInbox } from "./inbox";
import { environmentOf, removeEnvironmentFile, writeEnvironmentFile } from "./environmentFile";
import { OrganizationFileError } from "../seed/organizationFile";
import type * as server from "../server/server";
import { parentProcesses, watchParents } from "./parentProcesses";

/** The exit code for input that nothing was started with. */
const badInput = 3;

class BadInput extends Error {}

// Whoever read our output (head, less) may be gone before us.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
void run();

async function run(): Promise<void> {
  try {
    const args = process.argv.slice(2);
    if (args[0] === "inbox") return await showInbox();
    const asked = readCommandLine(args);
    const { config, deployed, callers, provider, envFile } = asked;
    if (config !== undefined && !deployed && callers === undefined)
      throw new BadInput("--config says what --deployed rolls out, or whose callers --callers makes: give one of them as well, or none");
    if (callers !== undefined && (config === undefined || envFile === undefined))
      throw new BadInput(
        "--callers needs --config FILE, which says whose callers they are, and --env-file FILE, which says how to be one of them",
      );
    if (provider !== undefined && callers === undefined) throw new BadInput("--provider goes with --callers");
    await serve(asked);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** The second command: what the sandbox that runs elsewhere has sent. */
async function showInbox(): Promise<void> {
  const url = process.env["AWS_ENDPOINT_URL"];
  if (url === undefined) throw new BadInput("AWS_ENDPOINT_URL is not set: read the file that --env-file wrote first");
  process.stdout.write(
    await readInbox(url).catch((error: unknown) => {
      throw new BadInput(error instanceof Error ? error.message : String(error));
    }),
  );
}

async function serve({ port, envFile, organization, withParent, deployed, config, callers, provider }: SandboxCommandLine): Promise<void> {
  const parents = withParent || process.env["npm_lifecycle_event"] !== undefined ? parentProcesses() : [];
  // It takes a second to load, which who asks for help, or has mistyped, need not wait for.
  const { startSandbox }: typeof server = require("../server/server"); // eslint-disable-line @typescript-eslint/no-require-imports
  const sandbox = await startSandbox({ port, organization });
  const environment =
    callers === undefined || config === undefined ? environmentOf(sandbox) : await prepareProject(sandbox, callers, config, provider);
  if (environment === undefined) return void sandbox.close().finally(() => process.exit(badInput));
  if (envFile !== undefined) await writeOrClose(envFile, environment, sandbox);
  const rollOut = new AbortController();

  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    rollOut.abort();
    if (envFile !== undefined) removeEnvironmentFile(envFile);
    void sandbox.close().finally(() => process.exit(process.exitCode ?? 0));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  if (parents.length > 0) watchParents(parents, end);
  // Whoever read our output may be gone before us; that is no reason to fail.
  process.stdout.on("error", end);
  if (deployed) {
    const code = await deployStacks(sandbox, config, rollOut.signal);
    if (code !== 0 && !ending) {
      process.stderr.write(`The stacks could not be rolled out (exit code ${code}); the sandbox ends.\n`);
      process.exitCode = code;
      end();
    }
  }
  if (!ending) process.stdout.write(`ready ${sandbox.url}\n`);
}

async function writeOrClose(file: string, environment: Record<string, string>, sandbox: server.Sandbox): Promise<void> {
  try {
    writeEnvironmentFile(file, environment);
  } catch (error) {
    await sandbox.close();
    throw new BadInput(`The credentials cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function report(error: unknown): number {
  // Commander has printed it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : badInput;
  if (error instanceof BadInput || error instanceof OrganizationFileError) return complain(error.message);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return complain("The port is in use by another process on this machine: choose another with --port, or leave it out for any free one");
  }
  if (code === "EACCES") return complain("This user may not listen on that port: choose one above 1023");
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`);
  return badInput;
}
