import { openSession, type CredentialSource, type Session } from "../aws/sessions";
import type { Configuration } from "../domain/configuration/configuration";
import { InputError } from "../domain/errors";
import type { AccountId } from "../domain/identifiers";
import { callerAccounts } from "../domain/policies/trust";
import type { CredentialOptions, ManagementCredentialOptions } from "./options";

/** Whoever may become our roles. @throws InputError for credentials of an account of which our roles trust nobody. */
export function securityCaller({ profile, roleArn }: CredentialOptions, config: Configuration, signal?: AbortSignal): Promise<Session> {
  return open({ profile, roleArn }, config, callerAccounts(config), "--profile or --role-arn", signal);
}

/** Whoever runs the stack management. @throws InputError for credentials of another account. */
export function managementCaller(options: ManagementCredentialOptions, config: Configuration, signal?: AbortSignal): Promise<Session> {
  const source = { profile: options.managementProfile, roleArn: options.managementRoleArn };
  return open(source, config, [config.organization.management], "--management-profile or --management-role-arn", signal);
}

async function open(
  source: CredentialSource,
  config: Configuration,
  accounts: readonly AccountId[],
  flags: string,
  signal?: AbortSignal,
): Promise<Session> {
  const session = await openSession(source, config.organization.homeRegion, undefined, signal);
  if (accounts.includes(session.account)) return session;
  throw new InputError(
    `The credentials ${session.arn} belong to account ${session.account}, but ${oneOf(accounts)} to be called from. Nothing was changed. Name others with ${flags}.`,
  );
}

function oneOf(accounts: readonly AccountId[]): string {
  return accounts.length === 1 ? `account ${accounts.join()} is the one` : `accounts ${accounts.join(", ")} are those`;
}
