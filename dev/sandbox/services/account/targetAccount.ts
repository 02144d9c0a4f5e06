import type { AccountState } from "../../world/world";
import { AwsError, type Asked, type Call } from "../../service";

const principal = "account.amazonaws.com";

/** What IAM is asked: an account of the organization is another kind of resource than the caller's own account. */
export function onAccount({ AccountId, RegionName }: { AccountId?: string; RegionName?: string }, { world, caller }: Call): Asked {
  const { managementAccount, id } = world.organization;
  const named = `${managementAccount}:account/${id}/${AccountId}`;
  return {
    resource: `arn:${world.partition}:account::${AccountId ? named : `${caller.account}:account`}`,
    ...(RegionName ? { context: { "account:TargetRegion": RegionName } } : {}),
  };
}

/**
 * The account a call is about. With an AccountId the caller has to be the management account or the delegated administrator of Account
 * Management, with trusted access on, and the account another member: the management account "can't specify its own AccountId".
 * A delegated administrator that names itself or the management account is refused too, which no AWS page confirms.
 *
 * @throws AccessDeniedException
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 */
export function targetAccount(accountId: string | undefined, { world, caller }: Call): AccountState {
  const { organization } = world;
  const own = world.accounts.get(caller.account);
  if (accountId === undefined && own) return own;
  const named = world.accounts.get(accountId ?? "");
  const administrator = organization.delegatedAdministrators.get(principal)?.has(caller.account) ?? false;
  if (caller.account !== organization.managementAccount && !administrator) {
    const neither = `neither the organization's management account nor the delegated administrator of ${principal}`;
    throw denied(caller.arn, `account ${caller.account} is ${neither}`);
  }
  if (!organization.trustedServices.has(principal)) throw denied(caller.arn, `trusted access is not enabled for ${principal}`);
  if (accountId === organization.managementAccount) {
    throw denied(caller.arn, "the management account can only be managed using the standalone context from the management account");
  }
  if (accountId === caller.account) throw denied(caller.arn, `account ${accountId} is the caller's own; leave AccountId out`);
  if (!named) throw denied(caller.arn, `account ${accountId} is not a member of organization ${organization.id}`);
  return named;
}

function denied(arn: string, why: string): AwsError {
  return new AwsError("AccessDeniedException", `User: ${arn} is not authorized to perform this operation: ${why}.`);
}
