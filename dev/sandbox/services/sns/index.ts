import * as sdk from "@aws-sdk/client-sns";
import type { Service } from "../../service";
import { publishOperations } from "./publishOperations";
import { subscriptionOperations } from "./subscriptionOperations";
import { topicOperations } from "./topicOperations";

/** Amazon SNS: standard topics, their subscriptions, and what comes of publishing. */
export const service: Service = {
  signingName: "sns",
  protocol: "query",
  namespace: "com.amazonaws.sns",
  xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/",
  sdk,
  scope: "regional",
  operations: { ...topicOperations, ...subscriptionOperations, ...publishOperations },
};
