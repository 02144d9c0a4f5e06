import { accessKeyOf } from "../iam/accessKeys";
import type { Caller } from "../iam/caller";
import { principalOf } from "../iam/policiesInForce";
import type { World } from "../world/world";

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export function userIdentityOf(world: World, caller: Caller): object {
  const { account, arn, userId, accessKeyId, kind } = caller;
  const common = { principalId: userId, arn, accountId: account, accessKeyId };
  const principal = principalOf(world, caller);
  if (kind === "user") return { type: "IAMUser", ...common, userName: principal?.name };
  const key = accessKeyOf(world, caller);
  const sourceIdentity = key?.kind === "role" ? key.sourceIdentity : undefined;
  return {
    type: "AssumedRole",
    ...common,
    sessionContext: {
      sessionIssuer: { type: "Role", principalId: principal?.id, arn: caller.principalArn, accountId: account, userName: principal?.name },
      attributes: { mfaAuthenticated: "false" },
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
  };
}
