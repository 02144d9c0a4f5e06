import { Command } from "commander";
import type * as auditRun from "./run";
import type * as stackAudit from "./stack/run";
import { withConfig, withCredentials, withInventory, withJson, withReading, withStacks } from "../options";

/** `access-analyzer-org audit`: the live organization beside its plan. */
export function auditCommand(): Command {
  const command = new Command("audit").description(
    "Read the live organization and prove that every planned analyzer is there and ACTIVE. Reads only, and signs where a proof is asked for.",
  );
  withConfig(command);
  withJson(command);
  command.option("--all", "show every account and every place, however many", false);
  command.option("--proof <file>", "write a signed proof of the coverage that was seen to this file, and its signature to <file>.sig");
  withReading(withCredentials(command));
  withInventory(withStacks(command))
    .option("--stack <name>", "judge the recorded state of one stack by the policy pack instead; asks AWS nothing")
    .option("--policy-pack-config <file>", "with --stack: own settings of the policy pack");
  return command
    .addHelpText(
      "after",
      `
Exit codes: 0 as planned, 1 drift, 2 not everything could be seen (and no drift was), 3 bad input;
with --proof also 1 if it could not be signed, and otherwise as without: a proof says what was seen, whatever else is not as planned.
With --stack: 0 nothing violates the policy pack, 1 violations, 2 not judged, 3 bad input

Examples:
  $ access-analyzer-org audit                                            with our audit role
  $ access-analyzer-org audit --role-name OrganizationAccountAccessRole   before any roll-out, from the management account
  $ access-analyzer-org audit --stack security                            the stack's state, by the policy pack
  $ access-analyzer-org audit --proof coverage.json                       as the prover
  $ access-analyzer-org audit --json | jq '.places[] | select(.state == "missing")'`,
    )
    .action(async (options: auditRun.AuditCommandOptions & Partial<stackAudit.StackAuditOptions>) => {
      const { stack } = options;
      if (stack !== undefined) {
        // eslint-disable-next-line @typescript-eslint/no-require-imports
        const { runStackAudit }: typeof stackAudit = require("./stack/run");
        process.exitCode = await runStackAudit({ ...options, stack });
        return;
      }
      // Loaded only now: --help must not pay for the AWS SDK.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runAudit }: typeof auditRun = require("./run");
      process.exitCode = await runAudit(options);
    });
}
