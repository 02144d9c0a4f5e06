import { Command } from "commander";
import type * as redriveRun from "./run";
import { withConfig, withCredentials, withInventory, withJson } from "../options";

/** `access-analyzer-org redrive`: what could not be handled is read again. */
export function redriveCommand(): Command {
  const command = new Command("redrive").description(
    "Have the findings of dead letters read again, in every Region of the findings road, and delete the letters whose findings are.",
  );
  withCredentials(withJson(withInventory(withConfig(command))));
  return command
    .option("--dry-run", "only say what would be done; letters that were looked at are hidden from others for five minutes", false)
    .addHelpText(
      "after",
      `
Nothing that stands in a dead letter is believed but which finding it is about: the road reads that finding from its analyzer. Letters that ask for what the
next sweep does anyway are deleted. What cannot be understood stays, and is told.

It goes through the role access-analyzer-org-redrive of the delegated administrator. What the caller must be allowed to do: docs/permissions.md.

Exit codes: 0 done, or nothing to do, 1 a letter could not be handed on, 2 letters stay or a queue could not be read, 3 bad input

Examples:
  $ access-analyzer-org redrive --dry-run --profile security
  $ access-analyzer-org redrive --profile security --json | jq '.letters[] | select(.done == "stays")'`,
    )
    .action(async (options: redriveRun.RedriveOptions) => {
      // Loaded only now: --help must not pay for the AWS SDK.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runRedrive }: typeof redriveRun = require("./run");
      process.exitCode = await runRedrive(options);
    });
}
