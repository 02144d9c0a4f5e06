import * as sdk from "@aws-sdk/client-lambda";
import type { Service } from "../../service";
import { concurrency } from "./concurrency";
import { eventSourceMappings } from "./eventSource/mappings";
import { functions } from "./functions";
import { functionUrls } from "./functionUrls";
import { invoke } from "./invoke";
import { layers } from "./layers";
import { permissions } from "./permissions";
import { tags } from "./tags";

/** AWS Lambda: functions that run, with their policies, URLs and event source mappings. */
export const service: Service = {
  signingName: "lambda",
  protocol: "restJson",
  namespace: "com.amazonaws.lambda",
  sdk,
  scope: "regional",
  operations: {
    ...functions,
    ...permissions,
    ...functionUrls,
    ...concurrency,
    ...eventSourceMappings,
    ...invoke,
    ...layers,
    ...tags,
  },
};
