import type { AnalyzerSpec } from "../../domain/coveragePlan";
import type { AccountId, Region } from "../../domain/identifiers";
import type { ExistingAnalyzer, Readable } from "../../domain/inventory";
import { analyzerLogicalName, archiveRuleLogicalName, registrationLogicalName } from "../../domain/logicalName";
import { delegatedServices } from "../../domain/policies/callers";
import type { ExportedResource, ImportedResource, OperationResult } from "../pulumi";

const analyzerType = "aws:accessanalyzer/analyzer:Analyzer";
const archiveRuleType = "aws:accessanalyzer/archiveRule:ArchiveRule";
const registrationType = "aws:organizations/delegatedAdministrator:DelegatedAdministrator";
const providerType = "pulumi:providers:aws";

/**
 * Something that could not be created because it is there, and that is exactly what the stack wants: made by a run that was killed before
 * it could write it down, or (a delegated administrator's registration) by somebody before this product came.
 */
export interface Leftover {
  type: string;
  /** Logical name of the resource. */
  name: string;
  /** What the provider imports by. */
  id: string;
  component: { type: string; name: string };
  /** The analyzer that has to be ours. Absent for a registration, which belongs to nobody. */
  analyzer?: { region: Region; name: string };
}

/** Candidates among what failed with a conflict. `delegatedAdministrator` is the account that the stack management registers. */
export function possibleLeftovers(
  specs: readonly AnalyzerSpec[],
  delegatedAdministrator: AccountId,
  { diagnostics }: Pick<OperationResult, "diagnostics">,
): Leftover[] {
  const conflicts = diagnostics.filter(({ severity, message }) => severity === "error" && /already (exists|a delegated administrator)|AccountAlreadyRegistered/i.test(message));
  const all = [...specs.filter(({ source }) => source.kind === "create").flatMap(ofAnalyzer), ...delegatedServices.map((service) => registration(delegatedAdministrator, service))];
  return all.filter(({ type, name }) => conflicts.some(({ urn }) => urn?.endsWith(`${type}::${name}`)));
}

function ofAnalyzer(spec: AnalyzerSpec): Leftover[] {
  const name = analyzerLogicalName(spec);
  const rest = { component: { type: "access-analyzer-org:index:Analyzer", name }, analyzer: { region: spec.region, name: spec.name } };
  return [
    { type: analyzerType, name, id: `${spec.name}@${spec.region}`, ...rest },
    ...spec.archiveRules.map((rule) => ({ type: archiveRuleType, name: archiveRuleLogicalName(name, rule), id: `${spec.name}/${rule.name}@${spec.region}`, ...rest })),
  ];
}

function registration(account: AccountId, service: string): Leftover {
  const component = { type: "access-analyzer-org:index:OrganizationTrust", name: "organization" };
  return { type: registrationType, name: registrationLogicalName(component.name, service), id: `${account}/${service}`, component };
}

/** No analyzer is taken over that does not carry our tag, or that could not be looked at. */
export async function confirmedLeftovers(possible: readonly Leftover[], look: (region: Region) => Promise<Readable<ExistingAnalyzer[]>>): Promise<Leftover[]> {
  const regions = [...new Set(possible.flatMap(({ analyzer }) => (analyzer === undefined ? [] : [analyzer.region])))];
  const seen = new Map(await Promise.all(regions.map(async (region) => [region, await look(region)] as const)));
  return possible.filter(({ analyzer }) => {
    if (analyzer === undefined) return true;
    const found = seen.get(analyzer.region);
    return found !== undefined && "read" in found && found.read.some(({ name, owner }) => name === analyzer.name && owner.kind === "ours");
  });
}

/** How each is taken into the state; those whose component or provider the state lacks are left out. */
export function asImports(leftovers: readonly Leftover[], state: readonly ExportedResource[]): ImportedResource[] {
  const provider = state.find(({ type }) => type === providerType)?.urn;
  return leftovers.flatMap(({ type, name, id, component }) => {
    const parent = state.find((resource) => resource.type === component.type && resource.urn.endsWith(`::${component.name}`))?.urn;
    return parent === undefined || provider === undefined ? [] : [{ type, name, id, parent, provider }];
  });
}
