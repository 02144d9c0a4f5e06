import { Command, Option } from "commander";
import type * as forgetRun from "./run";
import { withConfig, withInventory, withJson, withStacks } from "../options";

/** `access-analyzer-org forget`: drops the stack of an account, without a call to AWS. */
export function forgetCommand(): Command {
  const command = new Command("forget")
    .description(
      "Drop the stack of a member account that left, was closed or cannot be reached. AWS is not called: analyzers that are still there stay there.",
    )
    .argument("<account>", "the account's id, twelve digits");
  return withStacks(withJson(withInventory(withConfig(command))))
    .addOption(new Option("--yes", "do not ask; also needed for an account that is still planned").default(false))
    .addHelpText(
      "after",
      `
Exit codes: 0 dropped, 1 Pulumi's backend refused, 3 bad input, no such stack, or not confirmed

Example:
  $ access-analyzer-org forget 444455556666`,
    )
    .action(async (account: string, options: forgetRun.ForgetCommandOptions) => {
      // Loaded only now: --help must not pay for it.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runForget }: typeof forgetRun = require("./run");
      process.exitCode = await runForget(account, options);
    });
}
