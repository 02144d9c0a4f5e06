import * as sdk from "@aws-sdk/client-iam";
import type { Service } from "../../service";
import { policies } from "./managedPolicies";
import { rolePolicies } from "./rolePolicies";
import { roles } from "./roles";
import { serviceLinkedRoles } from "./serviceLinkedRoles";
import { users } from "./users";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html */
export const service: Service = {
  signingName: "iam",
  protocol: "query",
  namespace: "com.amazonaws.iam",
  xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  sdk,
  scope: "global",
  operations: {
    ...roles,
    ...rolePolicies,
    ...serviceLinkedRoles,
    ...users,
    ...policies,
    // No account has an alias here; many tools ask for it to name the account in their reports.
    ListAccountAliases: { handle: () => ({ AccountAliases: [], IsTruncated: false }) },
  },
};
