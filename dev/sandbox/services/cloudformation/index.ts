import * as sdk from "@aws-sdk/client-cloudformation";
import type { Service } from "../../service";
import * as changes from "./changeStackSets";
import * as access from "./organizationsAccess";
import * as operations from "./readOperations";
import * as reads from "./readStackSets";
import * as instances from "./stackInstances";

/** AWS CloudFormation: service-managed stack sets, with enough of the template language for IAM roles. */
export const service: Service = {
  signingName: "cloudformation",
  protocol: "query",
  namespace: "com.amazonaws.cloudformation",
  xmlNamespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
  sdk,
  scope: "regional",
  operations: {
    ActivateOrganizationsAccess: access.activateOrganizationsAccess,
    DeactivateOrganizationsAccess: access.deactivateOrganizationsAccess,
    DescribeOrganizationsAccess: access.describeOrganizationsAccess,
    CreateStackSet: changes.createStackSet,
    UpdateStackSet: changes.updateStackSet,
    DeleteStackSet: changes.deleteStackSet,
    DescribeStackSet: reads.describeStackSet,
    ListStackSets: reads.listStackSets,
    CreateStackInstances: instances.createStackInstances,
    UpdateStackInstances: instances.updateStackInstances,
    DeleteStackInstances: instances.deleteStackInstances,
    DescribeStackInstance: reads.describeStackInstance,
    ListStackInstances: reads.listStackInstances,
    DescribeStackSetOperation: operations.describeStackSetOperation,
    ListStackSetOperations: operations.listStackSetOperations,
    ListStackSetOperationResults: operations.listStackSetOperationResults,
    StopStackSetOperation: operations.stopStackSetOperation,
  },
};
