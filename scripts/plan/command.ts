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
    .option("--diff <inventory>", "show what changes compared with the plan of another inventory file, for pull requests")
    .option(
      "--strict",
      "end with 3 where the configuration names what the organization does not have, and where no external analyzer covers a place, for pull requests",
      false,
    )
    .option("--all", "show every account, however many", false)
    .addHelpText(
      "after",
      `
Exit codes: 0 done, 3 bad input, or with --strict warnings about what the organization does not have, or gaps

Examples:
  $ access-analyzer-org plan
  $ git show main:inventory.json > before.json && access-analyzer-org plan --diff before.json
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
