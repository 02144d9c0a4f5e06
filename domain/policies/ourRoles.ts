import type { Configuration } from "../configuration/configuration";
import { auditRoleName, proverRoleName, provisionRoleName, retireRoleName } from "../names";
import type { AccountId } from "../identifiers";
import {
  auditGrants,
  auditInManagementGrants,
  provisionGrants,
  provisionInDelegatedAdministratorGrants,
  readOrganizationGrants,
  readRolesGrants,
  readRolesInAdministratorGrants,
  retireGrants,
  reviewGrants,
} from "./assumableRoles";
import type { Place } from "./arns";
import type { Grant, PolicyDocument } from "./grant";
import { hasScanner } from "../configuration/hasScanner";
import { roadNames } from "../findings/road";
import { hasRoad, readsMembers } from "./findingsRoad/extent";
import { provisionRoadGrants, readRoadGrants } from "./findingsRoad/provisioning";
import { readManagementWatchGrants } from "./findingsRoad/managementWatch";
import { auditRoadGrants, auditTrailGrants, redriveGrants } from "./findingsRoad/redrive";
import { roadRoles, scanForwarderRole, scanRole, watchForwarderRole, type RoadRole } from "./findingsRoad/roles";
import { provisionScanRuleGrants, readScanRuleGrants } from "./findingsRoad/scanner";
import { auditKeyGrants, provisionKeyGrants, readKeyGrants } from "./keys";
import { proverGrants } from "./proofKey";
import { permissionsBoundary } from "./roles";
import { trustPolicy } from "./trust";

/** A role as it is to be. What rolls roles out and what audits them both come from here. */
export interface OurRole {
  name: string;
  path: string;
  description: string;
  trust: PolicyDocument;
  /** ARN. */
  boundary?: string;
  policies: InlinePolicy[];
  onlyInDelegatedAdministrator?: true;
}

export interface InlinePolicy {
  name: string;
  grants: Grant[];
  onlyInDelegatedAdministrator?: true;
}

/**
 * The roles of every member, the delegated administrator included. The account of `place` may be a pseudo parameter of CloudFormation.
 *
 * @param organization id of the organization, `o-...`
 */
export function memberRoles(config: Configuration, organization: string, place: Place): OurRole[] {
  const common = (name: string) => commonOf(config, organization, place.account, name);
  return [
    {
      description: "Keeps the IAM Access Analyzer analyzers of this account.",
      ...common(provisionRoleName),
      policies: [
        { name: "analyzers", grants: provisionGrants(place) },
        { name: "scanner", grants: provisionScanRuleGrants(config, place) },
        { name: "organization-analyzers", grants: provisionInDelegatedAdministratorGrants(place), onlyInDelegatedAdministrator: true },
        { name: "keys", grants: provisionKeyGrants(config, place), onlyInDelegatedAdministrator: true },
        { name: "findings-road", grants: provisionRoadGrants(config, place), onlyInDelegatedAdministrator: true },
      ],
    },
    {
      description: "Deletes IAM Access Analyzer analyzers of access-analyzer-org that are no longer planned.",
      ...common(retireRoleName),
      policies: [{ name: "analyzers", grants: retireGrants(place) }],
    },
    {
      description: auditDescription,
      ...common(auditRoleName),
      policies: [
        {
          name: "analyzers",
          grants: [
            ...auditGrants(place),
            ...reviewGrants(place),
            ...readRolesGrants(config, place),
            ...readScanRuleGrants(place),
            ...(hasScanner(config) ? auditTrailGrants() : []),
          ],
        },
        {
          name: "organization",
          grants: readOrganizationGrants(config),
          onlyInDelegatedAdministrator: true,
        },
        {
          name: "only-here",
          grants: [
            ...readKeyGrants(place),
            ...auditKeyGrants(),
            ...readRoadGrants(place),
            ...(hasRoad(config) ? auditRoadGrants(place) : []),
            ...(hasRoad(config) && !hasScanner(config) ? auditTrailGrants() : []),
            ...readRolesInAdministratorGrants(config, place),
          ],
          onlyInDelegatedAdministrator: true,
        },
      ],
    },
    ...(config.proof.enabled ? [proverRole(config, organization, place)] : []),
    ...(hasRoad(config) ? [redriveRole(config, organization, place)] : []),
    ...(readsMembers(config) ? [ofRoad(config, place.account, scanRole(config, organization, place))] : []),
    ...(hasScanner(config) ? [ofRoad(config, place.account, scanForwarderRole(config, place.account))] : []),
    ...roadRoles(config).map((role) => ({ ...ofRoad(config, place.account, role), onlyInDelegatedAdministrator: true as const })),
  ];
}

function proverRole(config: Configuration, organization: string, place: Place): OurRole {
  return {
    description: "Signs proofs of IAM Access Analyzer coverage.",
    ...commonOf(config, organization, place.account, proverRoleName),
    policies: [{ name: "proof", grants: proverGrants(place) }],
    onlyInDelegatedAdministrator: true,
  };
}

function redriveRole(config: Configuration, organization: string, place: Place): OurRole {
  return {
    description: "Has findings of dead letters read again.",
    ...commonOf(config, organization, place.account, roadNames.redriveRole),
    policies: [{ name: "redrive", grants: redriveGrants(config) }],
    onlyInDelegatedAdministrator: true,
  };
}

function ofRoad(config: Configuration, account: string, { name, grants, ...role }: RoadRole): OurRole {
  return { ...role, name, ...placeOf(config, account), policies: [{ name: "findings-road", grants }] };
}

/** The audit role of the management account, which StackSets leave out. */
export function managementRole(config: Configuration, organization: string): OurRole {
  const { partition, management: account } = config.organization;
  const place = { partition, account };
  return {
    description: auditDescription,
    ...commonOf(config, organization, account, auditRoleName),
    policies: [
      {
        name: "audit",
        grants: [
          ...auditGrants(place),
          ...reviewGrants(place),
          ...readRolesGrants(config, place),
          ...auditInManagementGrants(place),
          ...readManagementWatchGrants(config),
          ...(hasRoad(config) ? auditTrailGrants() : []),
        ],
      },
    ],
  };
}

/** The role by which the rules of the management account forward; undefined where there is no findings road. */
export function managementWatchRole(config: Configuration): OurRole | undefined {
  const { management } = config.organization;
  return hasRoad(config) ? ofRoad(config, management, watchForwarderRole(config, management)) : undefined;
}

/** The roles of one account, with the policies that they have there. */
export function rolesOf(config: Configuration, organization: string, account: AccountId): OurRole[] {
  const { management, delegatedAdministrator, partition } = config.organization;
  if (account === management)
    return [managementRole(config, organization), managementWatchRole(config)].filter((role) => role !== undefined);
  const isHere = ({ onlyInDelegatedAdministrator }: InlinePolicy | OurRole) =>
    !onlyInDelegatedAdministrator || account === delegatedAdministrator;
  return memberRoles(config, organization, { partition, account })
    .filter(isHere)
    .map((role) => ({ ...role, policies: role.policies.filter(isHere) }));
}

const auditDescription = "Reads the IAM Access Analyzer analyzers of this account.";

function commonOf(
  config: Configuration,
  organization: string,
  account: string,
  name: string,
): Pick<OurRole, "name" | "path" | "trust" | "boundary"> {
  return { name, trust: trustPolicy(config, organization, name), ...placeOf(config, account) };
}

function placeOf(config: Configuration, account: string): Pick<OurRole, "path" | "boundary"> {
  const boundary = permissionsBoundary(config, account);
  return { path: config.access.rolePath, ...(boundary === undefined ? {} : { boundary }) };
}
