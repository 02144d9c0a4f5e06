import * as sdk from "@aws-sdk/client-eventbridge";
import type { Service } from "../../service";
import { busOperations } from "./busOperations";
import { busPolicy } from "./busPolicy";
import { putEvents } from "./putEvents";
import { ruleOperations } from "./ruleOperations";
import { tagOperations } from "./tags";
import { targetOperations } from "./targetOperations";

/** Amazon EventBridge: classic event buses, their policies, rules and targets. */
export const service: Service = {
  signingName: "events",
  protocol: "json11",
  namespace: "com.amazonaws.eventbridge",
  sdk,
  scope: "regional",
  operations: { ...busOperations, ...busPolicy, ...ruleOperations, ...targetOperations, ...tagOperations, ...putEvents },
};
