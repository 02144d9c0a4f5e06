import * as sdk from "@aws-sdk/client-cloudformation";
import type { Service } from "../../service";
import { stackSetChanges } from "./changeStackSets";
import { organizationsAccess } from "./organizationsAccess";
import { operationReads } from "./readOperations";
import { stackSetReads } from "./readStackSets";
import { instanceChanges } from "./stackInstances";

/** AWS CloudFormation: service-managed stack sets, with enough of the template language for IAM roles. */
export const service: Service = {
  signingName: "cloudformation",
  protocol: "query",
  namespace: "com.amazonaws.cloudformation",
  xmlNamespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
  sdk,
  scope: "regional",
  operations: { ...organizationsAccess, ...stackSetChanges, ...stackSetReads, ...instanceChanges, ...operationReads },
};
