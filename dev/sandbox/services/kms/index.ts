import * as sdk from "@aws-sdk/client-kms";
import type { Service } from "../../service";
import { grants } from "./grants";
import { operations } from "./operations";
import { replication } from "./replication";

/** Keys with their policies and aliases; only keys of P-256 do anything, they sign. */
export const service: Service = {
  signingName: "kms",
  protocol: "json11",
  namespace: "com.amazonaws.kms",
  sdk,
  scope: "regional",
  trail: { resourceTypes: { ":key/": "AWS::KMS::Key" } },
  operations: { ...operations, ...grants, ...replication },
};
