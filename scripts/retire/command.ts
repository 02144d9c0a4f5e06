import { Command, Option } from "commander";
import { analyzerTypes } from "../../domain/analyzer";
import type * as everythingRun from "./everything";
import type * as retireRun from "./run";
import {
  accountArgument,
  withConfig,
  withCredentials,
  withInventory,
  withJson,
  withManagementCredentials,
  withReading,
  withStacks,
} from "../options";

export type RetireCommandOptions = retireRun.RetireOptions & everythingRun.EverythingOptions & { everything: boolean };

/** `access-analyzer-org retire`: the only thing that deletes analyzers. */
export function retireCommand(): Command {
  const command = new Command("retire").description(
    "Delete analyzers of ours (our tag and our name) that are no longer planned, and their findings with them. Lists them and asks first.",
  );
  withStacks(withJson(withInventory(withConfig(command))));
  withReading(withManagementCredentials(withCredentials(command)));
  return command
    .addOption(new Option("--account <id>", "only in this account").argParser(accountArgument))
    .option("--region <region>", "only in this Region")
    .addOption(new Option("--type <type>", "only of this type").choices(analyzerTypes))
    .addOption(
      new Option(
        "--everything",
        "take the whole roll-out back, planned or not: the members' analyzers and stacks, then security, then management with the roles and the registration",
      )
        .default(false)
        .conflicts(["account", "region", "type"]),
    )
    .option("--yes", "do not ask, for machines", false)
    .addHelpText(
      "after",
      `
Analyzers are deleted through the role access-analyzer-org-provision of their account, those of the management account by its caller. Trusted access of
AWS Organizations is never ended, because other tools use it. What the callers must be allowed to do: docs/permissions.md.

Exit codes: 0 done, or nothing to do, 1 something could not be deleted, 2 not everything could be seen, 3 bad input or not confirmed

Examples:
  $ access-analyzer-org retire --profile security
  $ access-analyzer-org retire --type ORGANIZATION_UNUSED_ACCESS --region eu-west-1 --profile security
  $ access-analyzer-org retire --everything --profile security --management-profile management`,
    )
    .action(async (options: RetireCommandOptions) => {
      // Loaded only now: --help must not pay for the AWS SDK.
      /* eslint-disable @typescript-eslint/no-require-imports */
      if (options.everything) {
        const { retireEverything }: typeof everythingRun = require("./everything");
        process.exitCode = await retireEverything(options);
      } else {
        const { runRetire }: typeof retireRun = require("./run");
        process.exitCode = await runRetire(options);
      }
    });
}
