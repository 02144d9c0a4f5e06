import { Command, InvalidArgumentError } from "commander";

export interface SandboxCommandLine {
  /** 0: any free one. */
  port: number;
  envFile?: string;
  organization?: string;
  deployed: boolean;
  /** The organization.yaml that `deployed` rolls out. */
  config?: string;
  withParent: boolean;
}

/**
 * What the sandbox command was asked to do.
 *
 * @param args without the program's own name.
 *
 * @throws CommanderError with exit code 0 for `--help`, which is printed; otherwise for what cannot be understood, which is told.
 */
export function readCommandLine(args: readonly string[], output: { writeOut?(text: string): void; writeErr?(text: string): void } = {}) {
  return new Command("sandbox")
    .description(
      "A pocket AWS organization on loopback, for any AWS SDK and the AWS CLI.\n" +
        "Prints `ready <url>` when it answers and runs until SIGINT or SIGTERM.",
    )
    .option("--port <number>", "port on 127.0.0.1; 0 for any free one", port, 0)
    .option("--env-file <file>", "write credentials of the management account's administrator here; removed at the end")
    .option("--organization <file>", "the organization to start with (default: the demo's)")
    .option("--deployed", "roll the product's stacks out first", false)
    .option("--config <file>", "with --deployed: the organization.yaml to roll out (default: the demo's)")
    .option("--with-parent", "end when the process that started this one ends (always so under npm)", false)
    .addHelpText("after", example)
    .configureOutput(output)
    .exitOverride()
    .parse(args, { from: "user" })
    .opts<SandboxCommandLine>();
}

const example = `
Example:
  npm run sandbox -- --env-file sandbox.env
  set -a; . ./sandbox.env; set +a
  aws sts get-caller-identity
  aws accessanalyzer list-analyzers --region eu-west-1`;

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}
