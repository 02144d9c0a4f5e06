import { Command, Option } from "commander";
import type { DeployCommandOptions } from "./deployment";
import type * as deployRun from "./run";
import {
  accountArgument,
  integerArgument,
  withConfig,
  withCredentials,
  withInventory,
  withJson,
  withManagementCredentials,
  withStacks,
} from "../options";
import { parts } from "./part";

/** `access-analyzer-org deploy`: every stack, in order, until every planned analyzer is ACTIVE. */
export function deployCommand(): Command {
  const command = new Command("deploy").description(
    "Roll the plan out with Pulumi: stack management, then security, then the members, several at a time. Ends with a table of what is ACTIVE, what is not and why.",
  );
  withJson(withInventory(withConfig(command)));
  withStacks(withManagementCredentials(withCredentials(command)));
  return command
    .addOption(new Option("--only <part>", "roll out one part, for people who hold only its credentials").choices(parts))
    .option("--preview", "show what would change, and change nothing", false)
    .addOption(
      new Option("--stacks <names>", "only these stacks, with commas between")
        .argParser((text) => text.split(","))
        .conflicts(["only", "moveAdministrator"]),
    )
    .option("--every-stack", "run the engine for every stack, for those that are proven to be unchanged too", false)
    .addOption(
      new Option(
        "--policy-pack <folder>",
        "judge each stack, before anything of it is done, by this policy pack instead of the one that comes along",
      ).env("ACCESS_ANALYZER_ORG_POLICY_PACK"),
    )
    .option("--policy-pack-config <file>", "own settings of the policy pack's policies")
    .option(
      "--write-inventory",
      "where the live organization differs from the inventory file, write the file and go on, instead of refusing",
      false,
    )
    .addOption(
      new Option(
        "--move-administrator",
        "where AWS names another delegated administrator than the configuration, take its registration back and roll out to the new one, after a question",
      )
        .default(false)
        .conflicts(["only", "preview"]),
    )
    .addOption(
      new Option("--parallel <stacks>", "member stacks at once (default: rollout.parallel of the configuration)").argParser(
        integerArgument(1, 50),
      ),
    )
    .addOption(
      new Option("--wait <seconds>", "how long to wait for what AWS does by itself: roles in new accounts, analyzers that become ACTIVE")
        .default(300)
        .argParser(integerArgument(0, 3600)),
    )
    .addOption(
      new Option(
        "--stack-timeout <seconds>",
        "how long one stack may take before it is ended and counts as failed (default: 7200 for management, 1800 for each other)",
      ).argParser(integerArgument(1, 86_400)),
    )
    .addOption(
      new Option("--secrets-provider <url>", "for stacks that are made now, as in `pulumi stack init` (awskms://..., passphrase)").env(
        "ACCESS_ANALYZER_ORG_SECRETS_PROVIDER",
      ),
    )
    .addOption(
      new Option(
        "--recreate-roles <accounts>",
        "make the roles of these members anew, whatever can be seen of them: ids with commas between, as the audit names them",
      )
        .default([], "none")
        .argParser((text) => text.split(",").map(accountArgument)),
    )
    .option("--yes", "answer every question with yes, for machines: --move-administrator, and roles that are to be made anew", false)
    .addHelpText(
      "after",
      `
The state is where Pulumi keeps it: \`pulumi login\`, or PULUMI_BACKEND_URL. What the callers must be allowed to do: docs/permissions.md.

After the stack management, members' roles that are not as planned are brought back: what did not arrive is deployed again; where roles were deleted or changed the
account's stack instance is deleted and created, after a question. --profile names who looks into the members, beside --only management as well.

--preview looks at every account through the audit role, the management account included: it needs the credentials of --profile or --role-arn alone, and writes nothing.
Where the roles are not there yet it shows what is planned; then the management account can be looked at with its own credentials.

On a file backend, members whose state, plan, program, policies and live analyzers are all as the last whole run has left them are not run: they are "proven".

The inventory file is compared with the whole live organization first: accounts, states, units, tags, Regions and analyzers of others.

Exit codes: 0 every planned analyzer is ACTIVE, 1 something failed or is not as planned, 2 an account could not be reached or seen, 3 bad input (an
inventory file that differs from the organization, too)

Examples:
  $ access-analyzer-org deploy --preview
  $ access-analyzer-org deploy --management-profile management --profile security
  $ access-analyzer-org deploy --only members --profile security --parallel 8`,
    )
    .action(async (options: DeployCommandOptions) => {
      // Loaded only now: --help must not pay for the AWS SDK.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runDeploy }: typeof deployRun = require("./run");
      process.exitCode = await runDeploy(options);
    });
}
