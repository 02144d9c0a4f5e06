import * as sdk from "@aws-sdk/client-account";
import type { Service } from "../../service";
import { regions } from "./regions";

/** AWS Account Management: the Regions of an account. */
export const service: Service = {
  signingName: "account",
  protocol: "restJson",
  namespace: "com.amazonaws.account",
  sdk,
  scope: "global",
  operations: regions,
};
