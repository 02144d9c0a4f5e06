import type { GetAccessKeyInfoRequest, GetAccessKeyInfoResponse } from "@aws-sdk/client-sts";
import { accountOfAccessKey } from "../../iam/accessKeys";
import { AwsError, type Operation } from "../../service";

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html */
export const getAccessKeyInfo: Operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> = {
  authorize: () => [{ action: "sts:GetAccessKeyInfo", resource: "*" }],
  handle({ AccessKeyId }, { world }) {
    const account = accountOfAccessKey(world, AccessKeyId ?? "");
    if (account === undefined) throw new AwsError("ValidationError", `Invalid Access Key ID: ${AccessKeyId}`);
    return { Account: account };
  },
};
