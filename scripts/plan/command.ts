import { Command } from "commander";
import type * as planRun from "./run";
import { withConfig, withInventory, withJson } from "../options";

/** `access-analyzer-org plan`: what configuration and inventory come to. */
export function planCommand(): Command {
  const command = new Command("plan").description(
    "Show which analyzers the organization is to have, and who gets none and why. Needs no credentials.",
  );
  withJson(withInventory(withConfig(command)));
  return command
    .option(
      "--diff <base>",
      "show what changes compared with another plan, for pull requests: a folder that has both files (a checkout of the base branch), or an inventory file",
    )
    .option("--markdown", "print the difference as one comment for a pull request", false)
    .option(
      "--changed-files <list>",
      "a file that names every file that differs from the base, as `git diff --name-only` does in the folder of the repository: says which stacks to preview, all of them where more than the two files differs",
    )
    .option(
      "--previews <folder>",
      "reports of `deploy --preview --json`: say what became of the stacks to preview, and end with 1 where one is blocked or failed, with 2 where one was not checked",
    )
    .option(
      "--strict",
      "end with 3 where the configuration names what the organization does not have, and where no external analyzer covers a place, for pull requests",
      false,
    )
    .option("--all", "show every account, however many", false)
    .addHelpText(
      "after",
      `
Exit codes: 0 done, with --previews 1 or 2 as they say, 3 bad input, or with --strict warnings about what the organization does not have, or gaps

Examples:
  $ access-analyzer-org plan
  $ git show main:inventory.json > before.json && access-analyzer-org plan --diff before.json
  $ git worktree add ../base main && access-analyzer-org plan --diff ../base --markdown
  $ access-analyzer-org plan --strict
  $ access-analyzer-org plan --json | jq '.analyzers | length'`,
    )
    .action((options: planRun.PlanCommandOptions) => {
      // Loaded only now: --help must not pay for the parsers.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runPlan }: typeof planRun = require("./run");
      process.exitCode = runPlan(options);
    });
}
