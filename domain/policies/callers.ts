import type { CallerKind } from "../configuration/caller";
import type { Configuration } from "../configuration/configuration";
import { roadNames } from "../findings/road";
import { hasRoad } from "./findingsRoad/extent";
import { provisionManagementWatchGrants } from "./findingsRoad/managementWatch";
import { roleArn, roleArns } from "./roles";
import { auditRoleName, proverRoleName, provisionRoleName, retireRoleName, rolesStackSetName } from "../names";
import { accessAnalyzerService, anyAnalyzerOfOurs, serviceLinkedRole, whetherOrNotItExists, type Place } from "./arns";
import {
  auditGrants,
  createServiceLinkedRole,
  listRegionsOfMembers,
  provisionAnalyzers,
  readOrganizationGrants,
  readRolesStackSet,
} from "./assumableRoles";
import { policyDocument, type Grant, type PolicyDocument } from "./grant";
import { assumeActions } from "./trust";

/**
 * The service principals that get a delegated administrator, and through that trusted access. Nothing that may write to members: a delegated
 * administrator of Account Management may change root e-mail addresses and turn Regions off, one of StackSets may put any role anywhere.
 */
export const delegatedServices = [accessAnalyzerService];

/** Whoever runs the stack `management`: credentials of the management account, and exactly what that stack calls. */
export function managementCallerPolicy(config: Configuration): PolicyDocument {
  return policyDocument(managementCallerGrants(config));
}

/** What they need beside it for the watch over the management account. A policy of its own: a managed one may hold 6,144 characters. */
export function managementWatchPolicy(config: Configuration): PolicyDocument {
  return policyDocument(provisionManagementWatchGrants(config));
}

/** Whoever runs everything else: whom our roles trust, who may become some of them and nothing more. */
export function callerPolicy(config: Configuration, kind: CallerKind): PolicyDocument {
  return policyDocument(callerGrants(config, kind));
}

/**
 * A first look before any role of ours exists: from the management account, through a role that every member has already.
 *
 * @param roleName name of that role, with its path if it has one, for example `OrganizationAccountAccessRole`.
 */
export function firstLookPolicy(config: Configuration, roleName: string): PolicyDocument {
  return policyDocument(firstLookGrants(config, roleName));
}

/** What {@link managementCallerPolicy} lacks for `access-analyzer-org retire --everything`. */
export function managementRetirementPolicy(config: Configuration): PolicyDocument {
  return policyDocument(managementRetirementGrants(config));
}

/** What {@link managementCallerPolicy} lacks for `access-analyzer-org deploy --move-administrator`. */
export function administratorMovePolicy(config: Configuration): PolicyDocument {
  return policyDocument(administratorMoveGrants(config));
}

