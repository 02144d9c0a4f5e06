import { analyzerTypes, type AnalyzerType } from "../analyzer";
import type { Configuration } from "../configuration/configuration";
import {
  accessAnalyzerService,
  analyzersOfOurs,
  anyAnalyzer,
  anyAnalyzerOfOurs,
  archiveRulesOfOurs,
  serviceLinkedRole,
  whetherOrNotItExists,
  type Place,
} from "./arns";
import type { Grant } from "./grant";
import { roleArn } from "./roles";
import { roadRoleNames, roadRoleNamesEverywhere } from "./findingsRoad/extent";
import { auditRoleName, proverRoleName, provisionRoleName, retireRoleName, rolesStackSetName } from "../names";
import { partitions } from "../partitions";

const everyRegion = "an account has analyzers in every enabled Region";
const noResource = "the API has no resource-level permission for these actions";

/** The provision role in every member and in the delegated administrator. */
export function provisionGrants(place: Place): Grant[] {
  return [...provisionAnalyzers(place, ["ACCOUNT"]), createServiceLinkedRole(place)];
}

/**
 * What the provision role has in the delegated administrator beside {@link provisionGrants}: the analyzers that look at the whole
 * organization, and the reads of AWS Organizations that creating one of them asks for.
 */
export function provisionInDelegatedAdministratorGrants(place: Place): Grant[] {
  const types = analyzerTypes.filter((type) => type !== "ACCOUNT");
  return [
    ...provisionAnalyzers(place, types, "OfOrganization"),
    {
      sid: "OrganizationForAnalyzers",
      why: "Access Analyzer asks for these reads when an analyzer of the whole organization is created, as the caller, not as the service.",
      actions: [
        "organizations:DescribeOrganization",
        "organizations:ListAccounts",
        "organizations:ListAWSServiceAccessForOrganization",
        "organizations:ListDelegatedAdministrators",
      ],
      resources: ["*"],
      wildcard: noResource,
    },
  ];
}

/**
 * The retire role in every member: a former delegated administrator has the organization's analyzers still, so that it may delete every
 * type of ours in each of them.
 */
export function retireGrants(place: Place): Grant[] {
  return [
    {
      sid: "RetireAnalyzers",
      why: "Deleting analyzers of ours that are no longer planned; whether one carries our tag is read just before.",
      actions: ["access-analyzer:DeleteAnalyzer", "access-analyzer:GetAnalyzer"],
      resources: [anyAnalyzerOfOurs(place)],
      wildcard: `${everyRegion}, and one that was the delegated administrator has every type`,
    },
  ];
}

/** The audit role in every account, the management account included. It writes nothing. */
export function auditGrants(place: Place): Grant[] {
  return [
    {
      sid: "ReadAnalyzers",
      why: "The configuration of analyzers for unused and internal access, other tools' as well: they use up the quota. Archive rules of external-access analyzers: one can hide findings.",
      actions: ["access-analyzer:GetAnalyzer", "access-analyzer:ListArchiveRules"],
      resources: [anyAnalyzer(place)],
      wildcard: `${everyRegion}, and analyzers of other tools have any name`,
    },
    { sid: "ListAnalyzers", why: "Finding analyzers.", actions: ["access-analyzer:ListAnalyzers"], resources: ["*"], wildcard: noResource },
    listRegions(place),
  ];
}

function listRegions({ partition, account }: Place): Grant {
  const why = "Which Regions are enabled decides where an analyzer belongs.";
  return partitions[partition].hasAccountManagement
    ? { sid: "ListRegions", why, actions: ["account:ListRegions"], resources: [`arn:${partition}:account::${account}:account`] }
    : { sid: "ListRegions", why, actions: ["ec2:DescribeRegions"], resources: ["*"], wildcard: noResource };
}

