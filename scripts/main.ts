import { Command, CommanderError } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../domain/errors";
import { auditCommand } from "./audit/command";
import { deployCommand } from "./deploy/command";
import { forgetCommand } from "./forget/command";
import { inventoryCommand } from "./inventory/command";
import { packConfigCommand } from "./packConfig/command";
import { planCommand } from "./plan/command";
import { proofKeyCommand } from "./proofKey/command";
import { endProcess } from "./terminal/endProcess";
import { redriveCommand } from "./redrive/command";
import { retireCommand } from "./retire/command";
import { exitCode } from "./terminal/exitCodes";

const subcommands: (() => Command)[] = [
  inventoryCommand,
  planCommand,
  deployCommand,
  auditCommand,
  proofKeyCommand,
  redriveCommand,
  retireCommand,
  forgetCommand,
  packConfigCommand,
];

/** The command line: runs one subcommand and ends the process with its exit code. */
export function main(argv: readonly string[]): void {
  // The notice is for developers of the SDK's users; printed among results it would only frighten. It is about releases to come.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // The reader (head, less) has gone. What is under way goes on, and its exit code is what it would have been.
      if (error.code !== "EPIPE") throw error;
    });
  }
  void run(argv).then(endProcess);
}

/** Runs one subcommand in this process and returns its exit code. `argv` is as in `process.argv`. */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    process.exitCode = undefined;
    await program().parseAsync(argv);
    return Number(process.exitCode ?? exitCode.asPlanned);
  } catch (error) {
    const code = report(error, argv.includes("--debug") || Boolean(process.env.DEBUG));
    if (code !== exitCode.asPlanned && argv.includes("--json")) process.stdout.write(failure(error, code));
    return code;
  }
}

function program(): Command {
  const program = new Command("access-analyzer-org")
    .description(
      "An ACTIVE IAM Access Analyzer in every enabled Region of every account of an AWS organization, and the proof that it is there.",
    )
    .version(version(), "--version")
    .helpOption("--help", "show help")
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError("(--help says more)")
    .addHelpText(
      "after",
      `
Exit codes: 0 as planned, 1 drift or failed, 2 not everything could be seen or reached, 3 bad input

Example, the gap of an organization before anything is rolled out:
  $ access-analyzer-org audit --role-name OrganizationAccountAccessRole`,
    );
  for (const subcommand of subcommands) {
    program.addCommand(
      subcommand().copyInheritedSettings(program).helpOption("--help", "show help").option("--debug", "print stack traces of errors"),
    );
  }
  return program;
}

/** Errors are sentences; stack traces are for those who ask. */
function report(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.asPlanned : exitCode.badInput;
  const name = error instanceof Error ? error.name : "";
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${debug && error instanceof Error ? (error.stack ?? message) : message}\n`);
  if (error instanceof InputError) return exitCode.badInput;
  // By name, because the classes belong to modules that are loaded only when they are needed.
  if (name === "InterruptedError") return exitCode.interrupted;
  if (name === "ReadError") return exitCode.partial;
  if (!debug) process.stderr.write("Run with --debug for details.\n");
  return exitCode.failed;
}

/** A program that asked for an object gets one, whatever happened. */
function failure(error: unknown, code: number): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${JSON.stringify({ version: 1, error: message, exitCode: code }, undefined, 2)}\n`;
}

function version(): string {
  const manifest = [join(__dirname, "..", "package.json"), join(__dirname, "..", "..", "package.json")];
  for (const file of manifest) {
    try {
      const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string }; // Our own package.json.
      return version;
    } catch {
      continue;
    }
  }
  return "unknown";
}
