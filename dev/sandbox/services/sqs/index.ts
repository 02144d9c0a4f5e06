import * as sdk from "@aws-sdk/client-sqs";
import type { Service } from "../../service";
import { messageOperations } from "./messageOperations";
import { queueOperations } from "./queueOperations";

/** Amazon SQS: standard queues with their messages; FIFO queues are kept, without messages. */
export const service: Service = {
  signingName: "sqs",
  protocol: "json10",
  namespace: "com.amazonaws.sqs",
  sdk,
  scope: "regional",
  operations: { ...queueOperations, ...messageOperations },
};
