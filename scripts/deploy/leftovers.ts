import type { Owned } from "../../aws/ownership";
import type { Configuration } from "../../domain/configuration/configuration";
import type { AnalyzerSpec } from "../../domain/plan/types";
import { analyzerLogicalName, archiveRuleLogicalName, registrationLogicalName } from "../../domain/plan/logicalName";
import { delegatedServices } from "../../domain/policies/callers";
import { roadNames } from "../../domain/findings/road";
import { auditRoleName, proofAlias, rolesStackSetName } from "../../domain/names";
import type { ExportedResource, ImportedResource, OperationResult } from "../pulumi";

const providerType = "pulumi:providers:aws";

const analyzerComponent = "access-analyzer-org:index:Analyzer";
const accountComponent = "access-analyzer-org:index:AccountAnalyzers";
const ruleType = "aws:accessanalyzer/archiveRule:ArchiveRule";

/**
 * Something that cannot be created because it is there, and that is exactly what the stack wants: an analyzer of ours that had left the
 * plan, something made by a run that was killed before it could write it down, or (a delegated administrator's registration) by another tool
 * before this product came.
 */
export interface Leftover {
  type: string;
  /** Logical name of the resource. */
  name: string;
  /** What the provider imports by. */
  id: string;
  component: { type: string; name: string };
  /** The component around that one, if the state may lack the first. */
  around?: { type: string; name: string };
  /** What has to be ours. Absent for a registration, which belongs to nobody. */
  owned?: Owned;
}

/**
 * Candidates among what failed with a conflict, or with the quota that an analyzer in the same place uses up. An analyzer that stayed has
 * its archive rules.
 */
export function possibleLeftovers(
  specs: readonly AnalyzerSpec[],
  config: Configuration,
  { diagnostics }: Pick<OperationResult, "diagnostics">,
): Leftover[] {
  const conflicts = diagnostics.filter(
    ({ severity, message }) =>
      severity === "error" && /already (exists|a delegated administrator)|AccountAlreadyRegistered|ServiceQuotaExceeded/i.test(message),
  );
  const isInConflict = ({ type, name }: Leftover) => conflicts.some(({ urn }) => urn?.endsWith(`${type}::${name}`));
  return [
    ...created(specs).flatMap((spec) => {
      const [analyzer, ...rules] = ofAnalyzer(spec);
      return isInConflict(analyzer) ? [analyzer, ...rules] : rules.filter(isInConflict);
    }),
    ...[...ofManagement(config), ofSecurity(config)].filter(isInConflict),
  ];
}

/** Candidates among the analyzers, with their archive rules, that a preview would create. */
export function returningAnalyzers(specs: readonly AnalyzerSpec[], { steps }: Pick<OperationResult, "steps">): Leftover[] {
  return created(specs).flatMap((spec) => {
    const [analyzer, ...rules] = ofAnalyzer(spec);
    return steps.some(({ op, urn }) => op === "create" && urn.endsWith(`${analyzer.type}::${analyzer.name}`)) ? [analyzer, ...rules] : [];
  });
}

function created(specs: readonly AnalyzerSpec[]): AnalyzerSpec[] {
  return specs.filter(({ source }) => source.kind === "create");
}

function ofAnalyzer(spec: AnalyzerSpec): [Leftover, ...Leftover[]] {
  const name = analyzerLogicalName(spec);
  const owned: Owned = { kind: "analyzer", region: spec.region, name: spec.name };
  const rest = { component: { type: analyzerComponent, name }, around: { type: accountComponent, name: spec.account }, owned };
  return [
    { type: "aws:accessanalyzer/analyzer:Analyzer", name, id: `${spec.name}@${spec.region}`, ...rest },
    ...spec.archiveRules.map((rule) => ({
      type: ruleType,
      name: archiveRuleLogicalName(name, rule),
      id: `${spec.name}/${rule.name}@${spec.region}`,
      ...rest,
    })),
  ];
}

/** By the logical names that stacks/management.ts gives; AWS takes no second creation of these. */
function ofManagement({ organization: { delegatedAdministrator, homeRegion }, notifications }: Configuration): Leftover[] {
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
    ...(notifications === undefined ? [] : [ofWatch()]),
  ];
}

function ofWatch(): Leftover {
  const [type, name, id] = ["aws:iam/role:Role", "watch-forwarder", roadNames.watchForwarderRole];
  return { type, name, id, component: { type: "access-analyzer-org:findings:ForwarderRole", name }, owned: { kind: "role", name: id } };
}

/** By the logical names that stacks/security.ts gives. The key itself has no name that could be taken: a new one is made. */
function ofSecurity({ organization: { homeRegion: region } }: Configuration): Leftover {
  const name = "proof-key";
  return {
    type: "aws:kms/alias:Alias",
    name,
    id: `${proofAlias}@${region}`,
    component: { type: "access-analyzer-org:index:ProofKey", name },
    owned: { kind: "alias", region, name: proofAlias },
  };
}

/** Nothing is taken over that does not carry our tag, or that could not be looked at. */
export async function confirmedLeftovers(possible: readonly Leftover[], isOurs: (thing: Owned) => Promise<boolean>): Promise<Leftover[]> {
  // An analyzer and its archive rules are one question.
  const answers = new Map<Owned, Promise<boolean>>();
  const ask = (thing: Owned) => answers.get(thing) ?? answers.set(thing, isOurs(thing)).get(thing);
  const confirmed = await Promise.all(possible.map(async ({ owned }) => owned === undefined || ask(owned)));
  return possible.filter((_, index) => confirmed[index]);
}

/** Without the archive rules: somebody may have deleted one of an analyzer that stayed. */
export function withoutRules(leftovers: readonly Leftover[]): Leftover[] {
  return leftovers.filter(({ type }) => type !== ruleType);
}

/** How each is taken into the state, with the component that is its parent; those whose place in it is not there are left out. */
export function asImports(leftovers: readonly Leftover[], state: readonly ExportedResource[]): ImportedResource[] {
  const provider = state.find(({ type }) => type === providerType)?.urn;
  if (provider === undefined) return [];
  const urnOf = ({ type, name }: { type: string; name: string }) =>
    state.find((resource) => resource.type === type && resource.urn.endsWith(`::${name}`))?.urn;
  const components = new Map<string, ImportedResource>();
  const resources = leftovers.flatMap(({ type, name, id, component, around }) => {
    const there = urnOf(component);
    if (there !== undefined) return [{ type, name, id, parent: there, provider }];
    const outer = around && urnOf(around);
    if (outer === undefined) return [];
    const urn = outer.replace(/::[^:]+$/, `$${component.type}::${component.name}`);
    components.set(urn, { ...component, urn, parent: outer });
    return [{ type, name, id, parent: urn, provider }];
  });
  return [...components.values(), ...resources];
}
