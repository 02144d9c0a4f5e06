import * as sdk from "@aws-sdk/client-dynamodb";
import type { Service } from "../../service";
import { policyOperations } from "./policyOperations";
import { readOperations } from "./readOperations";
import { tableOperations } from "./tableOperations";
import { writeOperations } from "./writeOperations";

/** Amazon DynamoDB: tables of items, with global secondary indexes and transactions. */
export const service: Service = {
  signingName: "dynamodb",
  protocol: "json10",
  namespace: "com.amazonaws.dynamodb",
  sdk,
  scope: "regional",
  operations: { ...tableOperations, ...policyOperations, ...readOperations, ...writeOperations },
};
