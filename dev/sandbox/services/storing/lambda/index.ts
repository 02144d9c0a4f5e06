import * as sdk from "@aws-sdk/client-lambda";
import type { Service } from "../../../service";
import { functions } from "./functions";
import { functionUrls } from "./functionUrls";
import { permissions } from "./permissions";

/** AWS Lambda: functions with their policies and URLs. Nothing runs. */
export const lambda: Service = {
  signingName: "lambda",
  protocol: "restJson",
  namespace: "com.amazonaws.lambda",
  sdk,
  scope: "regional",
  operations: { ...functions, ...permissions, ...functionUrls },
};
