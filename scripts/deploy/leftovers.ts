import type { AnalyzerSpec } from "../../domain/coveragePlan";
import type { Region } from "../../domain/identifiers";
import type { ExistingAnalyzer, Readable } from "../../domain/inventory";
import { analyzerLogicalName, archiveRuleLogicalName } from "../../domain/logicalName";
import type { ExportedResource, ImportedResource, OperationResult } from "../pulumi";

const analyzerType = "aws:accessanalyzer/analyzer:Analyzer";
const archiveRuleType = "aws:accessanalyzer/archiveRule:ArchiveRule";
const componentType = "access-analyzer-org:index:Analyzer";
const providerType = "pulumi:providers:aws";

/** Something of ours that is live and that the stack does not know: a run that was killed made it and could not write it down. */
export interface Leftover {
  type: typeof analyzerType | typeof archiveRuleType;
  /** Logical name of the resource. */
  name: string;
  /** Logical name of the analyzer it is, or is a rule of. */
  analyzer: string;
  id: string;
  region: Region;
  analyzerName: string;
}

/** What could not be created because it exists, among the analyzers and archive rules that the plan wants of us. */
export function possibleLeftovers(specs: readonly AnalyzerSpec[], { diagnostics }: Pick<OperationResult, "diagnostics">): Leftover[] {
  const conflicts = new Set(diagnostics.flatMap(({ severity, urn, message }) => (severity === "error" && urn !== undefined && /already exists/i.test(message) ? [urn] : [])));
  const isConflicting = (type: string, name: string) => [...conflicts].some((urn) => urn.endsWith(`${type}::${name}`));
  return specs
    .filter(({ source }) => source.kind === "create")
    .flatMap((spec) => {
      const analyzer = analyzerLogicalName(spec);
      const place = { analyzer, region: spec.region, analyzerName: spec.name };
      return [
        ...(isConflicting(analyzerType, analyzer) ? [{ ...place, type: analyzerType, name: analyzer, id: `${spec.name}@${spec.region}` } as const] : []),
        ...spec.archiveRules.flatMap((rule) => {
          const name = archiveRuleLogicalName(analyzer, rule);
          return isConflicting(archiveRuleType, name) ? [{ ...place, type: archiveRuleType, name, id: `${spec.name}/${rule.name}@${spec.region}` } as const] : [];
        }),
      ];
    });
}

/** Nothing is taken over but analyzers that carry our tag, and their rules. */
export async function confirmedLeftovers(possible: readonly Leftover[], look: (region: Region) => Promise<Readable<ExistingAnalyzer[]>>): Promise<Leftover[]> {
  const regions = [...new Set(possible.map(({ region }) => region))];
  const seen = new Map(await Promise.all(regions.map(async (region) => [region, await look(region)] as const)));
  return possible.filter(({ region, analyzerName }) => {
    const found = seen.get(region);
    return found !== undefined && "read" in found && found.read.some(({ name, owner }) => name === analyzerName && owner.kind === "ours");
  });
}

/** How each is taken into the state; those whose component or provider the state lacks are left out. */
export function asImports(leftovers: readonly Leftover[], state: readonly ExportedResource[]): ImportedResource[] {
  const provider = state.find(({ type }) => type === providerType)?.urn;
  return leftovers.flatMap(({ type, name, analyzer, id }) => {
    const parent = state.find((resource) => resource.type === componentType && resource.urn.endsWith(`::${analyzer}`))?.urn;
    return parent === undefined || provider === undefined ? [] : [{ type, name, id, parent, provider }];
  });
}
