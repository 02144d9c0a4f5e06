import { analyzerNames, type AnalyzerConfiguration, type AnalyzerType } from "../analyzer";
import { archiveRules } from "./archiveRules";
import type { Configuration } from "../configuration/configuration";
import type { AnalyzerSpec } from "./types";
import type { Region } from "../identifiers";
import type { ExistingAnalyzer, InventoryAccount } from "../inventory/inventory";
import { ourTags } from "../policies/roles";
import { conflictingAnalyzer } from "./conflictingAnalyzer";
import { otherOwner } from "./unplanned";

/** Ours, or the one that stands there and leaves no room for ours. */
export function analyzerSpec(
  config: Configuration,
  account: InventoryAccount,
  region: Region,
  type: AnalyzerType,
  configuration?: AnalyzerConfiguration,
): AnalyzerSpec {
  const conflicting = conflictingAnalyzer(account, region, type);
  if (conflicting !== undefined) return keptSpec(account, region, type, conflicting);
  return {
    account: account.id,
    region,
    type,
    name: analyzerNames[type],
    source: { kind: "create" },
    ...(configuration === undefined ? {} : { configuration }),
    archiveRules: archiveRules(config, account, region, type),
    tags: ourTags(config),
  };
}

export function keptSpec(account: InventoryAccount, region: Region, type: AnalyzerType, analyzer: ExistingAnalyzer): AnalyzerSpec {
  const { name, status } = analyzer;
  const owner = otherOwner(analyzer);
  const by = owner === undefined ? {} : { owner };
  return { account: account.id, region, type, name, source: { kind: "keep", status, ...by }, archiveRules: [], tags: {} };
}
