import type { GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import type { Operation } from "../../service";

/**
 * Needs no permission; an explicit deny does not stop it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const getCallerIdentity: Operation<object, GetCallerIdentityResponse> = {
  authorize: () => [],
  handle: (_input, { caller }) => ({ Account: caller.account, Arn: caller.arn, UserId: caller.userId }),
};
