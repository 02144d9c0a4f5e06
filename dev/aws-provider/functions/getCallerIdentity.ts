import type { Account } from "../account";
import type { Properties } from "../values";

/** aws.getCallerIdentity: what STS said when the provider was configured. */
export function getCallerIdentity({ identity }: Account): Properties {
  return { id: identity.accountId, accountId: identity.accountId, arn: identity.arn, userId: identity.userId };
}
