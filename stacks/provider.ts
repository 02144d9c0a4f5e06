import * as aws from "@pulumi/aws";
import type { AccountId, Region } from "../domain/identifiers";

/** Whose credentials a stack begins with: those of the management account, or those that may assume our roles everywhere else. */
export type Caller = "management" | "everythingElse";

export interface ProviderArgs {
  account: AccountId;
  region: Region;
  caller: Caller;
  /** The role in `account` that the stack works through. Without it the caller's own credentials must belong to `account`. */
  roleArn?: string;
}

/**
 * The one provider of a stack. Its Region is only where it starts from: every regional resource names its own. Credentials of another
 * account than `account` are refused before anything is read or written.
 */
export function accountProvider({ account, region, caller, roleArn }: ProviderArgs, env: NodeJS.ProcessEnv): aws.Provider {
  const { profile, roleArn: callerRole } = callerCredentials(caller, env);
  const chain = [callerRole, roleArn].filter((arn) => arn !== undefined);
  return new aws.Provider("aws", {
    region,
    allowedAccountIds: [account],
    ...(profile ? { profile } : {}),
    ...(chain.length > 0 ? { assumeRoles: chain.map((arn) => ({ roleArn: arn, sessionName })) } : {}),
  });
}

/** The same variables that the command line reads, so that plain `pulumi up` works under the same credentials. */
function callerCredentials(caller: Caller, env: NodeJS.ProcessEnv): { profile?: string; roleArn?: string } {
  const prefix = caller === "management" ? "ACCESS_ANALYZER_ORG_MANAGEMENT" : "ACCESS_ANALYZER_ORG";
  const profile = env[`${prefix}_PROFILE`];
  const roleArn = env[`${prefix}_ROLE_ARN`];
  return { ...(profile ? { profile } : {}), ...(roleArn ? { roleArn } : {}) };
}

const sessionName = "access-analyzer-org";
