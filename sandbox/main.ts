import { Command, CommanderError, InvalidArgumentError } from "commander";
import { removeEnvironmentFile, writeEnvironmentFile } from "./environmentFile";
import { OrganizationFileError } from "./organizationFile";
import { startSandbox, type Sandbox } from "./server";
import { startersOf, watchStarters } from "./starters";

interface Options {
  port: number;
  envFile?: string;
  organization?: string;
  deployed: boolean;
  withParent: boolean;
}

/** Bad input: nothing was started. */
const badInput = 3;

const command = new Command("sandbox")
  .description("A pocket AWS organization on loopback, for any AWS SDK and the AWS CLI.\nPrints `ready <url>` when it answers and runs until SIGINT or SIGTERM.")
  .option("--port <number>", "port on 127.0.0.1; 0 for any free one", port, 0)
  .option("--env-file <file>", "write credentials of the management account's administrator here; removed at the end")
  .option("--organization <file>", "the organization to start with (default: the demo's)")
  .option("--deployed", "roll the product's stacks out first", false)
  .option("--with-parent", "end when the process that started this one ends (always so under npm)", false)
  .addHelpText(
    "after",
    `
Example:
  npm run sandbox -- --env-file sandbox.env
  set -a; . ./sandbox.env; set +a
  aws sts get-caller-identity
  aws accessanalyzer list-analyzers --region eu-west-1`,
  )
  .exitOverride();

void run();

async function run(): Promise<void> {
  try {
    const options = command.parse().opts<Options>();
    if (options.deployed) throw new BadInput("--deployed is not available yet: start without it and run `access-analyzer-org deploy` against the sandbox");
    await serve(options);
  } catch (error) {
    process.exitCode = report(error);
  }
}

async function serve({ port, envFile, organization, withParent }: Options): Promise<void> {
  const starters = withParent || process.env["npm_lifecycle_event"] !== undefined ? startersOf() : [];
  const sandbox = await startSandbox({ port, organization });
  if (envFile !== undefined) await writeOrClose(envFile, sandbox);

  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    if (envFile !== undefined) removeEnvironmentFile(envFile);
    void sandbox.close().finally(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  if (starters.length > 0) watchStarters(starters, end);
  // Whoever read our output may be gone before us; that is no reason to fail.
  process.stdout.on("error", end);
  process.stdout.write(`ready ${sandbox.url}\n`);
}

async function writeOrClose(file: string, sandbox: Sandbox): Promise<void> {
  try {
    writeEnvironmentFile(file, sandbox);
  } catch (error) {
    await sandbox.close();
    throw new BadInput(`The credentials cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

class BadInput extends Error {}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : badInput;
  if (error instanceof BadInput || error instanceof OrganizationFileError) return complain(error.message);
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return complain("The port is in use by another process on this machine: choose another with --port, or leave it out for any free one");
  }
  if (error instanceof Error && "code" in error && error.code === "EACCES") return complain("This user may not listen on that port: choose one above 1023");
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`);
  return badInput;
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}