/** What the audit role has in every account to compare our own roles with what was rolled out. */
export function readRolesGrants(config: Configuration, { partition, account }: Place): Grant[] {
  const { rolePath: path } = config.access;
  const audit = roleArn(partition, account, path, auditRoleName);
  const names = [provisionRoleName, retireRoleName, ...roadRoleNamesEverywhere(config)];
  const others = names.map((name) => roleArn(partition, account, path, name));
  const isManagement = account === config.organization.management;
  return [
    {
      sid: "ReadOurRoles",
      why: "Trust and permissions boundary of our own roles, or that one is gone.",
      actions: ["iam:GetRole"],
      // Who reads is the audit role: it is there.
      resources: isManagement ? [audit] : [audit, ...others.flatMap(whetherOrNotItExists)],
    },
    {
      sid: "ReadPoliciesOfOurRoles",
      why: "Policies of our own roles: one that somebody added is seen by reading alone.",
      actions: ["iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
      resources: isManagement ? [audit] : [audit, ...others],
    },
    ...(isManagement
      ? [
          {
            sid: "ReadTagsOfAuditRole",
            why: "A preview of the stack `management` reads this role's tags again where one has an empty value.",
            actions: ["iam:ListRoleTags"],
            resources: [audit],
          },
        ]
      : []),
  ];
}

/** The same for roles that the delegated administrator alone has: none where neither the proof nor the findings road is switched on. */
export function readRolesInAdministratorGrants(config: Configuration, { partition, account }: Place): Grant[] {
  const names = [...(config.proof.enabled ? [proverRoleName] : []), ...roadRoleNames(config)];
  if (names.length === 0) return [];
  const roles = names.map((name) => roleArn(partition, account, config.access.rolePath, name));
  return [
    {
      sid: "ReadRolesHere",
      why: "Trust and permissions boundary of the roles that this account alone has, or that one is gone.",
      actions: ["iam:GetRole"],
      resources: roles.flatMap(whetherOrNotItExists),
    },
    {
      sid: "ReadPoliciesOfRolesHere",
      why: "Policies of these roles: one that somebody added is seen by reading alone.",
      actions: ["iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
      resources: roles,
    },
  ];
}

/** What a preview reads of our analyzers beside {@link auditGrants}: a reviewer has the audit role alone, also where the roll-out writes. */
export function reviewGrants(place: Place): Grant[] {
  return [
    {
      sid: "ReviewAnalyzers",
      why: "A preview reads analyzers of ours as the roll-out does: each archive rule, and tags with an empty value.",
      actions: ["access-analyzer:GetArchiveRule", "access-analyzer:ListTagsForResource"],
      resources: [anyAnalyzerOfOurs(place)],
      wildcard: `${everyRegion}, with any archive rules`,
    },
  ];
}

/** What reads the whole organization: the audit role in the delegated administrator has it beside {@link auditGrants}. */
export function readOrganizationGrants(config: Configuration): Grant[] {
  const { partition, management } = config.organization;
  const organizations = `arn:${partition}:organizations::${management}`;
  return [
    {
      sid: "ReadOrganization",
      why: "The organization, its accounts and their states, and who is a delegated administrator.",
      actions: [
        "organizations:DescribeOrganization",
        "organizations:ListAccounts",
        "organizations:ListDelegatedAdministrators",
        "organizations:ListRoots",
      ],
      resources: ["*"],
      wildcard: noResource,
    },
    {
      sid: "ReadOrganizationTree",
      why: "Which organizational unit an account is in.",
      actions: ["organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent"],
      resources: [`${organizations}:root/o-*`, `${organizations}:ou/o-*`],
      wildcard: "AWS chooses the ids of the organization and its units, and units come and go",
    },
    {
      sid: "ReadAccounts",
      why: "An account's tags may choose an override, and a delegated administrator has services.",
      actions: ["organizations:ListDelegatedServicesForAccount", "organizations:ListTagsForResource"],
      resources: [`${organizations}:account/o-*`],
      wildcard: "every account of the organization, present and future",
    },
  ];
}

/** Where Account Management has trusted access for other reasons, the management account may ask for the Regions of a member that cannot be entered. */
export function listRegionsOfMembers({ organization: { partition, management } }: Configuration): Grant[] {
  if (!partitions[partition].hasAccountManagement) return [];
  return [
    {
      sid: "ListRegionsOfMembers",
      why: "The Regions of a member that cannot be entered, where Account Management has trusted access for other reasons.",
      actions: ["account:ListRegions"],
      resources: [`arn:${partition}:account::${management}:account/o-*`],
      wildcard: "every account of the organization, present and future",
    },
  ];
}

/**
 * What the audit role has in the management account beside {@link auditGrants}: whether the organization is ready for its analyzers, and
 * what a preview of the stack `management` reads.
 */
export function auditInManagementGrants(place: Place): Grant[] {
  return [
    {
      sid: "ReadTrust",
      why: "Organization analyzers need trusted access and a registered delegated administrator.",
      actions: ["organizations:ListAWSServiceAccessForOrganization", "organizations:ListDelegatedAdministrators"],
      resources: ["*"],
      wildcard: noResource,
    },
    {
      sid: "ReadServiceLinkedRole",
      why: "The first organization analyzer fails unless this role has existed in the management account for a while.",
      actions: ["iam:GetRole"],
      resources: whetherOrNotItExists(serviceLinkedRole(place)),
    },
    {
      sid: "ReadStackSetsAccess",
      why: "A preview of the stack `management` reads whether StackSets are trusted, which CloudFormation itself is asked.",
      actions: ["cloudformation:DescribeOrganizationsAccess"],
      resources: ["*"],
      wildcard: noResource,
    },
    readRolesStackSet(place),
  ];
}

/** Which Region of the management account holds the StackSet of our roles, and what became of it in each account. */
export function readRolesStackSet({ partition, account }: Place): Grant {
  return {
    sid: "ReadRolesStackSet",
    why: "The StackSet of our roles stays in the Region of the first roll-out, which has to be found. Its instances say which accounts it did not reach.",
    actions: ["cloudformation:DescribeStackSet", "cloudformation:ListStackInstances"],
    resources: [`arn:${partition}:cloudformation:*:${account}:stackset/${rolesStackSetName}:*`],
    wildcard: "AWS chooses the StackSet's id, and it may be in any Region",
  };
}

/** Analyzers of ours and their archive rules. Deleting an analyzer is {@link retireGrants}. */
export function provisionAnalyzers(place: Place, types: AnalyzerType[], suffix = ""): Grant[] {
  const configurable = types.filter((type) => type !== "ACCOUNT" && type !== "ORGANIZATION");
  return [
    {
      sid: `Analyzers${suffix}`,
      why: "Creating analyzers of ours, reading them back and keeping their tags.",
      actions: [
        "access-analyzer:CreateAnalyzer",
        "access-analyzer:GetAnalyzer",
        "access-analyzer:ListTagsForResource",
        "access-analyzer:TagResource",
        "access-analyzer:UntagResource",
      ],
      resources: analyzersOfOurs(place, types),
      wildcard: everyRegion,
    },
    ...(configurable.length > 0
      ? [
          {
            sid: "AnalyzerConfiguration",
            why: "Changing what an analyzer looks at in place, because replacing it would lose its findings.",
            actions: ["access-analyzer:UpdateAnalyzer"],
            resources: analyzersOfOurs(place, configurable),
            wildcard: everyRegion,
          },
        ]
      : []),
    {
      sid: `ArchiveRules${suffix}`,
      why: "Archive rules of analyzers of ours.",
      actions: [
        "access-analyzer:CreateArchiveRule",
        "access-analyzer:DeleteArchiveRule",
        "access-analyzer:GetArchiveRule",
        "access-analyzer:UpdateArchiveRule",
      ],
      resources: archiveRulesOfOurs(place, types),
      wildcard: `${everyRegion}, and a rule that left the configuration must still be deleted`,
    },
  ];
}

/** The one IAM write that a role of ours has: AWS fixes the role's name, trust and policy, nothing about it can be chosen. */
export function createServiceLinkedRole(place: Place): Grant {
  return {
    sid: "ServiceLinkedRole",
    why: "The first analyzer of an account creates Access Analyzer's service-linked role there. AWS fixes its name, trust and policy.",
    actions: ["iam:CreateServiceLinkedRole"],
    resources: [serviceLinkedRole(place)],
    condition: { StringEquals: { "iam:AWSServiceName": accessAnalyzerService } },
  };
}
