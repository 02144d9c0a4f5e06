import * as sdk from "@aws-sdk/client-account";
import type { Service } from "../../service";
import { regions } from "./regions";

/**
 * AWS Account Management: the Regions of an account.
 *
 * @see https://github.com/boto/botocore/blob/develop/botocore/data/endpoints.json which lists its endpoints
 */
export const service: Service = {
  signingName: "account",
  protocol: "restJson",
  namespace: "com.amazonaws.account",
  sdk,
  scope: "global",
  absentIn: ["aws-us-gov", "aws-eusc"],
  operations: regions,
};
