import * as sdk from "@aws-sdk/client-sts";
import type { Service } from "../../service";
import { assumeRole } from "./assumeRole";
import { getAccessKeyInfo } from "./getAccessKeyInfo";
import { getCallerIdentity } from "./getCallerIdentity";

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html */
export const service: Service = {
  signingName: "sts",
  protocol: "query",
  namespace: "com.amazonaws.sts",
  xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  sdk,
  scope: "regional",
  operations: { AssumeRole: assumeRole, GetAccessKeyInfo: getAccessKeyInfo, GetCallerIdentity: getCallerIdentity },
};
