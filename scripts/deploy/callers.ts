import { managementCaller, securityCaller } from "../callers";
import type { CredentialOptions, ManagementCredentialOptions } from "../options";
import { CredentialsError, describeError, InterruptedError } from "../../aws/callErrors";
import { Calls } from "../../aws/calls";
import { defaultConcurrency, type ReadInventoryOptions } from "../../aws/inventoryReader";
import { readOrganization } from "../../aws/organizationReader";
import { isOurs } from "../../aws/ownership";
import { assumeRole, openSession, type Session } from "../../aws/sessions";
import type { Configuration } from "../../domain/configuration/configuration";
import type { Readable } from "../../domain/inventory/inventory";
import { auditRoleName } from "../../domain/names";
import { activeAdministrator } from "../../domain/plan/administrator";
import type { Part } from "./part";
import type { RollOutOptions } from "./rollOut";

export interface Callers {
  /** Lists the organization. */
  organization: Session;
  /** Enters the delegated administrator and the members. Absent when only the stack management is rolled out, and where that account is lost. */
  everythingElse?: Session;
}

/**
 * Whose credentials are needed follows from the part; each must belong to the account it is for.
 *
 * @throws InputError for credentials of another account or none, ReadError when AWS cannot be asked, InterruptedError when `signal` was raised.
 */
export async function openCallers(
  options: CredentialOptions & ManagementCredentialOptions & { only?: Part },
  config: Configuration,
  signal: AbortSignal,
): Promise<Callers> {
  if (options.only === undefined || options.only === "management") {
    const organization = await managementCaller(options, config, signal);
    const everythingElse = options.only === undefined ? await securityCallerUnlessLost(organization, options, config, signal) : undefined;
    return { organization, ...(everythingElse && { everythingElse }) };
  }
  const everythingElse = await securityCaller(options, config, signal);
  // This caller may do nothing but assume our roles.
  return { organization: assumeRole(everythingElse, config.organization.delegatedAdministrator, auditRole(config)), everythingElse };
}

/** AWS refuses the keys of a suspended account as it refuses wrong ones: the management account knows which it is. */
async function securityCallerUnlessLost(
  organization: Session,
  options: CredentialOptions,
  config: Configuration,
  signal: AbortSignal,
): Promise<Session | undefined> {
  try {
    return await securityCaller(options, config, signal);
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    const { accounts } = await readOrganization(organization, new Calls(defaultConcurrency, organization.settings, signal));
    if ("lost" in activeAdministrator(config, accounts)) return undefined;
    throw error;
  }
}

/** How these callers read the organization: through our audit role, but for the account of whoever lists it. */
export function readingBy(
  { organization, everythingElse }: Callers,
  config: Configuration,
): Pick<ReadInventoryOptions, "session" | "organization" | "role"> {
  return { session: everythingElse ?? organization, organization, role: auditRole(config) };
}

/**
 * Who enters the members to compare their roles. With `--only management` that is whoever `--profile` or `--role-arn` names beside the
 * management account's caller: who holds the credentials of that account alone cannot look into members.
 */
export async function openAuditor(
  { profile, roleArn }: CredentialOptions,
  { everythingElse }: Callers,
  { organization }: Configuration,
  signal: AbortSignal,
): Promise<Readable<Session>> {
  if (everythingElse !== undefined) return { read: everythingElse };
  const who = `--profile or --role-arn of a principal in ${organization.delegatedAdministrator}`;
  if (profile === undefined && roleArn === undefined) return { unreadable: `that takes ${who} as well` };
  try {
    const session = await openSession({ profile, roleArn }, organization.homeRegion, undefined, signal);
    return session.account === organization.delegatedAdministrator
      ? { read: session }
      : { unreadable: `${session.arn} is of account ${session.account}; that takes ${who}` };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { unreadable: describeError(error) };
  }
}

/** Looks into an account through the audit role; into the management account as its caller. */
export function askWith({ organization, everythingElse }: Callers, config: Configuration, signal: AbortSignal): RollOutOptions["isOurs"] {
  const calls = new Calls(defaultConcurrency, organization.settings, signal);
  return (account, thing) => {
    const inside =
      account === config.organization.management || everythingElse === undefined
        ? organization
        : assumeRole(everythingElse, account, auditRole(config));
    return isOurs(inside, thing, calls);
  };
}

export function auditRole(config: Configuration): { path: string; name: string } {
  return { path: config.access.rolePath, name: auditRoleName };
}
