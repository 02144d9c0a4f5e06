import * as sdk from "@aws-sdk/client-cloudwatch";
import type { Call, Operation, Service } from "../../service";
import { alarmOperations } from "./alarmOperations";
import { metricOperations } from "./metricOperations";

/** Amazon CloudWatch: metrics and alarms on them. */
export const service: Service = {
  signingName: "monitoring",
  protocol: "json10",
  namespace: "com.amazonaws.cloudwatch",
  sdk,
  scope: "regional",
  operations: asIamNamesThem({ ...metricOperations, ...alarmOperations }),
};

/** It signs as `monitoring`; in policies its actions begin with `cloudwatch`. */
function asIamNamesThem(operations: Service["operations"]): Service["operations"] {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]: [string, Operation<unknown, unknown>]) => {
      const authorize = (input: unknown, call: Call) =>
        [operation.authorize?.(input, call) ?? { resource: "*" }].flat().map((asked) => ({ action: `cloudwatch:${name}`, ...asked }));
      return [name, { ...operation, authorize }];
    }),
  );
}
