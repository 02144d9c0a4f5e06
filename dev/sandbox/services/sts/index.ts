import * as sdk from "@aws-sdk/client-sts";
import type { Operations, Service } from "../../service";
import { assumeRole } from "./assumeRole";

const operations: Operations<typeof sdk> = {
  AssumeRole: assumeRole,
  // Needs no permission; an explicit deny does not stop it.
  GetCallerIdentity: {
    authorize: () => [],
    handle: (_input, { caller }) => ({ Account: caller.account, Arn: caller.arn, UserId: caller.userId }),
  },
};

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html */
export const service: Service = {
  signingName: "sts",
  protocol: "query",
  namespace: "com.amazonaws.sts",
  xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  sdk,
  scope: "regional",
  operations,
};
