import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import { isAccountId, type AccountId } from "../domain/identifiers";

/** Options that several subcommands share, declared once so that they mean the same everywhere. */
export interface FileOptions {
  config: string;
  /** Default: inventory.json beside the configuration, see inputFiles.ts. */
  inventory?: string;
}

export interface CredentialOptions {
  profile?: string;
  roleArn?: string;
}

export interface ManagementCredentialOptions {
  managementProfile?: string;
  managementRoleArn?: string;
}

export interface ReadingOptions {
  roleName?: string;
  concurrency?: number;
  timeout?: number;
}

export function withConfig(command: Command): Command {
  return command.addOption(
    new Option("--config <file>", "what coverage the organization wants").default("organization.yaml").env("ACCESS_ANALYZER_ORG_CONFIG"),
  );
}

export function withInventory(command: Command): Command {
  return command.addOption(
    new Option("--inventory <file>", "what the organization has (default: inventory.json beside the configuration)").env(
      "ACCESS_ANALYZER_ORG_INVENTORY",
    ),
  );
}

export function withJson(command: Command): Command {
  return command.option("--json", "print JSON for programs to standard output", false);
}

/** For everything outside the management account. Without them the usual AWS chain is used. */
export function withCredentials(command: Command): Command {
  return command
    .addOption(new Option("--profile <name>", "AWS profile to call with (default: the usual AWS chain)").env("ACCESS_ANALYZER_ORG_PROFILE"))
    .addOption(
      new Option("--role-arn <arn>", "role to assume with it before anything else")
        .env("ACCESS_ANALYZER_ORG_ROLE_ARN")
        .argParser(roleArnArgument),
    );
}

/** For the management account. */
export function withManagementCredentials(command: Command): Command {
  return command
    .addOption(
      new Option("--management-profile <name>", "AWS profile for the management account (default: the usual AWS chain)").env(
        "ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE",
      ),
    )
    .addOption(
      new Option("--management-role-arn <arn>", "role to assume with it before anything else")
        .env("ACCESS_ANALYZER_ORG_MANAGEMENT_ROLE_ARN")
        .argParser(roleArnArgument),
    );
}

/** Where the stacks' own files are. */
export function withStacks(command: Command): Command {
  return command.option("--stack-config-dir <dir>", "where the files Pulumi.<stack>.yaml are kept (default: beside Pulumi.yaml)");
}

/** How the live organization is read. */
export function withReading(command: Command): Command {
  return command
    .option(
      "--role-name <name>",
      "a role that every account has already, for reading before ours exist, e.g. OrganizationAccountAccessRole",
    )
    .addOption(new Option("--concurrency <calls>", "AWS calls at once (default: 64)").argParser(integerArgument(1, 500)))
    .addOption(
      new Option("--timeout <seconds>", "how long one AWS call may take, with all its attempts (default: 45)").argParser(
        integerArgument(1, 900),
      ),
    );
}

/** `text` is what a person typed. */
export function integerArgument(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    return value;
  };
}

/** @throws InvalidArgumentError for text that is no account id. */
export function accountArgument(text: string): AccountId {
  if (!isAccountId(text)) throw new InvalidArgumentError("Expected an account id, twelve digits.");
  return text;
}

function roleArnArgument(text: string): string {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(text))
    throw new InvalidArgumentError("Expected a role's ARN, for example arn:aws:iam::222222222222:role/platform.");
  return text;
}
