import * as sdk from "@aws-sdk/client-organizations";
import type { Service } from "../../service";
import * as accounts from "./createAccount";
import * as administrators from "./delegatedAdministrators";
import * as changes from "./changeHierarchy";
import * as hierarchy from "./hierarchy";
import * as policies from "./policies";
import * as policyTypes from "./policyTypes";
import * as organization from "./readOrganization";
import * as tags from "./tags";
import * as trust from "./trustedAccess";

/** AWS Organizations: the tree, trusted access, delegated administrators and service control policies. */
export const service: Service = {
  signingName: "organizations",
  protocol: "json11",
  namespace: "com.amazonaws.organizations",
  sdk,
  scope: "global",
  operations: {
    DescribeOrganization: organization.describeOrganization,
    ListRoots: organization.listRoots,
    ListAccounts: organization.listAccounts,
    DescribeAccount: organization.describeAccount,
    ListOrganizationalUnitsForParent: hierarchy.listOrganizationalUnitsForParent,
    ListAccountsForParent: hierarchy.listAccountsForParent,
    ListParents: hierarchy.listParents,
    ListChildren: hierarchy.listChildren,
    DescribeOrganizationalUnit: hierarchy.describeOrganizationalUnit,
    CreateOrganizationalUnit: changes.createOrganizationalUnit,
    MoveAccount: changes.moveAccount,
    CreateAccount: accounts.createAccount,
    DescribeCreateAccountStatus: accounts.describeCreateAccountStatus,
    CloseAccount: accounts.closeAccount,
    TagResource: tags.tagResource,
    UntagResource: tags.untagResource,
    ListTagsForResource: tags.listTagsForResource,
    EnableAWSServiceAccess: trust.enableAwsServiceAccess,
    DisableAWSServiceAccess: trust.disableAwsServiceAccess,
    ListAWSServiceAccessForOrganization: trust.listAwsServiceAccessForOrganization,
    RegisterDelegatedAdministrator: administrators.registerDelegatedAdministrator,
    DeregisterDelegatedAdministrator: administrators.deregisterDelegatedAdministrator,
    ListDelegatedAdministrators: administrators.listDelegatedAdministrators,
    ListDelegatedServicesForAccount: administrators.listDelegatedServicesForAccount,
    EnablePolicyType: policyTypes.enablePolicyType,
    DisablePolicyType: policyTypes.disablePolicyType,
    CreatePolicy: policies.createPolicy,
    UpdatePolicy: policies.updatePolicy,
    DeletePolicy: policies.deletePolicy,
    DescribePolicy: policies.describePolicy,
    ListPolicies: policies.listPolicies,
    ListPoliciesForTarget: policies.listPoliciesForTarget,
    ListTargetsForPolicy: policies.listTargetsForPolicy,
    AttachPolicy: policies.attachPolicy,
    DetachPolicy: policies.detachPolicy,
  },
};
