import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import type { Service } from "../../service";
import { eventOperations } from "./eventOperations";
import { groupOperations } from "./groupOperations";

/** Amazon CloudWatch Logs: groups with their streams and events. */
export const service: Service = {
  signingName: "logs",
  protocol: "json11",
  namespace: "com.amazonaws.cloudwatchlogs",
  sdk,
  scope: "regional",
  operations: { ...groupOperations, ...eventOperations },
};
