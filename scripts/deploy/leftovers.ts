import type { Owned } from "../../aws/ownership";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AnalyzerSpec } from "../../domain/plan/types";
import { analyzerLogicalName, archiveRuleLogicalName, registrationLogicalName } from "../../domain/plan/logicalName";
import { delegatedServices } from "../../domain/policies/callers";
import { auditRoleName, rolesStackSetName } from "../../domain/names";
import type { ExportedResource, ImportedResource, OperationResult } from "../pulumi";

const providerType = "pulumi:providers:aws";

/**
 * Something that could not be created because it is there, and that is exactly what the stack wants: made by a run that was killed before
 * it could write it down, or (a delegated administrator's registration) by another tool before this product came.
 */
export interface Leftover {
  type: string;
  /** Logical name of the resource. */
  name: string;
  /** What the provider imports by. */
  id: string;
  component: { type: string; name: string };
  /** What has to be ours. Absent for a registration, which belongs to nobody. */
  owned?: Owned;
}

/** Candidates among what failed with a conflict, or with the quota that an analyzer in the same place uses up. */
export function possibleLeftovers(
  specs: readonly AnalyzerSpec[],
  config: Configuration,
  { diagnostics }: Pick<OperationResult, "diagnostics">,
): Leftover[] {
  const conflicts = diagnostics.filter(
    ({ severity, message }) =>
      severity === "error" && /already (exists|a delegated administrator)|AccountAlreadyRegistered|ServiceQuotaExceeded/i.test(message),
  );
  const all = [...specs.filter(({ source }) => source.kind === "create").flatMap(ofAnalyzer), ...ofManagement(config)];
  return all.filter(({ type, name }) => conflicts.some(({ urn }) => urn?.endsWith(`${type}::${name}`)));
}

function ofAnalyzer(spec: AnalyzerSpec): Leftover[] {
  const name = analyzerLogicalName(spec);
  const owned: Owned = { kind: "analyzer", region: spec.region, name: spec.name };
  const rest = { component: { type: "access-analyzer-org:index:Analyzer", name }, owned };
  return [
    { type: "aws:accessanalyzer/analyzer:Analyzer", name, id: `${spec.name}@${spec.region}`, ...rest },
    ...spec.archiveRules.map((rule) => ({
      type: "aws:accessanalyzer/archiveRule:ArchiveRule",
      name: archiveRuleLogicalName(name, rule),
      id: `${spec.name}/${rule.name}@${spec.region}`,
      ...rest,
    })),
  ];
}

/** By the logical names that stacks/management.ts gives; AWS takes no second creation of these. */
function ofManagement({ organization: { delegatedAdministrator, homeRegion } }: Configuration): Leftover[] {
  const trust = { type: "access-analyzer-org:index:OrganizationTrust", name: "organization" };
  return [
    ...delegatedServices.map((service) => ({
      type: "aws:organizations/delegatedAdministrator:DelegatedAdministrator",
      name: registrationLogicalName(trust.name, service),
      id: `${delegatedAdministrator}/${service}`,
      component: trust,
    })),
    {
      type: "aws:cloudformation/stackSet:StackSet",
      name: "member-roles",
      id: `${rolesStackSetName}@${homeRegion}`,
      component: { type: "access-analyzer-org:index:BootstrapRoles", name: "member-roles" },
      owned: { kind: "stackSet", region: homeRegion, name: rolesStackSetName },
    },
    {
      type: "aws:iam/role:Role",
      name: "management-roles-audit",
      id: auditRoleName,
      component: { type: "access-analyzer-org:index:ManagementRoles", name: "management-roles" },
      owned: { kind: "role", name: auditRoleName },
    },
  ];
}

/** Nothing is taken over that does not carry our tag, or that could not be looked at. */
export async function confirmedLeftovers(possible: readonly Leftover[], isOurs: (thing: Owned) => Promise<boolean>): Promise<Leftover[]> {
  const confirmed = await Promise.all(possible.map(async ({ owned }) => owned === undefined || isOurs(owned)));
  return possible.filter((_, index) => confirmed[index]);
}

/** How each is taken into the state; those whose component or provider the state lacks are left out. */
export function asImports(leftovers: readonly Leftover[], state: readonly ExportedResource[]): ImportedResource[] {
  const provider = state.find(({ type }) => type === providerType)?.urn;
  return leftovers.flatMap(({ type, name, id, component }) => {
    const parent = state.find((resource) => resource.type === component.type && resource.urn.endsWith(`::${component.name}`))?.urn;
    return parent === undefined || provider === undefined ? [] : [{ type, name, id, parent, provider }];
  });
}
