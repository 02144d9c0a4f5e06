import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { accountId, region as parseRegion } from "../../domain/identifiers";
import { clientSettings } from "../clients";
import { assumeRole, openSession, parseRoleName, type Session } from "../sessions";

/** Whose credentials to begin with: the same variables as the stacks' provider and the command line read. */
export type Caller = "management" | "everythingElse";

export interface SessionRequest {
  caller: Caller;
  /** The account in which something is to be read or written. */
  account: string;
  /** Region of the STS endpoint. */
  region: string;
  /** A role in `account` to assume. Without it the caller's own credentials must belong to `account`. */
  roleArn?: string;
}

/**
 * A session that is known to be in `account`.
 *
 * @throws Error if it is in another one: nothing was read or written there.
 */
export async function sessionIn(
  { caller, account, region, roleArn }: SessionRequest,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Session> {
  const prefix = caller === "management" ? "ACCESS_ANALYZER_ORG_MANAGEMENT" : "ACCESS_ANALYZER_ORG";
  const profile = env[`${prefix}_PROFILE`];
  const callerRole = env[`${prefix}_ROLE_ARN`];
  const own = await openSession({ ...(profile ? { profile } : {}), ...(callerRole ? { roleArn: callerRole } : {}) }, parseRegion(region));
  const session = roleArn
    ? assumeRole(own, accountId(account), parseRoleName(roleArn.slice(roleArn.indexOf(":role/") + ":role/".length)))
    : own;
  const actual = roleArn ? await accountOf(session) : own.account;
  if (actual === account) return session;
  throw new Error(
    `The credentials (${own.arn}${roleArn ? `, as ${roleArn}` : ""}) belong to account ${actual ?? "(unknown)"}, but account ${account} was to be changed. Nothing was read or written. ` +
      `Use credentials of account ${account}, by profile (${prefix}_PROFILE) or role (${prefix}_ROLE_ARN).`,
  );
}

async function accountOf(session: Session): Promise<string | undefined> {
  const sts = new STSClient(clientSettings(session.homeRegion, session.credentials, session.settings));
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Account;
  } finally {
    sts.destroy();
  }
}