export function managementCallerGrants(config: Configuration): Grant[] {
  const place = managementPlace(config);
  const auditRole = roleArns(config, config.organization.management).audit;
  return [
    ...organizationTrust(config),
    ...stackSetsActivation(place),
    {
      sid: "CreateRolesStackSet",
      why: "The StackSet that puts our roles into every present and future member.",
      actions: ["cloudformation:CreateStackSet"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for this action",
    },
    {
      sid: "RolesStackSet",
      why: "Deploying that StackSet, watching its operations and changing it; and where somebody changed or deleted roles, deleting an account's instance and creating it again.",
      actions: [
        "cloudformation:CreateStackInstances",
        "cloudformation:DeleteStackInstances",
        "cloudformation:DescribeStackSet",
        "cloudformation:DescribeStackSetOperation",
        "cloudformation:ListStackInstances",
        "cloudformation:ListStackSetOperationResults",
        "cloudformation:TagResource",
        "cloudformation:UntagResource",
        "cloudformation:UpdateStackInstances",
        "cloudformation:UpdateStackSet",
      ],
      ...rolesStackSet(config),
    },
    {
      sid: "AuditRole",
      why: "The read-only audit role of the management account itself; StackSets leave that account out.",
      actions: [
        "iam:CreateRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:ListRoleTags",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
        ...(config.access.permissionsBoundary ? ["iam:PutRolePermissionsBoundary"] : []),
      ],
      resources: [auditRole],
    },
    {
      sid: "ReadAuditRole",
      why: "Reading that role back, or seeing that it is gone.",
      actions: ["iam:GetRole", "iam:GetRolePolicy"],
      resources: whetherOrNotItExists(auditRole),
    },
    createServiceLinkedRole(place),
    {
      sid: "ReadServiceLinkedRole",
      why: "Seeing whether the service-linked role exists already, and since when.",
      actions: ["iam:GetRole"],
      resources: whetherOrNotItExists(serviceLinkedRole(place)),
    },
    ...(config.analyzers.account.enabled ? provisionAnalyzers(place, ["ACCOUNT"]).map(withoutReading) : []),
    // `deploy` refuses an inventory that is older than the organization, and looks at the account's analyzers at the end.
    ...readOrganizationGrants(config),
    ...auditGrants(place),
  ];
}

/** The audit's statements allow to read every analyzer of the account. */
function withoutReading(grant: Grant): Grant {
  return { ...grant, actions: grant.actions.filter((action) => action !== "access-analyzer:GetAnalyzer") };
}

export function callerGrants(config: Configuration, kind: CallerKind): Grant[] {
  const { partition, delegatedAdministrator } = config.organization;
  const becoming = (sid: string, why: string, name: string): Grant => ({
    sid,
    why,
    actions: assumeActions,
    resources: [roleArn(partition, "*", config.access.rolePath, name)],
    condition: sameOrganization,
    wildcard: "every account of the organization, present and future; the condition keeps it to this organization",
  });
  return [
    becoming("Audit", "Reading goes through our audit role, in the caller's own account too.", auditRoleName),
    ...(kind === "prover"
      ? [
          {
            sid: "Prove",
            why: "The audit's proof is signed through our prover role, which is in the delegated administrator alone.",
            actions: assumeActions,
            resources: [roleArn(partition, delegatedAdministrator, config.access.rolePath, proverRoleName)],
          },
        ]
      : []),
    ...(kind === "deployer" && hasRoad(config)
      ? [
          {
            sid: "Redrive",
            why: "Dead letters of the findings road are handled through our redrive role, which is in the delegated administrator alone.",
            actions: assumeActions,
            resources: [roleArn(partition, delegatedAdministrator, config.access.rolePath, roadNames.redriveRole)],
          },
        ]
      : []),
    ...(kind === "deployer"
      ? [becoming("Provision", "Analyzers and archive rules are written through our provision role.", provisionRoleName)]
      : []),
    ...(kind === "retirer" ? [becoming("Retire", "Analyzers are deleted through our retire role.", retireRoleName)] : []),
  ];
}

export function firstLookGrants(config: Configuration, roleName: string): Grant[] {
  const { partition } = config.organization;
  return [
    ...auditGrants(managementPlace(config)),
    readRolesStackSet(managementPlace(config)),
    ...readOrganizationGrants(config),
    ...listRegionsOfMembers(config),
    {
      sid: "ReadAuditRole",
      why: "Whether our audit role of the management account is there, and as it was rolled out.",
      actions: ["iam:GetRole"],
      resources: whetherOrNotItExists(roleArns(config, config.organization.management).audit),
    },
    {
      sid: "ReadPoliciesOfAuditRole",
      why: "The policies of that role.",
      actions: ["iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
      resources: [roleArns(config, config.organization.management).audit],
    },
    {
      sid: "AssumeReadRole",
      why: "Reading each member through a role that is there already.",
      actions: ["sts:AssumeRole"],
      resources: [`arn:${partition}:iam::*:role/${roleName.replace(/^\//, "")}`],
      condition: sameOrganization,
      wildcard: "every account of the organization, present and future; the condition keeps it to this organization",
    },
  ];
}

export function managementRetirementGrants(config: Configuration): Grant[] {
  return [
    delegatedAdministratorGrant(config, "Deregister"),
    {
      sid: "DeleteRolesStackSet",
      why: "Deleting the StackSet of our roles, once its instances are gone from every member.",
      actions: ["cloudformation:DeleteStackSet"],
      resources: [rolesStackSetArn(config)],
      wildcard: "AWS chooses the StackSet's id, and the Region is the one of the first roll-out",
    },
    {
      sid: "RetireAnalyzers",
      why: "Deleting the management account's own analyzers; `access-analyzer-org retire` needs this statement alone.",
      actions: ["access-analyzer:DeleteAnalyzer"],
      resources: [anyAnalyzerOfOurs(managementPlace(config))],
      wildcard: "an account has analyzers in every enabled Region",
    },
    {
      sid: "DeleteAuditRole",
      why: "Taking the audit role out of the management account.",
      actions: ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:ListInstanceProfilesForRole"],
      resources: [roleArns(config, config.organization.management).audit],
    },
  ];
}

export function administratorMoveGrants({ organization: { partition, management } }: Configuration): Grant[] {
  return [
    {
      sid: "DeregisterFormerAdministrator",
      why: "Taking the registration from whichever account has it. Organization analyzers there become DISABLED.",
      actions: ["organizations:DeregisterDelegatedAdministrator"],
      resources: [`arn:${partition}:organizations::${management}:account/o-*`],
      condition: forOurServices,
      wildcard: "the configuration names the new administrator only",
    },
  ];
}

function organizationTrust(config: Configuration): Grant[] {
  return [
    {
      sid: "EnableTrustedAccess",
      why: "Trusted access of Access Analyzer. Nothing of ours ends it: other tools use it.",
      actions: ["organizations:EnableAWSServiceAccess"],
      resources: ["*"],
      condition: forOurServices,
      wildcard: "the API has no resource-level permission for this action",
    },
    delegatedAdministratorGrant(config, "Register"),
    {
      sid: "ReadTrust",
      why: "Reading back what is trusted; who is registered is read under ReadOrganization.",
      actions: ["organizations:ListAWSServiceAccessForOrganization"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for this action",
    },
  ];
}

function delegatedAdministratorGrant({ organization }: Configuration, what: "Register" | "Deregister"): Grant {
  const { partition, management, delegatedAdministrator } = organization;
  return {
    sid: `${what}DelegatedAdministrator`,
    why: "The delegated administrator of Access Analyzer, and of no other service.",
    actions: [`organizations:${what}DelegatedAdministrator`],
    resources: [`arn:${partition}:organizations::${management}:account/o-*/${delegatedAdministrator}`],
    condition: forOurServices,
    wildcard: "AWS chooses the organization's id; the management account has one organization",
  };
}

const forOurServices = { StringEquals: { "organizations:ServicePrincipal": delegatedServices } };

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html */
function stackSetsActivation({ partition, account }: Place): Grant[] {
  const service = "stacksets.cloudformation.amazonaws.com";
  return [
    {
      sid: "ActivateStackSets",
      why: "Service-managed StackSets are refused until this was called once.",
      actions: ["cloudformation:ActivateOrganizationsAccess", "cloudformation:DescribeOrganizationsAccess"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for these actions",
    },
    {
      sid: "TrustStackSets",
      why: "The activation turns on trusted access of StackSets for the caller.",
      actions: ["organizations:EnableAWSServiceAccess"],
      resources: ["*"],
      condition: { StringEquals: { "organizations:ServicePrincipal": `member.org.${service}` } },
      wildcard: "the API has no resource-level permission for this action",
    },
    {
      sid: "StackSetsServiceLinkedRole",
      why: "The activation creates the service-linked role of StackSets in the management account. AWS fixes its name, trust and policy.",
      actions: ["iam:CreateServiceLinkedRole"],
      // The path names the service: a condition on iam:AWSServiceName would say the same, and may not be met by a role that CloudFormation makes.
      resources: [`arn:${partition}:iam::${account}:role/aws-service-role/${service}/AWSServiceRoleForCloudFormationStackSetsOrgAdmin`],
    },
  ];
}

function rolesStackSetArn({ organization: { partition, management } }: Configuration): string {
  return `arn:${partition}:cloudformation:*:${management}:stackset/${rolesStackSetName}:*`;
}

/** A StackSet operation is checked against the StackSet, its targets and the resource types of its template. */
function rolesStackSet(config: Configuration): { resources: string[]; wildcard: string } {
  const { partition, management } = config.organization;
  const here = `arn:${partition}:cloudformation:*`;
  return {
    resources: [
      rolesStackSetArn(config),
      `${here}:${management}:stackset-target/${rolesStackSetName}:*/*`,
      `${here}::type/resource/AWS-IAM-Role`,
    ],
    wildcard: "AWS chooses the ids of the StackSet and of the organization's root, and the Region is the one of the first roll-out",
  };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceorgid */
const sameOrganization = { StringEquals: { "aws:ResourceOrgID": "${aws:PrincipalOrgID}" } };

function managementPlace({ organization }: Configuration): Place {
  return { partition: organization.partition, account: organization.management };
}
