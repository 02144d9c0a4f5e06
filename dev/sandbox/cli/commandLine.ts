import { Command, InvalidArgumentError } from "commander";

export interface SandboxCommandLine {
  /** 0: any free one. */
  port: number;
  envFile?: string;
  organization?: string;
  deployed: boolean;
  /** The organization.yaml that `deployed` rolls out, or whose callers `callers` makes. */
  config?: string;
  /** Where to put the callers of docs/permissions.md and a home for Pulumi. */
  callers?: string;
  /** An executable provider of package `aws` for that home. */
  provider?: string;
  withParent: boolean;
}

/**
 * What the sandbox command was asked to do.
 *
 * @param args without the program's own name.
 *
 * @throws CommanderError with exit code 0 for `--help`, which is printed; otherwise for what cannot be understood, which is printed.
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
    .option("--callers <folder>", "make the callers of docs/permissions.md, and a home for Pulumi with a provider, in this folder")
    .option("--provider <file>", "with --callers: the vendor's pulumi-resource-aws, instead of ours")
    .option("--config <file>", "with --deployed or --callers: the organization.yaml (default with --deployed: the demo's)")
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
  aws accessanalyzer list-analyzers --region eu-west-1
  npm run sandbox -- inbox        # the mails and posts that were sent

For a project of your own, whose organization.yaml fits the sandbox's organization:
  npm run sandbox -- --env-file ~/project/sandbox.env --callers ~/project/.sandbox --config ~/project/organization.yaml
  cd ~/project && set -a && . ./sandbox.env && set +a
  npx access-analyzer-org deploy --management-profile platform --profile security`;

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}
