import { Command } from "commander";
import type * as inventoryRun from "./run";
import { withConfig, withCredentials, withInventory, withJson, withReading } from "../options";

/** `access-analyzer-org inventory`: writes down what the organization has, for the plan. */
export function inventoryCommand(): Command {
  const command = new Command("inventory").description(
    "Read accounts, Regions and existing analyzers of the live organization, and write inventory.json. Changes nothing in AWS.",
  );
  withReading(withCredentials(withJson(withInventory(withConfig(command)))));
  return command
    .addHelpText(
      "after",
      `
The file is written only if something changed; commit it, so that a pull request shows new accounts and Regions.

Exit codes: 0 everything was read, 2 something could not be read (the file says what and why), 3 bad input

Examples:
  $ access-analyzer-org inventory
  $ access-analyzer-org inventory --role-name OrganizationAccountAccessRole   before any roll-out, from the management account`,
    )
    .action(async (options: inventoryRun.InventoryCommandOptions) => {
      // Loaded only now: --help must not pay for the AWS SDK.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runInventory }: typeof inventoryRun = require("./run");
      process.exitCode = await runInventory(options);
    });
}
