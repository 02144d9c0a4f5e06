import * as sdk from "@aws-sdk/client-organizations";
import type { Service } from "../../service";
import { hierarchyChanges } from "./changeHierarchy";
import { accounts } from "./createAccount";
import { delegatedAdministrators } from "./delegatedAdministrators";
import { policies } from "./policies";
import { policyTypes } from "./policyTypes";
import { organizationReads } from "./readOrganization";
import { tags } from "./tags";
import { trustedAccess } from "./trustedAccess";

/** AWS Organizations: the tree, trusted access, delegated administrators and service control policies. */
export const service: Service = {
  signingName: "organizations",
  protocol: "json11",
  namespace: "com.amazonaws.organizations",
  sdk,
  scope: "global",
  operations: {
    ...organizationReads,
    ...hierarchyChanges,
    ...accounts,
    ...tags,
    ...trustedAccess,
    ...delegatedAdministrators,
    ...policyTypes,
    ...policies,
  },
};
