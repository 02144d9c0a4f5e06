import { Command } from "commander";
import type * as packConfigRun from "./run";
import { withConfig, withInventory } from "../options";

/** `access-analyzer-org pack-config`: how the policy pack judges this organization's stacks. */
export function packConfigCommand(): Command {
  const command = new Command("pack-config").description(
    "Print the policy pack's configuration for the stacks of this project, for `pulumi preview --policy-pack-config`. `deploy` writes it by itself. Needs no credentials.",
  );
  withInventory(withConfig(command));
  return command
    .option("--policy-pack-config <file>", "own settings of the pack's policies, which come before")
    .addHelpText(
      "after",
      `
Exit codes: 0 done, 3 bad input

Example:
  $ access-analyzer-org pack-config > pack.json
  $ pulumi preview --policy-pack node_modules/access-analyzer-org/policypack --policy-pack-config pack.json`,
    )
    .action((options: packConfigRun.PackConfigOptions) => {
      // Loaded only now: --help must not pay for the parsers.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runPackConfig }: typeof packConfigRun = require("./run");
      process.exitCode = runPackConfig(options);
    });
}
