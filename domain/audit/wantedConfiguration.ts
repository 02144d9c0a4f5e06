import { analyzerNames, type AnalyzerConfiguration, type AnalyzerType } from "../analyzer";
import type { Configuration } from "../configuration/configuration";
import type { ExistingAnalyzer, Inventory } from "../inventory/inventory";
import { internalAccessConfiguration, undecidedUnusedAccess, unusedAccessConfiguration } from "../plan/typeConfiguration";
import { typeOfOurs } from "../plan/unplanned";

export interface Wanted {
  /** Absent for types that have none, and where it cannot be said. */
  configuration?: AnalyzerConfiguration;
  /** What of it is not known. The rest is in `configuration`. */
  unknown?: string;
}

/**
 * What an analyzer that stands in a planned place is to have, whosever it is. Where it is undecided whether an account is left out, ours is
 * to stay as it is; of another's nothing is known, but that everything else is to be right.
 */
export function wantedConfigurations(
  config: Configuration,
  live: Inventory,
  today: string,
): (type: AnalyzerType, analyzer: ExistingAnalyzer) => Wanted {
  return (type, analyzer) => {
    if (type === "ORGANIZATION_INTERNAL_ACCESS") return { configuration: internalAccessConfiguration(config) };
    if (type !== "ORGANIZATION_UNUSED_ACCESS") return {};
    const asOurs: ExistingAnalyzer = { ...analyzer, name: analyzerNames[type], owner: { kind: "ours" } };
    const configuration = unusedAccessConfiguration(config, live, { read: [asOurs] }, today);
    if ("undecided" in configuration) return { unknown: configuration.undecided };
    const unknown = typeOfOurs(analyzer) === type ? undefined : undecidedUnusedAccess(config, live, today);
    return { configuration, ...(unknown !== undefined && { unknown }) };
  };
}
