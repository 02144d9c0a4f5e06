import * as sdk from "@aws-sdk/client-lambda";
import type { Service } from "../../service";
import { concurrency } from "./concurrency";
import { eventSourceMappings } from "./eventSource/mappings";
import { functions } from "./functions";
import { functionUrls } from "./functionUrls";
import { invoke } from "./invoke";
import { layers } from "./layers";
import { permissions } from "./permissions";
import { resourcePolicies } from "./resourcePolicies";
import { tags } from "./tags";

/** AWS Lambda: functions that run, with their policies, URLs and event source mappings. */
export const service: Service = {
  signingName: "lambda",
  protocol: "restJson",
  namespace: "com.amazonaws.lambda",
  sdk,
  scope: "regional",
  trail: {
    names: {
      AddPermission: "AddPermission20150331v2",
      RemovePermission: "RemovePermission20150331v2",
      AddLayerVersionPermission: "AddLayerVersionPermission20181031",
      RemoveLayerVersionPermission: "RemoveLayerVersionPermission20181031",
    },
  },
  operations: {
    ...functions,
    ...permissions,
    ...resourcePolicies,
    ...functionUrls,
    ...concurrency,
    ...eventSourceMappings,
    ...invoke,
    ...layers,
    ...tags,
  },
};
