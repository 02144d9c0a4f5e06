import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { accountId, region as parseRegion } from "../../domain/identifiers";
import { auditRoleName } from "../../domain/names";
import { isReview } from "../../domain/review";
import { clientSettings } from "../clients";
import { assumeRole, openSession, type Session } from "../sessions";
import { projectRole } from "./projectRole";

/** Whose credentials to begin with: the same variables as the stacks' provider and the command line read. */
export type Caller = "management" | "everythingElse";

export interface SessionRequest {
  caller: Caller;
  /** The account in which something is to be read or written. */
  account: string;
  /** Region of the STS endpoint. */
  region: string;
  /** The name of a role of ours in `account`, assumed where the project has one. Else the caller's own credentials must belong to `account`. */
  role?: string;
}

/**
 * A session that is known to be in `account`. In a review it is one of the audit role there, whatever is asked for.
 *
 * @throws Error if it is in another one: nothing was read or written there.
 */
export async function sessionIn(request: SessionRequest, env: NodeJS.ProcessEnv = process.env): Promise<Session> {
  const { account, region } = request;
  const { caller, role } = isReview(env) ? { caller: "everythingElse", role: auditRoleName } : request;
  const prefix = caller === "management" ? "ACCESS_ANALYZER_ORG_MANAGEMENT" : "ACCESS_ANALYZER_ORG";
  const profile = env[`${prefix}_PROFILE`];
  const callerRole = env[`${prefix}_ROLE_ARN`];
  const own = await openSession({ ...(profile ? { profile } : {}), ...(callerRole ? { roleArn: callerRole } : {}) }, parseRegion(region));
  const inside = role === undefined ? undefined : projectRole(role, env);
  const session = inside === undefined ? own : assumeRole(own, accountId(account), inside);
  const actual = inside === undefined ? own.account : await accountOf(session);
  if (actual === account) return session;
  throw new Error(
    `The credentials (${own.arn}${inside === undefined ? "" : `, as ${session.arn}`}) belong to account ${actual ?? "(unknown)"}, but account ${account} was to be changed. Nothing was read or written. ` +
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
