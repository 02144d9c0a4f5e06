import { managementCaller, securityCaller } from "../callers";
import type { CredentialOptions, ManagementCredentialOptions } from "../options";
import { CredentialsError, describeError, InterruptedError, isAccessDenied } from "../../aws/callErrors";
import { Calls } from "../../aws/calls";
import { defaultConcurrency, type ReadInventoryOptions } from "../../aws/inventoryReader";
import { readOrganization } from "../../aws/organizationReader";
import { isOurs } from "../../aws/ownership";
import { assumeRole, openSession, type Session } from "../../aws/sessions";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AccountId } from "../../domain/identifiers";
import type { Readable } from "../../domain/inventory/inventory";
import { auditRoleName } from "../../domain/names";
import { activeAdministrator } from "../../domain/plan/administrator";
import { callerAccounts } from "../../domain/policies/trust";
import type { Part } from "./part";
import type { RollOutOptions } from "./rollOut";

export interface Callers {
  /** Lists the organization. */
  organization: Session;
  /** Enters the delegated administrator and the members. Absent when only the stack management is rolled out, and where that account is lost. */
  everythingElse?: Session;
  /** In the management account. Absent when its stack is not rolled out, and in a preview when nobody can look into it. */
  management?: Session;
  /** In a preview: `management` is the account's own caller, because its audit role is not there yet. */
  asManagementCaller?: boolean;
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
  if (options.only === "management") return asManagementCaller(options, config, signal);
  if (options.only === undefined) {
    const management = await asManagementCaller(options, config, signal);
    const everythingElse = await securityCallerUnlessLost(management.organization, options, config, signal);
    return { ...management, ...(everythingElse && { everythingElse }) };
  }
  const everythingElse = await securityCaller(options, config, signal);
  return { organization: inside(everythingElse, config.organization.delegatedAdministrator, config), everythingElse };
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

/**
 * The callers of a preview: one who may assume the audit roles is enough. Where the management account's is not there yet, and for people
 * who hold the credentials of that account alone, its own caller looks into it.
 *
 * @throws as {@link openCallers} does.
 */
export async function openReviewers(
  options: CredentialOptions & ManagementCredentialOptions & { only?: Part },
  config: Configuration,
  signal: AbortSignal,
): Promise<Callers> {
  const { management, delegatedAdministrator, homeRegion } = config.organization;
  const isNamed = options.managementProfile !== undefined || options.managementRoleArn !== undefined;
  if (options.only === "management" && options.profile === undefined && options.roleArn === undefined) {
    const isItself = isNamed || (await openSession({}, homeRegion, undefined, signal)).account === management;
    if (isItself) return asManagementCaller(options, config, signal);
  }
  const everythingElse = await securityCaller(options, config, signal);
  const auditor = { organization: inside(everythingElse, delegatedAdministrator, config), everythingElse };
  if (options.only === "security" || options.only === "members") return auditor;
  const inManagement = inside(everythingElse, management, config);
  if ((await whyDenied(inManagement)) === undefined) return { ...auditor, management: inManagement };
  return isNamed ? { ...(await asManagementCaller(options, config, signal)), everythingElse } : auditor;
}

async function asManagementCaller(options: ManagementCredentialOptions, config: Configuration, signal: AbortSignal): Promise<Callers> {
  const management = await managementCaller(options, config, signal);
  return { organization: management, management, asManagementCaller: true };
}

/** Why a role cannot be assumed; undefined where it can, or where something else is in the way. */
export async function whyDenied(session: Session): Promise<string | undefined> {
  try {
    await session.credentials();
    return undefined;
  } catch (error) {
    return isAccessDenied(error) ? `${session.arn} cannot be assumed: ${describeError(error)}` : undefined;
  }
}

/** These callers may do nothing but assume our roles. */
function inside(caller: Session, account: AccountId, config: Configuration): Session {
  return assumeRole(caller, account, auditRole(config));
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
  config: Configuration,
  signal: AbortSignal,
): Promise<Readable<Session>> {
  if (everythingElse !== undefined) return { read: everythingElse };
  const accounts = callerAccounts(config);
  const who = `--profile or --role-arn of a principal in ${accounts.join(" or ")}`;
  if (profile === undefined && roleArn === undefined) return { unreadable: `that takes ${who} as well` };
  try {
    const session = await openSession({ profile, roleArn }, config.organization.homeRegion, undefined, signal);
    return accounts.includes(session.account)
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
    const isOwn = account === config.organization.management || everythingElse === undefined;
    return isOurs(isOwn ? organization : inside(everythingElse, account, config), thing, calls);
  };
}

export function auditRole(config: Configuration): { path: string; name: string } {
  return { path: config.access.rolePath, name: auditRoleName };
}
