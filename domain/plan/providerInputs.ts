import type { Configuration } from "../configuration/configuration";
import type { AccountId, Region } from "../identifiers";
import { roleArns } from "../policies/roles";
import { isReview } from "../review";

/** Arguments of package `aws`'s provider. */
export interface ProviderInputs {
  region: Region;
  allowedAccountIds: AccountId[];
  profile?: string;
  assumeRoles?: { roleArn: string; sessionName: string }[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How a stack's one provider reaches its account: with the caller's own credentials in the management account, through the provision role in
 * every other one, and in a review through the audit role in all of them. Its Region is only where it starts from: every regional resource
 * names its own. Credentials of another account than `account` are refused before anything is read or written.
 */
export function providerInputs(
  { config, account, region }: { config: Configuration; account: AccountId; region: Region },
  env: Environment,
): ProviderInputs {
  const { audit, provision } = roleArns(config, account);
  const isManagement = account === config.organization.management;
  const inside = isReview(env) ? audit : isManagement ? undefined : provision;
  const { profile, roleArn } = callerCredentials(inside === undefined ? "ACCESS_ANALYZER_ORG_MANAGEMENT" : "ACCESS_ANALYZER_ORG", env);
  const chain = [roleArn, inside].filter((arn) => arn !== undefined);
  return {
    region,
    allowedAccountIds: [account],
    ...(profile ? { profile } : {}),
    ...(chain.length > 0 ? { assumeRoles: chain.map((arn) => ({ roleArn: arn, sessionName })) } : {}),
  };
}

/** The same variables that the command line reads, so that plain `pulumi up` works under the same credentials. */
function callerCredentials(prefix: string, env: Environment): { profile?: string; roleArn?: string } {
  const profile = env[`${prefix}_PROFILE`];
  const roleArn = env[`${prefix}_ROLE_ARN`];
  return { ...(profile ? { profile } : {}), ...(roleArn ? { roleArn } : {}) };
}

const sessionName = "access-analyzer-org";
